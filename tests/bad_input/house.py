"""A house with people in it, every door of it, and proof that it is still alive."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from intake.models import Lead
from outbox import tasks as outbox
from people.models import User
from people.permissions import SCOPES
from prospects.models import Prospect, Touch
from reminders import tasks as reminders
from tests.factories import create_api_key, create_prospect, create_team, create_user, log

UUID = re.compile(r"<uuid:(\w+)>")
# What stands in an address besides ids: a column's name, a row's number.
OTHERS = {"<slug:column>": "budget", "<int:leave_id>": "1", "<int:day_id>": "1"}


@dataclass
class House:
    """One team at work: an administrator in a browser, a program with every scope."""

    admin: User
    browser: Client
    key: str
    program: Client
    prospect: Prospect
    touch: Touch

    def bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.key}"}

    def push(self, body: bytes | dict[str, Any], *, query: str = "") -> HttpResponse:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = "application/json"
        # Named once more, because the client names no type for an empty body.
        return self.program.post(
            f"/api/v1/leads/{query}", raw, kind, headers=self.bearer(), CONTENT_TYPE=kind
        )

    def knock(self, verb: str, address: str, *args: Any, **more: Any) -> HttpResponse:
        """Ask as whoever uses this door: the program for the API, else the browser."""
        if address.startswith("/api/"):
            more["headers"] = {**self.bearer(), **more.get("headers", {})}
            return self.program.generic(verb, address, *args, **more)
        return self.browser.generic(verb, address, *args, **more)

    def id_for(self, name: str) -> str:
        """Return an id that is there for a part of an address, so that the door opens."""
        if name == "touch_id":
            return str(self.touch.public_id)
        return str(self.prospect.public_id)


def build() -> House:
    """Build the house. A stranger's 500 is a 500 there, not an exception."""
    team = create_team()
    admin = create_user(team=team, role=User.Role.ADMIN, email="admin@team.example")
    create_user(team=team)
    _, key = create_api_key(team=team, scopes=sorted(SCOPES))
    prospect = create_prospect(owner=admin)
    create_prospect(owner=admin)
    touch = log(prospect, "no_answer")
    browser = Client(raise_request_exception=False)
    browser.force_login(admin)
    house = House(
        admin=admin,
        browser=browser,
        key=key,
        program=Client(raise_request_exception=False),
        prospect=prospect,
        touch=touch,
    )
    assert house.push({"company": {"name": "Contoso"}, "external_id": "x1"}).status_code == 201
    return house


# --- Doors -------------------------------------------------------------------------------------


def patterns(within: Any = None, start: str = "/") -> Iterator[tuple[str, Any]]:
    """Yield every address of the house as a pattern, with its view."""
    for entry in (within or get_resolver()).url_patterns:
        address = start + str(entry.pattern)
        for slot, filled in OTHERS.items():
            address = address.replace(slot, filled)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, address)
        elif isinstance(entry, URLPattern):
            yield address, entry.callback


def addresses(house: House) -> list[str]:
    """Return every address with real ids in it; addresses by regular expression are left out."""
    return [
        UUID.sub(lambda part: house.id_for(part[1]), pattern)
        for pattern, _ in patterns()
        if "^" not in pattern
    ]


# What pages read, and what is often tried.
TRIED = ("q", "page", "next", "logged", "rep", "section", "age", "sort", "id")


def parameters(address: str) -> list[str]:
    """Return the names that are tried on a door: those its API view reads, and some others."""
    view = resolve(address).func
    return [*getattr(getattr(view, "cls", None), "wanted", {}), *TRIED]


def is_fault(address: str, response: HttpResponse) -> bool:
    """Say whether a door failed. `/readyz` says 503 on purpose while nothing beats."""
    return response.status_code >= 500 and not (
        address == "/readyz" and response.status_code == 503
    )


@dataclass(frozen=True)
class Form:
    """A form as a browser found it on a page."""

    action: str
    method: str
    fields: dict[str, str]
    choices: frozenset[tuple[str, str]]


class _Forms(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.found, self._select = page, [], ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = told.get("action") or self.page
            self.found.append(
                (action.partition("?")[0], told.get("method", "get").lower(), {}, set())
            )
        if not self.found:
            return
        _, _, fields, choices = self.found[-1]
        name = told.get("name", "")
        if tag == "select":
            self._select = name
        if tag == "option" and self._select and ("selected" in told or self._select not in fields):
            fields[self._select] = told.get("value", "")
        if tag in {"input", "textarea", "button"} and name:
            choices.add((name, told.get("value", "")))
            pressed = told.get("type") in {"radio", "checkbox", "submit"} or tag == "button"
            if not pressed or name not in fields:
                fields[name] = told.get("value", "")


def forms_on(client: Client, page: str) -> list[Form]:
    """Return the forms of a page, as they stand when it is opened."""
    response = client.get(page, follow=True)
    kind = response.headers.get("Content-Type", "")
    if response.status_code != 200 or not kind.startswith("text/html"):
        return []
    reader = _Forms(page)
    reader.feed(response.content.decode())
    return [
        Form(action=action, method=method, fields=fields, choices=frozenset(choices))
        for action, method, fields, choices in reader.found
    ]


# --- Alive ---------------------------------------------------------------------------------------


def assert_alive(house: House) -> None:
    """Open every list, page and card, follow every page of every list, and run every task."""
    reminders.scan()
    outbox.send()
    for address in addresses(house):
        if address == "/api/v1/schema/":
            continue  # slow to write, and it holds nothing that anybody stored
        response = house.knock("GET", address)
        assert not is_fault(address, response), f"{address}: {response.status_code}"
    for name in ("leads", "prospects", f"queue/?rep={house.admin.email}", "overdue"):
        _walk(house, f"/api/v1/{name}" + ("" if "?" in name else "/"))
    for prospect in Prospect.objects.filter(team=house.admin.team):
        for address in (f"/prospects/{prospect.public_id}/", f"/desk/{prospect.public_id}/"):
            assert house.browser.get(address, follow=True).status_code == 200, address
        for address in ("", "touches/"):
            _read(house, f"/api/v1/prospects/{prospect.public_id}/{address}")
    for lead in Lead.objects.filter(team=house.admin.team):
        _read(house, f"/api/v1/leads/{lead.public_id}/")


def _walk(house: House, address: str) -> None:
    following: str | None = address
    while following:
        following = _read(house, following).get("next")


def _read(house: House, address: str) -> dict[str, Any]:
    response = house.program.get(address, headers=house.bearer())
    assert response.status_code == 200, f"{address}: {response.content[:500]!r}"
    told: dict[str, Any] = json.loads(response.content)
    return told


def knock_once(client: Client, form: Form, told: dict[str, str]) -> HttpResponse:
    """Send a form with a fresh submission id, as a browser would after opening the page."""
    fields = {**form.fields, **told}
    if "submission_id" in fields and "submission_id" not in told:
        fields["submission_id"] = str(uuid4())
    if form.method == "get":
        return client.get(form.action, fields)
    kind = "application/x-www-form-urlencoded"
    return client.post(form.action, urlencode(fields), kind)
