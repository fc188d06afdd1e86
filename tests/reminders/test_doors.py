"""The doors through which machines set the scan going: the task and the commands."""

import signal
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import OperationalError

from followup.celery import TIMETABLE, app
from followup.management.commands import watchdog
from outbox.models import Message
from reminders import actions, queries
from reminders.models import Reminder
from reminders.tasks import scan
from tests.factories import create_prospect

pytestmark = pytest.mark.django_db


def test_the_task_raises_and_shows_that_a_worker_lives(rep, now, clock):
    create_prospect(owner=rep, next_attempt_at=now)

    scan(something_from_a_newer_release=1)

    assert Reminder.objects.count() == 1
    assert not queries.is_stale("worker", now=now)


def test_the_timetable_names_tasks_that_there_are():
    app.loader.import_default_modules()

    for entry in TIMETABLE.values():
        assert entry["task"] in app.tasks
        assert entry["options"]["expires"] < entry["schedule"]


def test_the_scan_has_a_queue_of_its_own():
    queues = {app.amqp.router.route({}, name)["queue"].name for name in ("reminders.scan",)}
    other = app.amqp.router.route({}, "outbox.send")["queue"].name

    assert other not in queues


def test_the_watchdog_raises_and_sends_in_one_round(rep, now, clock, mailoutbox):
    create_prospect(owner=rep, next_attempt_at=now)
    clock.move(hours=7)

    call_command("watchdog", "--once")

    assert Reminder.objects.count() == 3
    assert len(mailoutbox) == 1
    assert not queries.is_stale("watchdog", now=clock.now())
    assert queries.is_stale("worker", now=clock.now())


def test_the_watchdog_outlives_the_database(monkeypatch, clock):
    rounds = []

    class Stop:
        """Set after three rounds; the signal's event otherwise."""

        def is_set(self):
            return len(rounds) >= 3

        def wait(self, _):
            pass

        def set(self):
            pass

    def fails(**_):
        rounds.append(1)
        raise OperationalError if len(rounds) == 1 else RuntimeError

    before = [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)]
    monkeypatch.setattr(watchdog, "threading", SimpleNamespace(Event=Stop))
    monkeypatch.setattr(actions, "scan", fails)
    monkeypatch.setattr(watchdog, "close_old_connections", lambda: None)
    try:
        call_command("watchdog", "--loop")
    finally:
        for each, handler in zip((signal.SIGTERM, signal.SIGINT), before, strict=True):
            signal.signal(each, handler)

    assert len(rounds) == 3


def test_the_watchdog_says_once_in_a_while_that_it_works_alone(clock, caplog):
    command = watchdog.Command()
    for number in range(4):
        command._round(number)

    said = [record for record in caplog.records if "works alone" in record.getMessage()]
    assert len(said) == 1


@pytest.mark.slow
def test_the_watchdog_needs_neither_celery_nor_redis():
    program = (
        "import sys; sys.modules.update(celery=None, redis=None, kombu=None);"
        "import django; django.setup();"
        "import followup.management.commands.watchdog"
    )
    subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "followup.settings", "PATH": ""},
    )


def test_a_preview_prints_what_would_be_raised_and_changes_nothing(rep, manager, now, clock):
    prospect = create_prospect(owner=rep, next_attempt_at=now)
    clock.move(hours=24)
    out = StringIO()

    call_command("scan", "--dry-run", stdout=out)

    assert f"prospect {prospect.pk} cycle {prospect.cycle} level 3 escalation" in out.getvalue()
    assert out.getvalue().count("told before by a higher rung") == 3
    assert not Reminder.objects.exists()
    assert not Message.objects.exists()


def test_a_scan_by_hand_says_what_it_did(rep, now, clock):
    create_prospect(owner=rep, next_attempt_at=now)
    out = StringIO()

    call_command("scan", stdout=out)

    assert out.getvalue() == "1 prospects, 1 reminders, 0 digests, 0 pushed aside.\n"


def test_nobody_is_told_early_by_a_preview(rep, now, clock):
    create_prospect(owner=rep, next_attempt_at=now + timedelta(seconds=1))
    out = StringIO()

    call_command("scan", "--dry-run", stdout=out)

    assert out.getvalue() == "0 prospects are due at 2026-03-03 15:00:00 UTC.\n"
