"""What is settled before Django sees a request, because Django would hide it."""

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def require_host(application: Application) -> Application:
    """Answer 400 to an HTTP/1.1 request without a Host header, as the protocol demands.

    Django would take the server's own name instead. HTTP/1.0, which old health checks
    still speak, may leave the header out.
    """

    def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("HTTP_HOST") or environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
            return application(environ, start_response)
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"A request must name its host.\n"]

    return guarded
