"""`manage.py doctor`: is everything as it must be, and if not, what to do."""

import json
import sys
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError

from followup import checkup
from followup.checkup import Finding, State
from groundwork import clock

MARKS = {State.FINE: "ok     ", State.ADVICE: "advice ", State.BROKEN: "BROKEN "}


class Command(BaseCommand):
    help = "Look at everything that must be true of this installation. Exit code 1 if it is not."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = self._examine()
        broken = [finding for finding in findings if finding.state is State.BROKEN]
        if options["json"]:
            body = {"ok": not broken, "checks": [finding.as_json() for finding in findings]}
            self.stdout.write(json.dumps(body, indent=2))
        else:
            for finding in findings:
                self._say(finding)
            self.stdout.write(f"{len(findings)} checks, {len(broken)} broken.")
        if broken:
            sys.exit(1)

    def _examine(self) -> list[Finding]:
        try:
            now = clock.now()
        except OperationalError as problem:
            return [
                Finding(
                    name="database",
                    state=State.BROKEN,
                    count=1,
                    says=f"The database does not answer: {problem}".strip(),
                    remedy="Start it, or look at DATABASE_URL.",
                )
            ]
        # This machine's own clock is what is judged here; nothing is decided by it.
        return checkup.examine(now=now, host_now=datetime.now(UTC))  # noqa: TID251

    def _say(self, finding: Finding) -> None:
        self.stdout.write(f"{MARKS[finding.state]} {finding.says}")
        if finding.remedy:
            self.stdout.write(f"         -> {finding.remedy}")
