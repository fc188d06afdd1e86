"""manage.py watchdog: raises and sends by itself, without Celery or Redis, for ever or once."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections

from groundwork import clock
from outbox import actions as outbox
from reminders import actions, queries

log = logging.getLogger(__name__)

EVERY_SECONDS = 15.0
SENDING_SECONDS = 5.0
# Half an hour of rounds between two warnings of the same.
WARN_EVERY = 120


class Command(BaseCommand):
    help = (
        "Raise what has come and send what waits, whether or not a worker does so too. "
        "With --loop for ever, every 15 seconds; with --once a single time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        how = parser.add_mutually_exclusive_group(required=True)
        how.add_argument("--loop", action="store_true", help="until SIGTERM or Ctrl-C")
        how.add_argument("--once", action="store_true", help="one round")

    def handle(self, **options: Any) -> None:
        if options["once"]:
            self._round(0)
            return
        stop = threading.Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: stop.set())
        rounds = 0
        while not stop.is_set():
            try:
                self._round(rounds)
            except (DatabaseError, InterfaceError) as problem:
                # The database may be away for hours; whoever nags must outlive it.
                log.error("The watchdog's round failed: %s", type(problem).__name__)
            except Exception:
                log.exception("The watchdog's round failed")
            close_old_connections()
            rounds += 1
            stop.wait(EVERY_SECONDS)

    def _round(self, rounds: int) -> None:
        now = clock.now()
        result = actions.scan(now=now)
        sent = outbox.send_waiting(clock=clock.now, seconds=SENDING_SECONDS)
        actions.beat("watchdog", now=now, pushed_aside=len(result.pushed_aside))
        if sent.failed:
            log.warning("%s messages could not be sent and wait", sent.failed)
        if rounds % WARN_EVERY == 1 and queries.is_stale("worker", now=now):
            log.warning("No worker has scanned for minutes: the watchdog works alone")
