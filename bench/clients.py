"""A browser and a program, as small as can be: one connection, kept open, and a stop-watch."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

_HIDDEN = re.compile(r"<input[^>]*>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_KEPT_FOR = 2.0  # seconds without a request; servers close after five


class WrongAnswer(Exception):
    """The status was another than the one waited for."""


@dataclass(slots=True, kw_only=True)
class Answer:
    """`seconds` run from the first byte sent to the last one read."""

    status: int
    body: bytes
    headers: dict[str, str]
    seconds: float


@dataclass(slots=True)
class Client:
    """Speaks to one port over one connection; keeps cookies."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    _connection: HTTPConnection | None = None
    _used_at: float = 0.0

    def get(
        self, path: str, *, want: int = 200, headers: Mapping[str, str] | None = None
    ) -> Answer:
        return self._ask("GET", path, None, headers or {}, want)

    def post_json(self, path: str, body: object, *, want: int = 201) -> Answer:
        raw = json.dumps(body).encode()
        return self._ask("POST", path, raw, {"Content-Type": "application/json"}, want)

    def post_form(self, path: str, values: Mapping[str, str], *, want: int = 303) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(values).encode(), kind, want)

    def sign_in(self, email: str, password: str) -> None:
        """Sign in as a person would, through the form.

        :raises WrongAnswer: if the person is not let in
        """
        form = hidden(self.get("/account/login/").body)
        given = {**form, "login": email, "password": password}
        self.post_form("/account/login/", given, want=302)

    def _ask(
        self, method: str, path: str, body: bytes | None, more: Mapping[str, str], want: int
    ) -> Answer:
        headers = {**self.headers, **more}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        connection = self._connected()
        began = time.perf_counter()
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        read = response.read()
        self._used_at = time.perf_counter()
        took = self._used_at - began
        for cookie in response.headers.get_all("Set-Cookie", []):
            for name, crumb in SimpleCookie(cookie).items():
                self.cookies[name] = crumb.value
        if response.status != want:
            raise WrongAnswer(f"{method} {path}: {response.status} {read[:500]!r}")
        return Answer(
            status=response.status, body=read, headers=dict(response.headers), seconds=took
        )

    def _connected(self) -> HTTPConnection:
        """Return an open connection: a new one where the server has closed the old one by now."""
        if self._connection and time.perf_counter() - self._used_at > _KEPT_FOR:
            self._connection.close()
            self._connection = None
        if self._connection is None:
            self._connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        if self._connection.sock is None:
            self._connection.connect()
        return self._connection


def hidden(page: bytes) -> dict[str, str]:
    """Return the hidden inputs of a page, the first of each name."""
    found: dict[str, str] = {}
    for tag in _HIDDEN.findall(page.decode()):
        attributes = dict(_ATTRIBUTE.findall(tag))
        if attributes.get("type") == "hidden" and "name" in attributes:
            found.setdefault(attributes["name"], attributes.get("value", ""))
    return found
