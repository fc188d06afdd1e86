"""manage.py watchdog: raises and sends without Celery or Redis, and tells when that fails."""

import logging
import signal
import threading
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections

from followup import checkup, database
from followup.checkup import State
from followup.guard import Guard, Report
from groundwork import clock
from outbox import actions as outbox
from people.models import User
from reminders import actions, queries

log = logging.getLogger(__name__)

EVERY_SECONDS = 15.0
SENDING_SECONDS = 5.0
# Half an hour of rounds between two warnings of the same.
WARN_EVERY = 120
LOOK_EVERY = 4  # rounds: what is indexed is counted once a minute
LOOK_CLOSELY_EVERY = 240  # and what takes a look at every row, once an hour


class Command(BaseCommand):
    help = (
        "Raise what has come and send what waits, whether or not a worker does so too, and tell "
        "administrators when the house fails. With --loop for ever, every 15 seconds; with "
        "--once a single time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        how = parser.add_mutually_exclusive_group(required=True)
        how.add_argument("--loop", action="store_true", help="until SIGTERM or Ctrl-C")
        how.add_argument("--once", action="store_true", help="one round")

    def handle(self, **options: Any) -> None:
        if options["once"]:
            self._round(0)
            return
        database.be_impatient(seconds=database.WORKER_SECONDS)
        stop = threading.Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: stop.set())
        guard = Guard()
        guard.start()
        self._loop(stop, guard)
        guard.stop()

    def _loop(self, stop: threading.Event, guard: Guard) -> None:
        rounds, report = 0, Report()
        while not stop.is_set():
            try:
                self._round(rounds)
                if rounds % LOOK_EVERY == 0:
                    report = look(closely=rounds % LOOK_CLOSELY_EVERY == 0)
            except (DatabaseError, InterfaceError) as problem:
                # The database may be away for hours; whoever nags must outlive it.
                log.error("The watchdog's round failed: %s", type(problem).__name__)
                report = Report(wrong={"database": "The database does not answer."})
                rounds = -1  # look again as soon as it does
            except Exception as problem:
                log.exception("The watchdog's round failed")
                report = Report(
                    wrong={"round": f"The watchdog's round fails: {type(problem).__name__}."}
                )
                rounds = -1
            guard.note(report)
            close_old_connections()
            rounds += 1
            stop.wait(EVERY_SECONDS)

    def _round(self, rounds: int) -> None:
        now = clock.now()
        result = actions.scan(now=now)
        sent = outbox.send_waiting(clock=clock.now, seconds=SENDING_SECONDS)
        posted = outbox.send_waiting(clock=clock.now, seconds=SENDING_SECONDS, channels=outbox.BULK)
        actions.beat("watchdog", now=now, pushed_aside=len(result.pushed_aside))
        if sent.failed or posted.failed:
            log.warning("%s messages could not be sent and wait", sent.failed + posted.failed)
        if rounds % WARN_EVERY == 1 and queries.is_stale("worker", now=now):
            log.warning("No worker has scanned for minutes: the watchdog works alone")


def look(*, closely: bool) -> Report:
    """Count everything that must be 0, and find out who is to be told if it is not."""
    host_now = datetime.now(UTC)  # noqa: TID251 (this machine's clock is what is judged)
    found = checkup.examine(now=clock.now(), host_now=host_now, closely=closely)
    broken = [finding for finding in found if finding.state is State.BROKEN]
    return Report(
        wrong={
            finding.name: f"{finding.says}\n  {finding.remedy}"
            for finding in broken
            if finding.is_alarming
        },
        is_all_well=not broken,
        administrators=list(
            User.objects.active()
            .filter(role=User.Role.ADMIN)
            .order_by("email")
            .values_list("email", flat=True)
        ),
    )
