"""The log of production: one object a line, the request's id in it, and nobody's data."""

import json
import logging
from io import StringIO

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction

from followup.celery import app
from followup.logs import JsonLines
from groundwork.request_ids import HEADER
from intake.models import Lead
from outbox import actions as outbox
from people import actions as people
from people.models import User
from tests.factories import create_prospect, create_team, create_user

pytestmark = pytest.mark.django_db

MARK = "Zanzibar"


@pytest.fixture
def written():
    """Everything that production would write, as text."""
    page, root = StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(page), root.level
    handler.setFormatter(JsonLines())
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    requests = logging.getLogger("groundwork.request_ids")
    before = requests.level
    requests.setLevel(logging.INFO)
    yield page
    requests.setLevel(before)
    root.setLevel(level)
    root.removeHandler(handler)


def lines(page):
    return [json.loads(line) for line in page.getvalue().splitlines()]


def about_requests(page):
    return [line for line in lines(page) if line["logger"] == "groundwork.request_ids"]


# --- Ids ----------------------------------------------------------------------------------------


def test_an_id_is_given_in_the_answer_and_in_the_log(client, written):
    answer = client.get("/account/login/")

    [line] = about_requests(written)
    assert len(answer[HEADER]) == 32
    assert line["request_id"] == answer[HEADER]
    assert (line["method"], line["door"], line["status"]) == ("GET", "account_login", 200)
    assert line["milliseconds"] > 0


def test_a_sane_id_of_a_proxy_is_kept(client):
    answer = client.get("/healthz", headers={HEADER: "7f3c-proxy.0042"})

    assert answer[HEADER] == "7f3c-proxy.0042"


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "dana@northwind.example", "a b c d e f"])
def test_another_id_is_not(client, given):
    assert client.get("/healthz", headers={HEADER: given})[HEADER] != given


def test_a_probe_that_is_answered_well_is_not_told(client, written):
    client.get("/healthz")

    assert about_requests(written) == []


# --- What is said -------------------------------------------------------------------------------


def fail(kind, *words):
    try:
        try:
            raise KeyError(*words)
        except KeyError as first:
            raise kind(*words) from first
    except Exception:
        logging.getLogger("somewhere").exception("It broke")


def test_an_exception_is_told_by_its_kind_and_place_not_by_its_words(written):
    fail(ValueError, f"{MARK} is no date")

    [line] = lines(written)
    assert line["message"] == "It broke"
    assert "builtins.KeyError" in line["traceback"]
    assert line["traceback"].endswith("builtins.ValueError")
    assert "test_logs.py" in line["traceback"]
    assert MARK not in written.getvalue()


def test_a_rule_of_the_database_is_named_and_the_row_is_not(written):
    create_user(email=f"{MARK}@team.example")
    other = create_user()
    try:
        with transaction.atomic():
            User.objects.filter(pk=other.pk).update(email=f"{MARK.lower()}@team.example")
    except IntegrityError:
        logging.getLogger("somewhere").exception("It broke")

    [line] = lines(written)
    assert "IntegrityError" in line["traceback"]
    assert MARK not in written.getvalue()


@app.task(name="tests.fails")
def fails(**_):
    raise ValueError(f"{MARK} is no date")


def test_a_task_that_fails_quotes_nobody(written):
    fails.apply()

    assert any(
        "Task tests.fails failed: builtins.ValueError" in x["message"] for x in lines(written)
    )
    assert MARK not in written.getvalue()


# --- Marked data through the doors ---------------------------------------------------------------


def test_nobodys_data_comes_into_the_log_by_any_door(client, written, clock, now, monkeypatch):
    cache.clear()
    team = create_team()
    rep = create_user(team=team, role="admin", name=f"Rep {MARK}")
    _, secret = people.create_api_key(
        team=team, name=f"key {MARK}", scopes=["leads:write", "leads:read"], at=now
    )
    written.seek(0)
    written.truncate()
    push(client, secret)
    sign_in(client)
    at_the_desk(client, rep)
    leave(monkeypatch, clock, team)

    told = written.getvalue()
    assert about_requests(written)
    assert Lead.objects.exists()
    assert MARK.lower() not in told.lower()
    assert secret not in told


def push(client, secret):
    """Push good leads and bad ones, and ask for what is not there."""
    key = {"Authorization": f"Bearer {secret}"}
    for body in (
        {"company": {"name": MARK}, "contacts": [{"name": MARK, "email": f"{MARK}@n.example"}]},
        {"company": {"name": MARK * 200}},
        {"company": {"name": MARK}, "contacts": [{"email": f"{MARK} is no address"}]},
        {MARK: MARK},
    ):
        client.post("/api/v1/leads/", body, "application/json", headers=key)
    client.post("/api/v1/leads/", f'{{"{MARK}', "application/json", headers=key)
    client.get(f"/api/v1/leads/?{MARK}={MARK}", headers=key)
    client.get(f"/api/v1/{MARK}/", headers=key)
    client.get("/api/v1/leads/", headers={"Authorization": f"Bearer {MARK}"})


def sign_in(client):
    client.post("/account/login/", {"login": f"{MARK}@team.example", "password": MARK})
    client.post("/account/password/reset/", {"email": f"{MARK}@team.example"})
    client.get(f"/{MARK}/?q={MARK}")


def at_the_desk(client, rep):
    client.force_login(rep)
    prospect = create_prospect(owner=rep, name=f"Company {MARK}")
    client.raise_request_exception = False
    for path in ("/", "/prospects/", f"/prospects/?q={MARK}", f"/prospects/{prospect.public_id}/"):
        client.get(path)
    for note in (MARK, MARK * 5000, f"{MARK}\x00"):
        client.post(f"/log/{prospect.public_id}/", {"outcome": "no_answer", "note": note})
        client.post(f"/prospects/{prospect.public_id}/log/", {"outcome": MARK, "note": note})


def leave(monkeypatch, clock, team):
    """Let mail to a marked address fail in the sender's hands."""
    outbox.queue(
        kind=f"kind-{team.pk}",
        channel="email",
        address=f"{MARK}@northwind.example",
        payload={"subject": MARK},
        team_key=team.pk,
        now=clock.now(),
    )
    outbox.send_waiting(clock=clock.now)


def test_a_view_that_breaks_quotes_nobody(client, written, clock, monkeypatch):
    rep = create_user()
    client.force_login(rep)
    client.raise_request_exception = False

    def breaks(*_, **__):
        raise RuntimeError(f"{MARK} cannot be shown")

    monkeypatch.setattr("desk.views.queries", breaks, raising=False)
    monkeypatch.setattr("reminders.context.health.banners", breaks)
    monkeypatch.setattr("reminders.context.queries.unseen_count", breaks)
    answer = client.get("/")

    assert answer.status_code == 500
    assert "builtins.RuntimeError" in written.getvalue()
    assert MARK not in written.getvalue()
    assert all(line.get("request_id") for line in lines(written))
