"""Bytes that no tidy client would send, on real sockets to both web servers."""

import json
from collections.abc import Iterator

import pytest
from django.db import connections

from intake.models import Lead
from prospects.models import Prospect
from tests.bad_input.corpus import BODIES
from tests.bad_input.house import House, assert_alive, build
from tests.bad_input.servers import COMMANDS, serving, shout, status

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HOST = b"Host: house.example\r\n"
LEADS = b"/api/v1/leads/"


@pytest.fixture(scope="module", params=COMMANDS)
def port(request, django_db_setup, tmp_path_factory) -> Iterator[int]:
    """Each of the two servers in turn, on the test database."""
    with serving(request.param, tmp_path_factory.mktemp(request.param)) as port:
        yield port
    connections.close_all()


@pytest.fixture
def house(transactional_db, settings) -> House:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    return build()


def ask(target: bytes, *headers: bytes, host: bytes = HOST) -> bytes:
    return b"GET " + target + b" HTTP/1.1\r\n" + host + b"".join(headers) + b"\r\n"


def push(house: House, body: bytes, *headers: bytes, length: bytes | None = None) -> bytes:
    told = str(len(body)).encode() if length is None else length
    return (
        b"POST " + LEADS + b" HTTP/1.1\r\n" + HOST
        + b"Authorization: Bearer " + house.key.encode() + b"\r\n"
        + b"Content-Type: application/json\r\n"
        + b"Content-Length: " + told + b"\r\n"
        + b"".join(headers) + b"\r\n" + body
    )  # fmt: skip


REFUSED = {400, 404, 405, 411, 413, 414, 417, 431, 501, 505}
SENTENCES = {
    "no host": (ask(b"/account/login/", host=b""), {400}),
    "empty host": (ask(b"/account/login/", host=b"Host:\r\n"), {400}),
    "two hosts": (ask(b"/account/login/", b"Host: evil.example\r\n"), {400}),
    "forged host": (ask(b"/account/login/", host=b"Host: evil.example\r\n"), {400}),
    "host with a port that is none": (
        ask(b"/account/login/", host=b"Host: house.example:8x\r\n"),
        {400},
    ),
    "host with a hidden line": (
        ask(b"/account/login/", host=b"Host: house.example:80%0d%0aX: y\r\n"),
        {400},
    ),
    "forged host for the api": (ask(LEADS, host=b"Host: evil.example\r\n"), {400}),
    "garbage": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", {0, 400}),
    "no version": (b"GET /\r\n\r\n", {0, 200, 302, 400}),
    "version 9": (b"GET / HTTP/9.9\r\n" + HOST + b"\r\n", {302, 400, 505}),
    "small post": (b"post " + LEADS + b" HTTP/1.1\r\n" + HOST + b"\r\n", {400, 405}),
    "trace": (b"TRACE / HTTP/1.1\r\n" + HOST + b"\r\n", {400, 405}),
    "connect": (b"CONNECT evil.example:443 HTTP/1.1\r\n" + HOST + b"\r\n", REFUSED),
    "nul in a header": (ask(b"/account/login/", b"X-A: a\x00b\r\n"), {400}),
    "header without a name": (ask(b"/account/login/", b": a\r\n"), {400}),
    "folded header": (ask(b"/account/login/", b"X-A: a\r\n b\r\n"), {200, 400}),
    "space before the colon": (ask(b"/account/login/", b"X-A : a\r\n"), {400}),
    "header of 20 kB": (ask(b"/account/login/", b"X-A: " + b"x" * 20_000 + b"\r\n"), {431}),
    "a thousand headers": (
        ask(b"/account/login/", *(b"X-%d: %s\r\n" % (n, b"y" * 300) for n in range(1_000))),
        {400, 431},
    ),
    "address of 100 kB": (ask(b"/prospects/?q=" + b"x" * 100_000), {414}),
    "nul in the path": (ask(b"/prospects/%00/"), {400}),
    "path that is not utf-8": (ask(b"/prospects/%ff/"), {404}),
    "raw bytes in the path": (ask(b"/prospects/\xff\xfe/"), {400, 404}),
    "traversal": (ask(b"/static/../../etc/passwd"), {400, 404}),
    "encoded traversal": (ask(b"/static/..%2f..%2f..%2fetc/passwd"), {400, 404}),
    "double slash": (ask(b"//evil.example/"), {302, 404}),
    "absolute address": (ask(b"http://evil.example/account/login/"), {200, 400, 404}),
    "query that is not utf-8": (ask(b"/account/login/?next=%ff"), {400}),
    "nul in the query": (ask(LEADS + b"?source=%00"), {400}),
    "line end in the query": (
        ask(b"/account/login/?next=%0d%0aSet-Cookie:%20a=b"),
        {200},
    ),
    "key in the address": (ask(LEADS + b"?api_key=fu_a_b"), {401}),
}


def test_a_crooked_request_gets_a_straight_answer(port: int, house: House):
    odd = {}
    for kind, (octets, expected) in SENTENCES.items():
        heard = shout(port, octets, half_close=True)
        head = heard.partition(b"\r\n\r\n")[0]
        if status(heard) not in expected or b"Traceback" in heard or b"Set-Cookie: a=b" in head:
            odd[kind] = heard[:200]

    assert odd == {}


SOUND = b'{"company": {"name": "Northwind"}}'


def test_a_straight_push_is_taken(port: int, house: House):
    heard = shout(port, push(house, SOUND))

    assert status(heard) == 201, heard


def test_a_broken_body_gets_the_status_of_its_kind(port: int, house: House):
    odd = {}
    for kind, (body, expected) in BODIES.items():
        before = Prospect.objects.count()
        heard = shout(port, push(house, body))
        made = Prospect.objects.count() - before
        if status(heard) != expected or made > (expected == 201):
            odd[kind] = (made, heard[:200])

    assert odd == {}


CROOKED = {
    "packed": (b"Content-Encoding: gzip\r\n", {415}),
    "packed twice": (b"Content-Encoding: br, gzip\r\n", {415}),
    "chunked, hidden": (b"Transfer-Encoding: \x0bchunked\r\n", {400, 501}),
    "chunked, mistyped": (b"Transfer-Encoding: xchunked\r\n", {400, 501}),
    "chunked and not": (
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        {400, 501},
    ),
    "another length": (b"Content-Length: 3\r\n", {400}),
    "two keys": (b"Idempotency-Key: one\r\nIdempotency-Key: two\r\n", {400}),
    "a key that is no text": (b"Idempotency-Key: \xff\r\n", {400}),
    "a long key": (b"Idempotency-Key: " + b"k" * 256 + b"\r\n", {400}),
}


def test_a_crooked_header_pushes_nothing(port: int, house: House):
    before, odd = Prospect.objects.count(), {}
    for kind, (header, expected) in CROOKED.items():
        heard = shout(port, push(house, SOUND, header), half_close=True)
        if status(heard) not in expected:
            odd[kind] = heard[:200]

    assert odd == {}
    assert Prospect.objects.count() == before


def test_a_length_that_is_not_kept_pushes_nothing(port: int, house: House):
    before, odd = Prospect.objects.count(), {}
    for length in (b"-1", b"abc", b"1e3", b"99999999999999999999", b"70000"):
        heard = shout(port, push(house, SOUND, length=length), half_close=True)
        if status(heard) not in {0, 400, 413}:
            odd[length] = heard[:200]

    assert odd == {}
    assert Prospect.objects.count() == before


def test_a_body_cut_short_pushes_nothing(port: int, house: House):
    before = Prospect.objects.count()

    heard = shout(port, push(house, SOUND[:20], length=b"34"), half_close=True)

    assert status(heard) in {0, 400}, heard[:300]
    assert Prospect.objects.count() == before


def test_a_body_of_three_megabytes_is_refused(port: int, house: House):
    heard = shout(port, push(house, b'{"a": "' + b"x" * 3_000_000 + b'"}'), half_close=True)

    # A server may hang up before the sender has finished: then it may not hear the 413.
    assert status(heard) in {0, 413}
    assert not Lead.objects.filter(fate="refused").exists()


def test_a_body_in_chunks_is_read(port: int, house: House):
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (SOUND[:9], SOUND[9:]))
    octets = push(house, b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")

    heard = shout(port, octets + chunks + b"0\r\n\r\n")

    assert status(heard) == 201, heard[:300]


def test_crooked_chunks_push_nothing(port: int, house: House):
    before, odd = Prospect.objects.count(), {}
    octets = push(house, b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    for chunks in (b"zz\r\nabc\r\n0\r\n\r\n", b"ffffffffffffffffff\r\nabc", b"-1\r\n"):
        heard = shout(port, octets + chunks, half_close=True)
        if status(heard) not in {0, 400, 413}:
            odd[chunks] = heard[:200]

    assert odd == {}
    assert Prospect.objects.count() == before


def test_a_refusal_is_a_problem_in_utf8(port: int, house: House):
    heard = shout(port, push(house, b'{"\\ud800": "caf\xc3\xa9"}'))

    head, _, body = heard.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    assert json.loads(body.decode())["status"] == 400


def test_after_all_of_it_the_house_is_alive(port: int, house: House):
    for octets, _ in SENTENCES.values():
        shout(port, octets, half_close=True)
    for body, _ in BODIES.values():
        shout(port, push(house, body))

    assert status(shout(port, push(house, SOUND))) in {200, 201}
    assert_alive(house)
