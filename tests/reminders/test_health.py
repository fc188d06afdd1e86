"""Who nags the nagger: health for programs, banners for people."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from outbox import actions as outbox
from outbox.models import Message
from prospects.models import Prospect
from reminders import actions, health
from reminders.models import Heartbeat
from tests.factories import create_prospect, create_team, create_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _broker(monkeypatch):
    monkeypatch.setattr(health, "broker_answers", lambda: True)


def test_alive_needs_nothing_but_the_process(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"alive": True})


def test_ready_after_a_scan(client, clock):
    actions.scan(now=clock.now())
    clock.move(seconds=7)

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "reasons": [], "scan_age_seconds": 7}


def not_ready(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    [reason] = answer.json()["reasons"]
    return reason


def test_not_ready_before_the_first_scan(client, clock):
    assert not_ready(client) == "Nothing has been scanned yet."


def test_not_ready_when_the_scan_is_dead(client, clock):
    actions.scan(now=clock.now())
    clock.move(seconds=181)

    assert not_ready(client) == "The last scan was 181 s ago."


def test_not_ready_when_the_scan_runs_and_raises_nothing(client, clock, rep, monkeypatch):
    create_prospect(owner=rep, next_attempt_at=clock.now())
    clock.move(minutes=4)
    actions.beat("scan", now=clock.now())  # a heart without a body

    assert not_ready(client) == "Something is due and was not raised."


def test_not_ready_when_messages_wait_and_nobody_takes_them_up(client, clock):
    outbox.queue(kind="k", channel="email", address="a@b.example", payload={}, now=clock.now())
    clock.move(minutes=11)
    actions.scan(now=clock.now())

    assert not_ready(client) == "Messages wait that nobody takes up."


def test_not_ready_without_a_broker(client, clock, monkeypatch, settings):
    monkeypatch.undo()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr("groundwork.clock.now", clock.now)
    actions.scan(now=clock.now())

    assert "broker" in not_ready(client)


def test_not_ready_and_no_error_when_the_database_is_away(client, monkeypatch):
    def away():
        raise OperationalError("gone to host db.internal, user dana")

    monkeypatch.setattr("groundwork.clock.now", away)

    assert not_ready(client) == "The database does not answer."


def test_not_ready_while_migrations_are_pending(client, clock, monkeypatch):
    actions.scan(now=clock.now())
    monkeypatch.setattr(health, "_seen_migrated", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'reminders'")

    assert not_ready(client) == "Migrations are pending."


# --- Banners ------------------------------------------------------------------------------------


@pytest.fixture
def banners(client, manager, clock):
    client.force_login(manager)

    def shown():
        return list(client.get("/bell/").context["house_banners"])

    return shown


def test_on_a_good_day_there_is_no_banner(banners, clock):
    actions.scan(now=clock.now())

    assert banners() == []


def test_managers_are_told_when_the_nagging_stops(banners, clock, client):
    actions.scan(now=clock.now())
    clock.move(minutes=4)

    assert banners() == ["No reminder has been raised since 3 March 15:00 UTC."]
    assert "No reminder has been raised" in client.get("/bell/").content.decode()


def test_managers_are_told_when_it_never_began(banners):
    assert "never been raised" in banners()[0]


def test_managers_are_told_of_what_is_due_and_was_not_raised(banners, clock, rep):
    create_prospect(owner=rep, next_attempt_at=clock.now())
    clock.move(minutes=4)
    actions.beat("scan", now=clock.now())

    assert "Something is due" in banners()[0]


def test_managers_are_told_of_their_own_teams_trouble_alone(banners, clock):
    stranger = create_user(team=create_team())
    create_prospect(owner=stranger, next_attempt_at=clock.now())
    clock.move(minutes=4)
    actions.beat("scan", now=clock.now())

    assert banners() == []


def test_managers_are_told_of_a_prospect_that_cannot_be_raised(banners, clock, rep):
    prospect = create_prospect(owner=rep)
    Prospect.objects.filter(pk=prospect.pk).update(
        nag_at=clock.now() + timedelta(minutes=15), raise_error="DataError"
    )
    actions.scan(now=clock.now())

    assert "cannot be raised" in banners()[0]


def test_managers_are_told_of_messages_that_could_not_be_delivered(banners, clock, team):
    actions.scan(now=clock.now())
    outbox.queue(
        kind="k",
        channel="email",
        address="a@b.example",
        payload={},
        team_key=team.pk,
        now=clock.now(),
    )
    Message.objects.update(state=Message.State.DEAD)

    assert banners() == ['Could not be delivered: <a href="/undelivered/">1 message</a>.']


def test_managers_are_told_that_the_clock_was_set_back(banners, clock):
    actions.scan(now=clock.now())
    actions.scan(now=clock.move(hours=-1))

    assert banners() == ["The database's clock was set back within the last hour."]


def test_administrators_are_told_that_no_mail_server_is_set_up(team, clock, client, settings):
    client.force_login(create_user(team=team, role="admin"))
    actions.scan(now=clock.now())

    settings.MAIL_IS_SET_UP = False
    assert "No mail server" in client.get("/bell/").context["house_banners"][0]
    settings.MAIL_IS_SET_UP = True
    assert list(client.get("/bell/").context["house_banners"]) == []


def test_reps_are_spared_the_banners_of_the_house(client, rep, clock):
    client.force_login(rep)

    assert list(client.get("/bell/").context["house_banners"]) == []


def test_the_frame_of_a_page_survives_a_database_that_is_away(rf, manager, monkeypatch):
    from reminders import context, queries

    def away(*_, **__):
        raise OperationalError

    request = rf.get("/")
    request.user = manager
    monkeypatch.setattr(queries, "unseen_count", away)
    monkeypatch.setattr(health, "banners", away)

    shown = context.bell(request)

    assert not shown["bell_unseen"]
    assert list(shown["house_banners"]) == ["The database does not answer."]


def test_a_scan_keeps_the_index_of_the_unseen_small(rep, now):
    actions.scan(now=now)
    assert Heartbeat.objects.get(pk="tidy").at == now

    actions.scan(now=now + timedelta(minutes=9))
    assert Heartbeat.objects.get(pk="tidy").at == now

    actions.scan(now=now + timedelta(minutes=11))
    assert Heartbeat.objects.get(pk="tidy").at == now + timedelta(minutes=11)
