"""Every address, by every method, for everybody: who is let in, who is not, and who learns what."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from tests.house.doors import OPEN, VISITORS, expectations
from tests.house.two_teams import Side, is_strange, visitor

pytestmark = [pytest.mark.either_database, pytest.mark.django_db, pytest.mark.usefixtures("clock")]

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SAFE = ("GET", "HEAD", "OPTIONS")
EXPECTED = expectations()
NAMES = sorted({name for name, _ in EXPECTED})


def walk(patterns: list[Any], spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = (pattern.namespace,) if pattern.namespace else ()
            yield from walk(pattern.url_patterns, spaces + space)
        else:
            yield ":".join([*spaces, pattern.name or str(pattern.pattern)]), pattern.callback


@pytest.fixture
def sides(db, clock) -> tuple[Side, Side]:
    return Side("team-a-secret-5f1c"), Side("team-b-secret-93d0")


def knock(
    who: str, name: str, method: str, *, ours: Side, theirs: Side, objects: Side | None = None
) -> HttpResponse:
    """Ask at a door as `who`, for the objects of `objects`.

    What those change who may is undone; the others must not be able to change anything.
    """
    objects = objects or ours
    client, headers = visitor(who, ours=ours, theirs=theirs)
    cache.clear()  # nobody has asked too often
    address = reverse(name, kwargs=objects.kwargs(name))
    body: dict[str, Any] = {}
    if method not in SAFE:
        body = {"data": objects.body(name)}
        if address.startswith("/api/"):
            body["content_type"] = "application/json"
    elif objects.query(name):
        address += "?" + "&".join(f"{k}={v}" for k, v in objects.query(name).items())
    ask = getattr(client, method.lower())
    if method in SAFE or is_strange(who) or objects is not ours:
        return ask(address, headers=headers, **body)
    with transaction.atomic():
        answer = ask(address, headers=headers, **body)
        transaction.set_rollback(True)
    return answer


def told(answer: HttpResponse) -> str:
    """Everything that an answer says: headers, cookies and body, in lower case."""
    headers = " ".join(f"{name}: {value}" for name, value in answer.items())
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{headers} {answer.cookies.output()} {body.decode('utf-8', 'replace')}".lower()


# --- The table -----------------------------------------------------------------------------------


def test_every_address_stands_in_the_table():
    named = {name for name, _ in walk(get_resolver().url_patterns)}
    assert named - set(NAMES) == set(), "say in tests/house/doors.py who may pass"
    assert set(NAMES) - named == set(), "gone from the house"


@pytest.mark.parametrize("name", NAMES)
def test_everybody_is_answered_as_the_table_says(name, sides):
    ours, theirs = sides
    before = ours.standing()
    wrong = []
    for method in METHODS:
        for who in visitors(name, method):
            answer = knock(who, name, method, ours=ours, theirs=theirs)
            if problem := differs(name, method, who, answer.status_code):
                wrong.append(problem)
            other = ours if is_strange(who) else theirs
            if other.marker in told(answer):
                wrong.append(f"{who} learns by {method} of {other.marker}")
            wrong += [f"{who} {method}: {each}" for each in missing_headers(answer)]
        if ours.standing() != before:
            wrong.append(f"{method} changed something of ours for somebody who may not")
    assert wrong == []


def visitors(name: str, method: str) -> tuple[str, ...]:
    """Return who tries: everybody, or a few of them where there is nothing to be had."""
    known = (name, "GET" if method == "HEAD" else method) in EXPECTED
    return VISITORS if known and method != "HEAD" else ("anonymous", "rep", "key")


def differs(name: str, method: str, who: str, status: int) -> str:
    expected = EXPECTED.get((name, "GET" if method == "HEAD" else method))
    if expected is not None:
        wanted = {expected[who]}
        if name == "desk:queue-list":
            wanted |= {204} if 200 in wanted else set()
    elif method == "OPTIONS":
        wanted = {200, 302, 401, 403, 404, 405}
    elif name.startswith(("account_", "mfa_")):
        # A package's own views: PUT is their POST, with an empty form.
        wanted = {405, 302, 404} | ({200} if (name, "POST") in EXPECTED else set())
    else:
        wanted = {405} if who not in LOCKED_OUT else {405, 302, 401}
    return "" if status in wanted else f"{who} {method} is answered {status}, not {sorted(wanted)}"


# Whoever is turned away before it is looked at what they want.
LOCKED_OUT = {"anonymous", "key", "poor_key", "strange_key", "revoked_key"}


def missing_headers(answer: HttpResponse) -> list[str]:
    """Return which of the headers that protect a browser are not there."""
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    missing = [name for name, value in wanted.items() if answer.headers.get(name) != value]
    policy = answer.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        missing.append("Content-Security-Policy")
    return missing


# --- What the table cannot say -------------------------------------------------------------------


@pytest.mark.parametrize("who", ["rep", "manager", "admin", "key"])
def test_what_belongs_to_another_team_looks_like_what_never_was(who, sides):
    ours, theirs = sides
    before = theirs.standing()
    wrong = []
    for name, method in EXPECTED:
        if not ours.kwargs(name) or name.startswith("account_"):
            continue
        answer = knock(who, name, method, ours=ours, theirs=theirs, objects=theirs)
        of_their_own_side = EXPECTED[name, method][who]
        if answer.status_code != 404 and answer.status_code != of_their_own_side:
            wrong.append(f"{name} {method}: {answer.status_code}")
        if answer.status_code < 300 or answer.status_code == 303:
            wrong.append(f"{name} {method} opens: {answer.status_code}")
        if theirs.marker in told(answer):
            wrong.append(f"{name} {method} tells")
        if theirs.standing() != before:
            wrong.append(f"{name} {method} changes")
    assert wrong == []


def test_the_markers_are_seen_by_those_whose_they_are(sides):
    """Else the walk would find no leak, because nobody ever sees anything."""
    ours, theirs = sides
    seen = {
        name
        for name, method in EXPECTED
        if method == "GET"
        and ours.marker in told(knock("manager", name, "GET", ours=ours, theirs=theirs))
    }
    assert {
        "desk:card",
        "desk:prospect",
        "desk:prospects",
        "dashboards:overdue",
        "prospects:list",
        "prospects:detail",
        "prospects:touches",
        "dashboards_api:overdue",
        "intake:leads",
        "intake:lead",
    } <= seen


def test_every_open_door_is_listed_with_its_reason(sides):
    ours, theirs = sides
    opens = set()
    for name, method in EXPECTED:
        answer = knock("anonymous", name, method, ours=ours, theirs=theirs)
        if answer.status_code not in {302, 401, 404}:
            opens.add(name)
    assert opens == set(OPEN)
    assert all(OPEN.values())


def test_the_lock_is_on_unless_a_view_says_otherwise():
    """Pages are locked by the middleware; views of the API, which it passes over, by HasScope."""
    from people.api_auth import HasScope

    unlocked = set()
    for name, view in walk(get_resolver().url_patterns):
        if getattr(view, "login_required", True):
            continue
        kind = getattr(view, "cls", None)
        if kind is not None and HasScope in kind.permission_classes and kind.permission:
            continue
        unlocked.add(name)
    # They look at the session, or at a link of their own, themselves.
    harmless = {
        "account_logout",
        "account_confirm_login_code",
        "mfa_authenticate",
        "people:welcome",
        "metrics",  # shows a token of its own, or nothing
    }
    assert unlocked - harmless == set(OPEN)


def test_nothing_that_changes_anything_is_done_without_the_token_of_the_page(sides):
    ours, _ = sides
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(ours.people["admin"])
    wrong = []
    for name, method in EXPECTED:
        if method in SAFE:
            continue
        address = reverse(name, kwargs=ours.kwargs(name))
        kind = {"content_type": "application/json"} if address.startswith("/api/") else {}
        answer = getattr(client, method.lower())(address, ours.body(name), **kind)
        if answer.status_code != 403:
            wrong.append(f"{name} {method}: {answer.status_code}")
    assert wrong == []
