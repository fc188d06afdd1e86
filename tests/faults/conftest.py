"""A house to torment, on each of the two databases, and the table of what came of it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.cluster import Cluster, own_cluster
from tests.faults.oracle import Verdict
from tests.faults.rig import Databases, Rig, migrated, rig

# A line of the table travels in its test's report: tests may run in other processes.
LINE = "fault"
LINES: list[dict[str, Any]] = []
MUST_BE_ZERO = ("lost", "doubled", "premature", "unasked", "mails_lost", "mails_doubled")


def recorder(node: pytest.Item, database: str) -> Callable[[Rig, Verdict], None]:
    """Return what takes the verdicts of a test down."""
    found = re.match(r"test_(f\d+|flood)_(\w+)", node.originalname)
    fault, what = (found[1].upper(), found[2]) if found else ("-", node.originalname)

    def record(house: Rig, verdict: Verdict) -> None:
        line = {
            "fault": fault,
            "what": what.replace("_", " "),
            "database": database,
            "figures": {name: getattr(verdict, name) for name in (*MUST_BE_ZERO, "copies")},
            "crashes": house.crashes,
            "seconds": verdict.lateness.total_seconds(),
            "notes": "; ".join(house.notes),
        }
        node.user_properties[:] = [each for each in node.user_properties if each[0] != LINE]
        node.user_properties.append((LINE, line))

    return record


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep the last verdict of each test that passed."""
    if report.when == "call" and report.passed:
        LINES.extend(line for name, line in report.user_properties if name == LINE)


def pytest_terminal_summary(terminalreporter) -> None:
    """Print the table, and a plain count under it."""
    if not LINES:
        return
    write = terminalreporter.write_line
    write("")
    write(f"{'fault':<50} database  lost doubled early copies/crashes  late s")
    for line in sorted(LINES, key=_place):
        of = line["figures"]
        lost, doubled = of["lost"] + of["mails_lost"], of["doubled"] + of["mails_doubled"]
        write(
            f"{line['fault'] + ' ' + line['what']:<50.50} {line['database']:<9} {lost:>4} "
            f"{doubled:>7} {of['premature']:>5} {of['copies']:>6}/{line['crashes']:<7} "
            f"{line['seconds']:>7.1f}  {line['notes']}".rstrip()
        )
    wrong = sum(line["figures"][name] for line in LINES for name in MUST_BE_ZERO)
    write(
        f"{len(LINES)} verdicts of {len({line['fault'] for line in LINES})} faults: {wrong} lost, "
        f"doubled, early or unasked; {sum(line['figures']['copies'] for line in LINES)} extra "
        f"copies of mails for {sum(line['crashes'] for line in LINES)} crashes"
    )


def _place(line: dict[str, Any]) -> tuple[int, str, str]:
    number = line["fault"][1:]
    return (int(number) if number.isdigit() else 99, line["what"], line["database"])


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with migrated(tmp_path_factory.mktemp("databases")) as both:
        yield both


@pytest.fixture(params=["postgres", "sqlite"])
def house(request, databases: Databases, tmp_path: Path) -> Iterator[Rig]:
    with rig(tmp_path, databases=databases, kind=request.param) as built:
        built.record = recorder(request.node, request.param)
        yield built


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with own_cluster() as server:
        yield server


@pytest.fixture(scope="session")
def own_databases(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases]:
    with migrated(tmp_path_factory.mktemp("own"), server=cluster.url) as both:
        yield both


@pytest.fixture
def own_house(request, own_databases: Databases, cluster: Cluster, tmp_path: Path) -> Iterator[Rig]:
    """A house on a PostgreSQL that may be stopped, frozen and filled."""
    if not cluster.answers():
        cluster.start()
    with rig(tmp_path, databases=own_databases, kind="postgres") as built:
        built.record = recorder(request.node, "postgres")
        yield built
