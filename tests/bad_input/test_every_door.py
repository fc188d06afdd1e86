"""Every address of the house, asked for everything in the corpus: never a 500."""

import pytest
from django.test import Client

from tests.bad_input.corpus import ENCODED, IDS
from tests.bad_input.house import (
    UUID,
    House,
    addresses,
    assert_alive,
    is_fault,
    parameters,
    patterns,
)

pytestmark = pytest.mark.slow

FORM = "application/x-www-form-urlencoded"
VERBS = ("HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "post", "BREW")


def test_the_house_is_alive_to_begin_with(house: House):
    assert_alive(house)


# Those of which most doors know nothing until it is too late; the others take their time.
QUICK = ("nul", "not utf-8", "long number", "2^63", "first year", "last day", "header injection")
OTHERS = [kind for kind in ENCODED if kind not in QUICK]


@pytest.mark.parametrize("kind", QUICK)
def test_no_address_fails_on_what_is_asked_of_it(house: House, kind: str):
    assert _asked_everywhere(house, kind, addresses(house)) == []


@pytest.mark.slow_once
@pytest.mark.parametrize("kind", OTHERS)
def test_nor_on_anything_else(house: House, kind: str):
    # Each kind at a fifth of the doors, so that each door meets a fifth of the kinds.
    doors = addresses(house)[OTHERS.index(kind) % 5 :: 5]
    assert _asked_everywhere(house, kind, doors) == []


def _asked_everywhere(house: House, kind: str, doors: list[str]) -> list[str]:
    value, failed = ENCODED[kind], []
    for address in doors:
        if address == "/api/v1/schema/" and kind != "nul":
            continue  # slow to write; it refuses like any other door of the API
        queries = [f"{value}={value}", value]
        if address.startswith("/api/"):
            # One by one: a list answers to the first name that it does not know.
            queries += [f"{name}={value}" for name in parameters(address)]
        else:
            queries.append("&".join(f"{name}={value}" for name in parameters(address)))
        failed += [
            failure for query in queries for failure in _faults(house, "GET", address, query)
        ]
    return failed


@pytest.mark.parametrize("kind", IDS)
def test_an_id_that_is_none_leads_nowhere(house: House, kind: str):
    answers = {}
    for pattern, _ in patterns():
        if UUID.search(pattern) and "^" not in pattern:
            address = UUID.sub(IDS[kind], pattern)
            for verb in ("GET", "POST"):
                answers[verb, address] = house.knock(verb, address).status_code

    # The nil id is well formed: a door may send its owner back with a word, or know no key.
    polite = {302, 303, 403} if kind == "nil" else set()
    assert answers
    assert set(answers.values()) <= {400, 404, 405, 414} | polite


@pytest.mark.slow_once
@pytest.mark.parametrize("verb", VERBS)
def test_no_address_fails_on_any_verb(house: House, verb: str):
    assert [fault for each in addresses(house) for fault in _faults(house, verb, each)] == []


@pytest.mark.slow_once
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[" * 60_000),
        ("application/json", b'{"a": "\\udfff"}'),
        (FORM, b"%ff=%00&a=%C3"),
        (FORM, b"&".join(b"a%d=1" % number for number in range(1_500))),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
        ("multipart/form-data; boundary=\xff", b"--x"),
        ("application/octet-stream", bytes(range(256))),
        ("text/xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        ("nonsense", b"x"),
    ],
)
def test_no_address_fails_on_any_body(house: House, kind: str, body: bytes):
    failed = []
    for address in addresses(house):
        response = house.knock("POST", address, body, kind)
        if is_fault(address, response):
            failed.append((address, response.status_code))

    assert failed == []


@pytest.mark.slow_once
@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": "sessionid=\xff; csrftoken=a"},
        {"cookie": "sessionid=" + "x" * 5_000},
        {"authorization": "Bearer " + "x" * 5_000},
        {"authorization": "Bearer fu_\xff_\xff"},
        {"authorization": "Bearer"},
        {"accept": "text/csv"},
        {"accept": "nonsense; q=\xff"},
        {"accept-language": "x" * 1_000},
        {"if-none-match": '"\xff'},
        {"if-modified-since": "Fri, 30 Feb 99999 25:61:00 GMT"},
        {"hx-request": "true", "hx-target": "\xff", "hx-current-url": "javascript:alert(1)"},
        {"x-forwarded-for": "x" * 1_000},
        {"x-forwarded-host": "evil.example"},
        {"range": "bytes=5-1"},
        {"referer": "\xff"},
        {"user-agent": "\xff" * 1_000},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_address_fails_on_any_header(house: House, headers: dict[str, str]):
    stranger = Client(raise_request_exception=False)
    failed = []
    for address in addresses(house):
        for client, verb in ((house.browser, "GET"), (house.browser, "POST"), (stranger, "GET")):
            response = client.generic(verb, address, headers=headers)
            if is_fault(address, response):
                failed.append((verb, address, response.status_code))

    assert failed == []


def _faults(house: House, verb: str, address: str, query: str = "") -> list[str]:
    response = house.knock(verb, address, QUERY_STRING=query)
    if is_fault(address, response):
        return [f"{verb} {address}?{query[:60]} {response.status_code}"]
    return []
