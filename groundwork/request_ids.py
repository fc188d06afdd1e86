"""An id for each request, in its answer and in every line of the log that it leads to."""

import contextvars
import logging
import re
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from groundwork.ids import uuid7

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
# What a proxy may name a request: nothing that could be a person's name or forge a line.
SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
QUIET = {"reminders:healthz", "reminders:readyz", "metrics"}

_current: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")


def current() -> str:
    """Return the id of the request that this thread is answering; empty outside of one."""
    return _current.get()


class RequestId:
    """Name each request, by its `X-Request-ID` where that is sane, and log how it was answered.

    The line holds the door's name, never its address or what was asked: both may hold a
    person's data.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        name = given if SANE.fullmatch(given) else uuid7().hex
        token = _current.set(name)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            response[HEADER] = name
            _tell(request, response.status_code, seconds=time.perf_counter() - began)
        finally:
            _current.reset(token)
        return response


def _tell(request: HttpRequest, status: int, *, seconds: float) -> None:
    match = getattr(request, "resolver_match", None)
    door = match.view_name if match else ""
    if door in QUIET and status < 400:
        return
    fields = {
        "method": request.method if request.method in _METHODS else "?",
        "door": door or "none",
        "status": status,
        "milliseconds": round(seconds * 1000, 1),
    }
    log.info(" ".join(str(each) for each in fields.values()), extra={"fields": fields})


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
