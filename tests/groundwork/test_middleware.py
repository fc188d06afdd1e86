"""What every request passes: the limits, the gate, and all or nothing."""

import gzip
import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, OperationalError, transaction
from django.test import Client

from groundwork.models import Job
from groundwork.wsgi import require_host

FORM = "application/x-www-form-urlencoded"

# --- How large ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "status"), [(64 * 1024, 400), (64 * 1024 + 1, 413)])
def test_a_lead_may_have_64_kibibytes_and_not_one_more(knock, size, status):
    response = knock.post("/api/companies/", b"x" * size, "application/json")

    assert response.status_code == status


def test_a_form_of_three_megabytes_is_too_large(knock):
    response = knock.post("/note/", b"name=" + b"x" * 3_000_000, FORM)

    assert response.status_code == 413
    assert b"<h1" in response.content


def test_chunks_that_are_none_are_refused(knock):
    class Crooked(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ValueError("invalid chunk size")

    chunked = {
        "CONTENT_LENGTH": "",
        "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.input": Crooked(),
        "wsgi.input_terminated": True,
    }

    response = knock.generic("POST", "/api/companies/", b"-", "application/json", **chunked)

    assert response.status_code == 400


@pytest.mark.parametrize("path", ["/api/companies/", "/note/"])
def test_a_body_that_breaks_off_is_refused(knock, path):
    class BreaksOff(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("connection reset")

        readline = read

    kind = FORM if path == "/note/" else "application/json"
    response = knock.generic("POST", path, b"x=1", kind, **{"wsgi.input": BreaksOff()})

    assert response.status_code == 400
    assert not Job.objects.exists()


@pytest.mark.parametrize("verb", ["TRACE", "CONNECT", "BREW", "post", ""])
def test_a_verb_that_is_not_for_us_is_refused(knock, verb):
    response = knock.generic(verb, "/note/")

    assert response.status_code == 405
    assert "GET" in response["Allow"]


@pytest.mark.parametrize("address", ["/note/?q=" + "x" * 4_000, "/" + "x" * 4_000])
def test_an_address_has_its_length(knock, address):
    assert knock.get(address).status_code == 414


def test_so_has_a_header(knock):
    assert knock.get("/note/", headers={"x-anything": "x" * 8_001}).status_code == 431


@pytest.mark.parametrize("length", ["-1", "abc", "9" * 30])
def test_a_length_that_is_none_is_too_large(knock, length):
    response = knock.generic("POST", "/api/companies/", b"{}", CONTENT_LENGTH=length)

    assert response.status_code == 413


def test_a_packed_body_is_not_unpacked(knock):
    packed = gzip.compress(b'{"name": "Northwind"}')

    response = knock.post(
        "/api/companies/", packed, "application/json", headers={"content-encoding": "gzip"}
    )

    assert response.status_code == 415
    assert not Job.objects.exists()


@pytest.mark.parametrize(("spaces", "status"), [(0, 201), (70_000, 413)])
def test_a_body_of_unannounced_length_is_read_up_to_the_limit(knock, spaces, status):
    body = b'{"name": "Northwind"}' + b" " * spaces
    chunked = {
        "CONTENT_LENGTH": "",
        "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.input": BytesIO(body),
        "wsgi.input_terminated": True,
    }

    response = knock.generic("POST", "/api/companies/", b"-", "application/json", **chunked)

    assert response.status_code == status


@pytest.mark.parametrize(
    "kind", ["text/plain", "", "application/xml", FORM, "application/json; charset=utf-16"]
)
def test_the_api_reads_json_in_utf8_and_nothing_else(knock, kind):
    response = knock.generic("POST", "/api/companies/", b'{"name": "Northwind"}', kind)

    assert response.status_code == 415


def test_an_upload_to_the_api_is_not_read(knock):
    upload = {"name": "Northwind", "file": SimpleUploadedFile("a.csv", b"x")}

    assert knock.post("/api/companies/", upload).status_code == 415


# --- Which text ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%ff", "%ff=1", "q=%C3", "q=%E2%80%8B", "q=%ED%A0%80", "q=a%07b"]
)
@pytest.mark.parametrize("path", ["/note/", "/api/companies/"])
def test_an_address_that_asks_for_no_text_is_refused(knock, path, query):
    response = knock.get(path, QUERY_STRING=query)

    assert response.status_code == 400


@pytest.mark.parametrize(
    "body", [b"name=a%00b", b"name=%ff", b"name=\xff", b"na%00me=x", b"name=%E2%80%8B"]
)
def test_a_form_that_holds_no_text_is_refused(knock, body):
    assert knock.post("/note/", body, FORM).status_code == 400
    assert not Job.objects.exists()


@pytest.mark.parametrize("value", [b"a\x00b", b"\xff\xfe"])
def test_so_is_an_upload_form(knock, value):
    boundary = "frontier"
    body = (
        b'--frontier\r\nContent-Disposition: form-data; name="name"\r\n\r\n'
        + value
        + b"\r\n--frontier--\r\n"
    )

    response = knock.post("/note/", body, f"multipart/form-data; boundary={boundary}")

    assert response.status_code == 400
    assert not Job.objects.exists()


def test_a_hundred_and_one_files_are_too_many(knock):
    files = {f"file{i}": SimpleUploadedFile(f"{i}.csv", b"x") for i in range(101)}

    assert knock.post("/note/", files).status_code == 400


def test_a_broken_upload_is_refused(knock):
    assert knock.post("/note/", b"x", "multipart/form-data").status_code == 400


@pytest.mark.parametrize("path", ["/a%00b/", "/api/a%00b/", "/a%07/"])
def test_a_path_that_is_no_text_is_refused(knock, path):
    assert knock.get(path).status_code == 400


def test_a_path_that_is_not_utf8_leads_nowhere(knock):
    assert knock.get("/%ff/").status_code == 404


def test_a_header_that_hides_a_line_is_refused(knock):
    response = knock.get("/api/companies/", headers={"x-anything": "a\r\nSet-Cookie: b"})

    assert response.status_code == 400


@pytest.mark.parametrize("host", ["evil.example", "testserver:80\r\nX: y", "testserver:8x", "a b"])
def test_a_forged_host_is_refused(knock, host):
    assert knock.get("/api/companies/", headers={"host": host}).status_code == 400


def test_text_comes_in_composed(knock):
    response = knock.post("/note/?q=e%CC%81", b"name=Cafe%CC%81+noir", FORM)

    assert response.json() == {"form": {"name": "Café noir"}, "query": {"q": "é"}}


def test_a_request_must_name_its_host():
    told = []

    def application(environ, start_response):
        start_response("200 OK", [])
        return [b"in"]

    guarded = require_host(application)

    def status(**environ):
        list(guarded(environ, lambda line, headers: told.append(line)))
        return told[-1]

    assert status(SERVER_PROTOCOL="HTTP/1.1").startswith("400")
    assert status(SERVER_PROTOCOL="HTTP/1.1", HTTP_HOST="").startswith("400")
    assert status(SERVER_PROTOCOL="HTTP/1.1", HTTP_HOST="a.example").startswith("200")
    assert status(SERVER_PROTOCOL="HTTP/1.0").startswith("200")


# --- All or nothing ------------------------------------------------------------------------------


def test_what_is_refused_leaves_nothing_behind(knock):
    response = knock.post("/api/companies/", {"name": ""}, "application/json")

    assert response.status_code == 400
    assert not Job.objects.exists()


def test_what_is_taken_stays(knock):
    response = knock.post("/api/companies/", {"name": "Northwind"}, "application/json")

    assert response.status_code == 201
    assert Job.objects.count() == 1


def test_a_refusal_may_say_that_what_it_wrote_stays(knock):
    assert knock.post("/api/kept/", {}, "application/json").status_code == 400
    assert Job.objects.count() == 1


@pytest.mark.parametrize("path", ["/raises/broken/", "/raises/locked/", "/api/raises/broken/"])
def test_a_request_that_fails_leaves_nothing_behind(knock, path):
    assert knock.post(path).status_code >= 500
    assert not Job.objects.exists()


def test_what_cannot_be_shown_is_not_stored(knock):
    assert knock.post("/unprintable/").status_code == 500
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_refuses_to_begin_is_told_as_503(knock, monkeypatch):
    def refuse(self):
        raise OperationalError("database is locked")

    monkeypatch.setattr(transaction.Atomic, "__enter__", refuse)
    response = knock.post("/api/companies/", {"name": "Northwind"}, "application/json")

    assert response.status_code == 503
    assert response["Retry-After"] == "2"
    assert json.loads(response.content)["type"].endswith("unavailable")


@pytest.mark.django_db(transaction=True)
def test_a_reference_that_breaks_at_commit_is_told_as_503(knock, monkeypatch):
    leave = transaction.Atomic.__exit__

    def fail_at_commit(self, *raised):
        transaction.set_rollback(True)
        leave(self, *raised)
        raise IntegrityError("violates foreign key constraint")

    monkeypatch.setattr(transaction.Atomic, "__exit__", fail_at_commit)
    response = knock.post("/note/", b"a=1", FORM)

    assert response.status_code == 503
    assert not Job.objects.exists()


def test_reading_takes_no_transaction(knock, django_assert_num_queries):
    with django_assert_num_queries(1):
        knock.get("/api/companies/")


def test_the_gate_answers_before_the_rest_of_the_house(settings):
    settings.MIDDLEWARE = ["groundwork.middleware.BodyLimit", "groundwork.middleware.TextGate"]

    assert Client().get("/api/%00").status_code == 400
