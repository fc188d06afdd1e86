"""HTTP POSTs to other people's servers: webhooks and browser push, under one set of limits."""

import http.client
import socket
import ssl
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self
from urllib.parse import SplitResult, urljoin, urlsplit

from outbox import public_addresses
from outbox.deadlines import at_most, hang_up
from outbox.models import Message
from outbox.public_addresses import NotPublic
from outbox.senders import AddressRefused
from outbox.signing import signed_headers

CONNECT_SECONDS = 5.0
SEND_SECONDS = 20.0  # for one message, redirects included
MOST_REDIRECTS = 3
MOST_READ = 64 * 1024  # of the answer
MOST_TOLD = 200
# These alone ask for the same POST elsewhere; after the others a client would send a GET.
SAME_ELSEWHERE = {307, 308}
USER_AGENT = "Followup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What a handler of a webhook or push returns: the body, and how to present it.

    It goes to the message's own address. With `secrets` it is signed with each of them when it
    leaves, under the message's id (`outbox.signing`). A status in `gone` means that the address
    will never take anything again; every other answer but 2xx is tried again for a day.
    """

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    gone: frozenset[int] = frozenset({410})


class Answered(Exception):
    """The server answered, but not that it took it. `status` is what it said."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(f"{status} {words}".strip())
        self.status = status


def as_queued(message: Message, now: datetime) -> Post:
    """Write a message of kind ``webhook``: its payload holds `body` (text) and `headers`."""
    return Post(
        body=str(message.payload["body"]).encode(),
        headers=message.payload.get("headers", {}),
    )


class Poster:
    """Posts side by side, so that one slow server holds up nobody else. No state is kept."""

    at_once = 4
    suppresses = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, thing: Any, *, message_id: uuid.UUID, address: str, at: datetime) -> int:
        """Post `thing` to `address`; return the status, which is one of 200 to 299.

        :raises AddressRefused: if the address is private or says that it is gone
        :raises Answered: if it was not taken
        :raises OSError: if nobody answered in time
        """
        if not isinstance(thing, Post):
            raise TypeError("A handler of a webhook or push returns a Post.")
        post = thing
        if post.secrets:
            signature = signed_headers(
                message_id=str(message_id), at=at, body=post.body, secrets=post.secrets
            )
            post = replace(post, headers={**post.headers, **signature})
        try:
            return _follow(address, post)
        except NotPublic as problem:
            raise AddressRefused(str(problem)) from None

    def host_of(self, address: str) -> str:
        try:
            return urlsplit(address).hostname or ""
        except ValueError:
            return ""

    def blames_host(self, problem: Exception) -> bool:
        return isinstance(problem, OSError | http.client.HTTPException | Answered)


class _Line(http.client.HTTPConnection):
    """A connection to the address that was checked, not to what a name may mean by then."""

    def __init__(self, parts: SplitResult) -> None:
        self._secure = parts.scheme == "https"
        port = parts.port or (443 if self._secure else 80)
        super().__init__(parts.hostname or "", port, timeout=CONNECT_SECONDS)
        self.default_port = 443 if self._secure else 80  # what Host need not repeat

    def connect(self) -> None:
        scheme = "https" if self._secure else "http"
        address = public_addresses.reachable(scheme, self.host, self.port)
        self.sock = socket.create_connection((address, self.port), CONNECT_SECONDS)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
        self.sock.settimeout(SEND_SECONDS)

    def cut(self) -> None:
        hang_up(self.sock)


def _follow(url: str, post: Post) -> int:
    lines: list[_Line] = []

    def cut() -> None:
        for line in lines:
            line.cut()

    with at_most(SEND_SECONDS, cut=cut):
        for _ in range(MOST_REDIRECTS + 1):
            line = _Line(public_addresses.check_url(url))
            lines.append(line)
            status, elsewhere, words = _post(line, urlsplit(url), post)
            if status in SAME_ELSEWHERE and elsewhere:
                url = urljoin(url, elsewhere)
                continue
            return _judge(status, words, post)
    raise Answered(status, "It redirects again and again.")


def _judge(status: int, words: str, post: Post) -> int:
    if status in post.gone:
        raise AddressRefused(f"{status} {words}".strip(), status=status)
    if 200 <= status < 300:
        return status
    if 300 <= status < 400:
        raise Answered(status, "It redirects in a way that would lose the message.")
    raise Answered(status, words)


def _post(line: _Line, parts: SplitResult, post: Post) -> tuple[int, str, str]:
    """Return the status, where it redirects to, and the first words of the answer."""
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    try:
        line.request(
            "POST",
            path if path.startswith("/") else f"/{path}",
            body=post.body,
            headers={"User-Agent": USER_AGENT, "Connection": "close", **post.headers},
        )
        answer = line.getresponse()
        words = answer.read(MOST_READ)[:MOST_TOLD].decode("utf-8", "replace")
        return answer.status, answer.headers.get("Location", ""), words
    except ValueError as problem:  # line ends in a header, blanks in an address
        raise NotPublic("The address or a header cannot be sent.") from problem
    finally:
        line.close()
