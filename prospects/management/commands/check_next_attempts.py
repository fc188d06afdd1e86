"""manage.py check_next_attempts: is every plan what the facts say, and if not, make it so."""

import sys
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groundwork import clock
from people.models import Team
from prospects import actions
from prospects.actions import Drift

SHOWN = 100
TOLD_EVERY = 10_000


class Command(BaseCommand):
    help = (
        "Decide anew what comes next for every open prospect, and compare it with the plan that "
        "stands. Names plans by public id only. Exit code 1 if any differs and was not repaired."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--team", default="", help="the name of one team")
        parser.add_argument("--repair", action="store_true", help="plan again what differs")
        parser.add_argument("--limit", type=int, help="look at so many prospects at most")

    def handle(self, **options: Any) -> None:
        team = self._team(options["team"])
        looked_at = repaired = told = 0
        what: Counter[str] = Counter()
        shown: list[Drift] = []
        found = 0
        for checked in actions.check_plans(
            now=clock.now(), team=team, repair=options["repair"], limit=options["limit"]
        ):
            looked_at += checked.looked_at
            repaired += checked.repaired
            found += len(checked.drifts)
            what.update(word for drift in checked.drifts for word in drift.what)
            shown += checked.drifts[: SHOWN - len(shown)]
            if looked_at - told >= TOLD_EVERY:
                told = looked_at
                self.stderr.write(f"{looked_at} looked at, {found} differ", ending="\n")
        self._say(shown, what, looked_at=looked_at, found=found, repaired=repaired)
        if found > repaired:
            sys.exit(1)

    def _team(self, name: str) -> Team | None:
        if not name:
            return None
        team = Team.objects.filter(name=name).first()
        if team is None:
            raise CommandError(f"There is no team named {name}.")
        return team

    def _say(
        self,
        shown: list[Drift],
        what: Counter[str],
        *,
        looked_at: int,
        found: int,
        repaired: int,
    ) -> None:
        if shown:
            self.stdout.write(f"{'prospect':36}  {'differs in':24}  {'stands':24}  should be")
        for drift in shown:
            self.stdout.write(
                f"{drift.public_id!s:36}  {', '.join(drift.what):24}  {drift.stands:24}  "
                f"{drift.should_be}"
            )
        if found > len(shown):
            self.stdout.write(f"and {found - len(shown)} more.")
        for word, count in what.most_common():
            self.stdout.write(f"{count:8} in {word}")
        told = f", {repaired} planned again" if repaired else ""
        self.stdout.write(f"{looked_at} plans looked at, {found} not what the facts say{told}.")
