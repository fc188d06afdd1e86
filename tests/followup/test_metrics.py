"""What a monitor is told: figures, for who shows the token, and nobody's name."""

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from groundwork.models import Job
from outbox import actions as outbox
from outbox.models import Message
from reminders import actions
from tests.factories import create_prospect, create_user, plan_at

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-the-monitor"


@pytest.fixture
def ask(client, settings, clock):
    """Ask for the figures; return them by name and labels."""
    settings.METRICS_TOKEN = TOKEN
    settings.REDIS_URL = "redis://127.0.0.1:9/0"

    def asked():
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(answer.content.decode())
            for sample in family.samples
        }

    return asked


def test_a_quiet_house_waits_for_nothing(ask):
    found = ask()

    assert found["followup_oldest_due_seconds",] == 0
    assert found["followup_messages_waiting", "email"] == 0
    assert found["followup_messages_given_up",] == 0
    assert found["followup_broker_up",] == 0


def test_the_lag_of_the_oldest_due_reminder_is_told(ask, now):
    plan_at(create_prospect(), now - timedelta(seconds=42))
    plan_at(create_prospect(), now - timedelta(seconds=7))

    assert ask()["followup_oldest_due_seconds",] == 42


def test_messages_are_told_by_channel_and_kind_and_state(ask, now):
    for channel, minutes in (("email", 3), ("email", 1), ("webhook", 2)):
        outbox.queue(
            kind=f"a.{channel}",
            channel=channel,
            address="dana@northwind.example",
            payload={},
            now=now - timedelta(minutes=minutes),
        )
    Message.objects.filter(channel="webhook").update(state=Message.State.DEAD)
    found = ask()

    assert found["followup_messages_waiting", "email"] == 2
    assert found["followup_oldest_message_seconds", "email"] == 180
    assert found["followup_messages_waiting", "webhook"] == 0
    assert found["followup_messages_given_up",] == 1
    assert found["followup_messages_recent", "a.email", "pending"] == 2
    assert found["followup_messages_recent", "a.webhook", "dead"] == 1


def test_hearts_and_jobs_are_told(ask, now):
    actions.beat("scan", now=now - timedelta(seconds=12))
    Job.objects.create(kind="intake.import", state="running", created_at=now)
    found = ask()

    assert found["followup_heartbeat_age_seconds", "scan"] == 12
    assert found["followup_jobs_unfinished", "intake.import", "running"] == 1


def test_nobody_is_named(ask, client, now):
    create_prospect(owner=create_user(name="Zanzibar"), name="Zanzibar")
    ask()

    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert "Zanzibar" not in answer.content.decode()


@pytest.mark.parametrize("shown", ["", "Bearer ", f"Bearer {TOKEN}x", TOKEN, f"Basic {TOKEN}"])
def test_without_the_token_nothing_is_told(client, settings, shown):
    settings.METRICS_TOKEN = TOKEN

    answer = client.get("/metrics", headers={"Authorization": shown})

    assert (answer.status_code, answer.content) == (401, b"")


def test_where_no_token_is_set_there_is_no_such_page(client):
    assert client.get("/metrics").status_code == 404
