"""manage.py scan: raise what has come, once; or say what would be raised."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from groundwork import clock
from reminders import actions, climbing, queries

SHOWN = 100


class Command(BaseCommand):
    help = "Raise what has come, once. With --dry-run, print it and change nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="print, change nothing")

    def handle(self, **options: Any) -> None:
        now = clock.now()
        if options["dry_run"]:
            self._preview(now)
            return
        result = actions.scan(now=now)
        self.stdout.write(
            f"{result.moved} prospects, {result.reminders} reminders, {result.digests} digests, "
            f"{len(result.pushed_aside)} pushed aside."
        )

    def _preview(self, now: Any) -> None:
        ids = queries.due_ids(now=now, limit=SHOWN)
        for climb in climbing.climbs(ids, now=now):
            for reminder in climb.reminders:
                told = "told before by a higher rung" if reminder.lapsed_at else "to be told"
                self.stdout.write(
                    f"prospect {reminder.prospect_id} cycle {reminder.cycle} level "
                    f"{reminder.level} {reminder.kind} user {reminder.recipient_id}: {told}"
                )
        self.stdout.write(f"{len(ids)} prospects are due at {now:%Y-%m-%d %H:%M:%S} UTC.")
