"""A house to torment, on each of the two databases, and the table of what came of it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.faults.cluster import Cluster, own_cluster
from tests.faults.oracle import Verdict
from tests.faults.rig import Databases, Rig, migrated, rig


@dataclass
class Line:
    """One row of the table: a fault on a database, and its figures."""

    fault: str
    database: str
    figures: dict[str, int] = field(default_factory=dict)
    crashes: int = 0
    seconds: float = 0.0


LINES: list[Line] = []
MUST_BE_ZERO = ("lost", "doubled", "premature", "unasked", "mails_lost", "mails_doubled")


def recorder(name: str, database: str) -> Callable[[Rig, Verdict], None]:
    """Return what takes the verdicts of a test down."""
    found = re.match(r"test_(f\d+)_(\w+)", name)
    fault = f"{found[1].upper()} {found[2].replace('_', ' ')}" if found else name

    def record(house: Rig, verdict: Verdict) -> None:
        LINES.append(
            Line(
                fault=fault,
                database=database,
                figures={each: getattr(verdict, each) for each in (*MUST_BE_ZERO, "copies")},
                crashes=house.crashes,
                seconds=verdict.lateness.total_seconds(),
            )
        )

    return record


def pytest_terminal_summary(terminalreporter) -> None:
    """Print the table, and a plain count under it."""
    if not LINES:
        return
    write = terminalreporter.write_line
    write("")
    write("fault                                                   database  lost doubled early "
          "copies/crashes  late s")  # fmt: skip
    for line in sorted(LINES, key=lambda each: (int(each.fault[1:].split()[0]), each.database)):
        of = line.figures
        lost, doubled = of["lost"] + of["mails_lost"], of["doubled"] + of["mails_doubled"]
        write(
            f"{line.fault[:55]:<55} {line.database:<9} {lost:>4} {doubled:>7} "
            f"{of['premature']:>5} {of['copies']:>6}/{line.crashes:<7} {line.seconds:>7.1f}"
        )
    wrong = sum(line.figures[name] for line in LINES for name in MUST_BE_ZERO)
    faults = len({line.fault.split()[0] for line in LINES})
    write(
        f"{len(LINES)} verdicts of {faults} faults: {wrong} lost, doubled, early or unasked; "
        f"{sum(line.figures['copies'] for line in LINES)} extra copies of mails for "
        f"{sum(line.crashes for line in LINES)} crashes"
    )


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with migrated(tmp_path_factory.mktemp("databases")) as both:
        yield both


@pytest.fixture(params=["postgres", "sqlite"])
def house(request, databases: Databases, tmp_path: Path) -> Iterator[Rig]:
    with rig(tmp_path, databases=databases, kind=request.param) as built:
        built.record = recorder(request.node.originalname, request.param)
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
        built.record = recorder(request.node.originalname, "postgres")
        yield built
