"""`manage.py doctor`: says what is wrong with a house, and nothing of a healthy one."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from followup import checkup, counting
from followup.checkup import Check, State
from groundwork import clock
from groundwork.appendonly import disarm
from intake.models import Lead
from outbox import actions as outbox
from outbox.models import Message
from prospects.models import Prospect
from reminders import health
from reminders.models import Heartbeat
from tests.factories import TUESDAY, create_prospect, create_team, create_user, plan_at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def healthy(monkeypatch):
    """A broker that answers, and hearts that have just beaten."""
    monkeypatch.setattr(health, "broker_answers", lambda: True)
    for name in counting.HEARTS:
        Heartbeat.objects.create(name=name, at=TUESDAY)


def wrong(now=TUESDAY, host_now=TUESDAY, besides=("mail", "plans")):
    """What is found; tests here put plans where they want them, whatever the facts say."""
    found = checkup.examine(now=now, host_now=host_now)
    assert all(finding.says for finding in found)
    assert all(bool(finding.remedy) is (finding.state is not State.FINE) for finding in found)
    return {
        finding.name: finding.count
        for finding in found
        if finding.state is not State.FINE and finding.name not in besides
    }


def forget_to_nag(prospect):
    """Write what the database refuses, as if its constraint had been lost."""
    forget = "UPDATE prospects_prospect SET nag_at = NULL WHERE id = %s"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(
                "ALTER TABLE prospects_prospect DROP CONSTRAINT prospect_open_has_a_next_attempt"
            )
            cursor.execute(forget, [prospect.pk])
        else:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            try:
                cursor.execute(forget, [prospect.pk])
            finally:
                cursor.execute("PRAGMA ignore_check_constraints = OFF")


def test_a_healthy_house_has_nothing_wrong():
    create_prospect()
    assert wrong() == {}


def test_a_plan_that_is_not_what_its_facts_say_is_found():
    create_prospect()
    plan_at(create_prospect(), TUESDAY + timedelta(days=90))
    assert wrong(besides=("mail",)) == {"plans": 1}


def test_an_open_prospect_without_a_next_attempt_is_found():
    forget_to_nag(create_prospect())
    # On PostgreSQL the test itself took the constraint away.
    assert wrong(besides=("mail", "constraints")) == {"open_without_next_attempt": 1}


def test_what_is_due_and_was_not_raised_is_found_after_three_minutes():
    plan_at(create_prospect(), TUESDAY - timedelta(minutes=3))
    plan_at(create_prospect(), TUESDAY - timedelta(minutes=2))
    assert wrong() == {"not_raised": 1}


def test_parts_that_do_not_work_are_named():
    Heartbeat.objects.filter(name="scan").update(at=TUESDAY - timedelta(minutes=4))
    Heartbeat.objects.filter(name="watchdog").delete()
    found = checkup.examine(now=TUESDAY, host_now=TUESDAY)
    says = next(finding.says for finding in found if finding.name == "heartbeats")
    assert "scan" in says
    assert "watchdog" in says


def test_a_dead_broker_is_found(monkeypatch):
    monkeypatch.setattr(health, "broker_answers", lambda: False)
    assert wrong() == {"broker": 1}


def test_prospects_that_were_pushed_aside_are_found():
    prospect = create_prospect()
    aside = {"nag_at": TUESDAY + timedelta(minutes=15), "raise_error": "ValueError"}
    Prospect.objects.filter(pk=prospect.pk).update(**aside)
    assert wrong() == {"pushed_aside": 1}


def test_prospects_of_somebody_who_left_or_works_elsewhere_are_found():
    left, moved = create_prospect(), create_prospect()
    left.owner.is_active = False
    left.owner.save()
    moved.owner.team = create_team()
    moved.owner.save()
    assert wrong() == {"owners": 2}


def message(**columns):
    sent = outbox.queue(
        kind="reminders.digest",
        channel=Message.Channel.EMAIL,
        address="rep@team.example",
        payload={},
        now=TUESDAY,
    )
    Message.objects.filter(pk=sent.pk).update(**columns)


def test_messages_that_wait_too_long_or_were_given_up_are_found():
    message(next_try_at=TUESDAY - timedelta(minutes=10))
    message(next_try_at=TUESDAY - timedelta(minutes=9))
    message(state=Message.State.DEAD)
    message(state=Message.State.DEAD, seen_dead_at=TUESDAY)
    assert wrong() == {"late_messages": 1, "dead_messages": 1}


def test_leads_that_nobody_judged_or_that_failed_are_found():
    team = create_team()
    for minutes, fate in ((11, "received"), (1, "received"), (60, "failed"), (60, "created")):
        Lead.objects.create(
            team=team,
            raw=b"{}",
            fingerprint="0" * 64,
            fate=fate,
            received_at=TUESDAY - timedelta(minutes=minutes),
        )
    assert wrong() == {"leads_not_judged": 1, "leads_failed": 1}


def test_a_table_without_its_guard_is_named():
    disarm(connection, "prospects_touch")
    assert wrong() == {"append_only": 1}
    found = checkup.examine(now=TUESDAY, host_now=TUESDAY)
    assert any("prospects_touch" in finding.says for finding in found)


@pytest.mark.parametrize(
    ("apart", "found"), [(4, {}), (-6, {"clocks": 6}), (3_600, {"clocks": 3_600})]
)
def test_clocks_that_run_apart_are_found(apart, found):
    assert wrong(host_now=TUESDAY + timedelta(seconds=apart)) == found


def test_an_offset_for_tests_is_no_skew(settings):
    settings.FOLLOWUP_CLOCK_OFFSET = 86_400
    assert wrong(host_now=TUESDAY - timedelta(days=1)) == {}


def test_mail_that_is_not_set_up_is_an_advice_and_fails_nothing(settings):
    settings.MAIL_IS_SET_UP = False
    found = {f.name: f.state for f in checkup.examine(now=TUESDAY, host_now=TUESDAY)}
    assert found["mail"] is State.ADVICE


def test_a_database_that_is_behind_is_asked_nothing_else():
    recorder = MigrationRecorder(connection)
    [newest] = MigrationLoader(None).graph.leaf_nodes("reminders")
    recorder.record_unapplied(*newest)
    assert wrong() == {"migrations": 1}
    assert len(checkup.examine(now=TUESDAY, host_now=TUESDAY)) == 1


def test_a_check_that_cannot_be_made_is_a_finding_and_not_a_crash():
    def fails(now):
        raise DatabaseError("disk I/O error")

    check = Check(name="x", count=fails, fine="Fine.", wrong="Wrong.", remedy="Mend it.")
    finding = check.look(TUESDAY)
    assert finding.state is State.BROKEN
    assert "disk I/O error" in finding.says


# --- the command ---------------------------------------------------------------------------------


def doctor(*arguments):
    said = StringIO()
    try:
        call_command("doctor", *arguments, stdout=said)
    except SystemExit as ended:
        return said.getvalue(), ended.code
    return said.getvalue(), 0


@pytest.fixture
def hearts_beat_now():
    Heartbeat.objects.update(at=clock.now())


@pytest.mark.usefixtures("hearts_beat_now")
def test_doctor_is_content_with_a_healthy_house():
    said, code = doctor()
    assert code == 0
    assert "0 broken" in said
    assert "->" not in said.replace("-> Set EMAIL_URL", "")


@pytest.mark.usefixtures("hearts_beat_now")
def test_doctor_says_what_to_do_and_fails():
    create_user()
    prospect = create_prospect()
    prospect.owner.is_active = False
    prospect.owner.save()
    said, code = doctor()
    assert code == 1
    assert "BROKEN  1 open prospects belong to somebody who has left" in said
    assert "-> Hand them over" in said


@pytest.mark.usefixtures("hearts_beat_now")
def test_doctor_speaks_json_to_programs():
    disarm(connection, "people_auditentry")
    said, code = doctor("--json")
    told = json.loads(said)
    assert (told["ok"], code) == (False, 1)
    broken = [check["name"] for check in told["checks"] if check["state"] == "broken"]
    assert broken == ["append_only"]
