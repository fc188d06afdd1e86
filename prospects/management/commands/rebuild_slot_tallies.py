"""manage.py rebuild_slot_tallies: what calls taught of the hours, counted anew from the touches."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from prospects import actions

AS_LONG_AS_IT_TAKES = float("inf")


class Command(BaseCommand):
    help = (
        "Make the tallies from which the curves are learned anew from the touches alone. With "
        "--check compare only, change nothing, and exit with 1 if they differ."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare, change nothing")

    def handle(self, **options: Any) -> None:
        if options["check"]:
            found = actions.check_slots()
            self.stdout.write(f"{found.cells} tallies, {found.wrong} wrong.")
            if found.wrong:
                sys.exit(1)
            return
        found = actions.rebuild_slots()
        counted = actions.count_slots(seconds=AS_LONG_AS_IT_TAKES)
        self.stdout.write(
            f"{found.cells} tallies, {found.wrong} were wrong; {counted} touches counted since."
        )
