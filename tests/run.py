"""Runs the tests: `python -m tests.run quick | all | faults`, on SQLite and on PostgreSQL.

Says loudly what could not run, and closes with one line that sums every run.
"""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree  # our own reports
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.services import NotToBeHad, postgres

ROOT = Path(__file__).resolve().parent.parent
SIDE_BY_SIDE = ("-n", "2", "--dist", "worksteal")
# A file's stack is started once: its tests stay together.
BY_FILE = ("-n", "2", "--dist", "loadfile")
NO_TESTS = 5  # pytest's exit code for a selection that matched nothing
STACKS = "journey or conformance or fault"
QUICK = f"not (slow or fault_long or {STACKS})"
# What says the same on either database and takes long is quick on SQLite only.
QUICK_ON_POSTGRES = f"not (slow or either_database or fault_long or {STACKS})"
SLOW_ON_POSTGRES = "(slow or either_database) and not slow_once"


@dataclass(frozen=True, kw_only=True)
class Run:
    """One call of pytest."""

    name: str
    marks: str
    database: str = ""
    options: tuple[str, ...] = ()


@dataclass
class Tally:
    """What came of the runs so far."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    not_run: int = 0


def runs(which: str, database: str) -> list[Run]:
    """Return the runs of `which` choice; those on PostgreSQL only where `database` is."""
    quick = [Run(name="quick, SQLite", marks=QUICK, options=SIDE_BY_SIDE)]
    slow = [Run(name="slow, SQLite", marks="slow", options=SIDE_BY_SIDE)]
    if database:
        # Tests that ask no database anything have run on SQLite already.
        options = (*SIDE_BY_SIDE, "--only-on-database")
        quick.append(
            Run(
                name="quick, PostgreSQL (tests that ask the database)",
                marks=QUICK_ON_POSTGRES,
                database=database,
                options=options,
            )
        )
        slow.append(
            Run(
                name="slow, PostgreSQL",
                marks=SLOW_ON_POSTGRES,
                database=database,
                options=options,
            )
        )
    # These start the stacks that they need.
    stacks = [Run(name="journeys, conformance, short faults", marks=STACKS, options=BY_FILE)]
    faults = [Run(name="every fault", marks="fault or fault_long")]
    return {"quick": quick, "all": [*quick, *slow, *stacks], "faults": faults}[which]


def run(one: Run, tally: Tally) -> None:
    """Run it, show its output as it comes, and add its counts to `tally`."""
    heading(one.name)
    variables = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if one.database:
        variables["DATABASE_URL"] = one.database
    with tempfile.TemporaryDirectory(prefix="followup-tests-") as folder:
        report = Path(folder) / "report.xml"
        variables["FOLLOWUP_DATA_DIR"] = folder
        ended = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "-m", one.marks, *one.options),
                *("--durations", "5", "--junit-xml", str(report)),
            ],
            cwd=ROOT,
            env=variables,
            check=False,
        )
        count(report, ended.returncode, tally)


def count(report: Path, code: int, tally: Tally) -> None:
    """Add a report's figures; a run that broke before its report counts as one failure."""
    if code == NO_TESTS:
        return
    try:
        suite = ElementTree.parse(report).getroot().find("testsuite")  # noqa: S314
    except (OSError, ElementTree.ParseError):
        suite = None
    if suite is None:
        tally.failed += 1
        return
    bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    skipped = int(suite.get("skipped", 0))
    tally.failed += max(bad, int(code != 0))
    tally.skipped += skipped
    tally.passed += int(suite.get("tests", 0)) - bad - skipped


def heading(text: str) -> None:
    sys.stdout.write(f"\n===== {text} {'=' * max(0, 80 - len(text))}\n")
    sys.stdout.flush()


def main(which: str) -> int:
    tally = Tally()
    with ExitStack() as services:
        try:
            database = services.enter_context(postgres())
        except NotToBeHad as problem:
            heading(f"NOT RUN: the tests on PostgreSQL: {problem}")
            database = ""
            tally.not_run += 1
        for one in runs(which, database):
            run(one, tally)
    heading("all runs together")
    if tally.not_run:
        sys.stdout.write("NOT everything ran: see NOT RUN above.\n")
    skipped = f", {tally.skipped} skipped" if tally.skipped else ""
    sys.stdout.write(f"{tally.passed} passed, {tally.failed} failed{skipped}\n")
    return int(tally.failed > 0 or tally.passed == 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "quick"))
