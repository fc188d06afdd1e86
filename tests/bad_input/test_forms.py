"""Every form of the house, filled in with everything in the corpus: never a 500, nothing half."""

import unicodedata
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.utils.html import escape

from prospects.models import Prospect, Touch
from tests.bad_input.corpus import ENCODED
from tests.bad_input.house import Form, House, addresses, assert_alive, forms_on, knock_once

pytestmark = pytest.mark.either_database

# Text that a form takes, and that every page, list and mail must then bear.
KEPT = [
    "a\u2028b\u0085c",
    "\u202eevil",
    "<script>alert(1)</script>",
    "{{7*7}}{% load x %}${7*7}%s%n",
    "=1+1",
    "'; DROP TABLE prospects_prospect; --",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "first line\r\nBcc: everybody@x.example",
    "\uff1d1+1",
    "e\u0301" * 200,
    "\ufffd",
]
QUICK = ("nul", "not utf-8", "long number", "first day", "last year", "long")


def test_the_forms_of_the_house_are_found(house: House):
    actions = {form.action for form in _forms(house)}

    assert "/preferences/" in actions
    assert any(action.endswith("/log/") for action in actions)


@pytest.mark.parametrize("kind", QUICK)
def test_no_form_fails_on_a_value(house: House, kind: str):
    assert _faults(house, ENCODED[kind]) == []


@pytest.mark.slow
@pytest.mark.slow_once
@pytest.mark.parametrize("kind", [kind for kind in ENCODED if kind not in QUICK])
def test_nor_on_any_other(house: House, kind: str):
    assert _faults(house, ENCODED[kind]) == []


def test_notes_of_any_text_are_kept_as_written_and_borne_by_every_page(house: House):
    card = f"/desk/{house.prospect.public_id}/"

    for text in KEPT:
        log = next(form for form in forms_on(house.browser, card) if "/log/" in form.action)
        before = Touch.objects.count()
        response = knock_once(house.browser, log, {"outcome": "no_answer", "note": text})
        assert response.status_code in {200, 302, 303}, text
        assert Touch.objects.count() == before + 1, text
        note = Touch.objects.order_by("id").last().note
        assert note.split() == unicodedata.normalize("NFC", text).split()

    assert_alive(house)


def test_no_page_takes_a_text_for_markup_or_a_template(house: House):
    for number, text in enumerate(KEPT):
        lead = {"company": {"name": f"{text[:100]} {number}"}, "comments": text}
        assert house.push(lead).status_code == 201, text
        prospect = Prospect.objects.order_by("id").last()

        page = house.browser.get(f"/prospects/{prospect.public_id}/", follow=True)

        shown = page.content.decode()
        assert "<script>alert(1)" not in shown
        assert escape(prospect.name) in shown

    assert_alive(house)


def _forms(house: House) -> list[Form]:
    """Each form of the house once, whatever the pages it is found on."""
    found = {}
    for address in addresses(house):
        if not address.startswith(("/api/", "/account/logout")):
            for form in forms_on(house.browser, address):
                found.setdefault((form.action, form.method, frozenset(form.fields)), form)
    return list(found.values())


def _faults(house: House, encoded: str) -> list[str]:
    faults = []
    for form in _forms(house):
        for name, more in _fields(form):
            with transaction.atomic():
                status = _send(house, form, {**form.fields, **more}, name, encoded)
                transaction.set_rollback(True)
            if status >= 500:
                faults.append(f"{form.action} {name} {status}")
    return faults


def _fields(form: Form) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each field with the choices under which the form reads it at all."""
    for name in form.fields:
        whose = name.partition("-")[0]
        yield name, {other: value for other, value in form.choices if value == whose != name}


def _send(house: House, form: Form, fields: dict[str, str], name: str, encoded: str) -> int:
    told = urlencode({field: value for field, value in fields.items() if field != name})
    body = f"{told}&{name}={encoded}"
    if form.method == "get":
        return house.browser.generic("GET", form.action, QUERY_STRING=body).status_code
    kind = "application/x-www-form-urlencoded"
    return house.browser.generic("POST", form.action, body.encode(), kind).status_code
