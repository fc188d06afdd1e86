"""`manage.py lab`: what each way of calling reaches, on simulated people."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cadence.lab import WORLDS, experiments, report

_BAR = 40


class Command(BaseCommand):
    help = "Simulate whom each tactic would reach, on the same people. Needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        every, tactics = ",".join(WORLDS), ",".join(experiments.TACTICS)
        parser.add_argument("--worlds", default=every, help=f"among {every}; cold_20_signs too")
        parser.add_argument("--policies", default=tactics, help=f"tactics, among {tactics}")
        parser.add_argument("--seeds", type=int, default=4, help="populations, called in pairs")
        parser.add_argument("--size", type=int, default=500, help="people in each")
        parser.add_argument(
            "--log", type=int, default=experiments.LOG_SIZE, help="people in the log it learns from"
        )
        parser.add_argument("--json", type=Path, metavar="FILE")
        parser.add_argument("--csv", type=Path, metavar="FILE")
        parser.add_argument("--plot", type=Path, metavar="PNG")

    def handle(self, *args: Any, **options: Any) -> None:
        names = options["policies"].split(",")
        try:
            worlds = experiments.worlds_named(options["worlds"].split(","))
            sizes = {"seeds": options["seeds"], "size": options["size"], "log_size": options["log"]}
            tick = self._progress(experiments.work_of(len(worlds), names, **sizes))
            outcome = experiments.experiment(worlds, names, **sizes, tick=tick)
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(report.table(outcome))
        self._keep(outcome, options)

    def _keep(self, outcome: experiments.Outcome, options: dict[str, Any]) -> None:
        if options["json"]:
            options["json"].write_text(json.dumps(outcome.as_json(), indent=1) + "\n")
        if options["csv"]:
            options["csv"].write_text(report.as_csv(outcome))
        if options["plot"]:
            try:
                report.plot(outcome, options["plot"])
            except ImportError as missing:
                raise CommandError("The picture needs matplotlib: make install-dev") from missing

    def _progress(self, whole: int) -> Any:
        """Draw a bar where somebody looks on; a file or a pipe gets none."""
        if not sys.stderr.isatty():
            return None
        done = 0

        def tick(more: int) -> None:
            nonlocal done
            done += more
            full = min(_BAR * done // max(whole, 1), _BAR)
            percent = min(100 * done // max(whole, 1), 100)
            sys.stderr.write(f"\r[{'#' * full}{'.' * (_BAR - full)}] {percent:3d} % ")
            sys.stderr.write("\n" if done >= whole else "")
            sys.stderr.flush()

        return tick
