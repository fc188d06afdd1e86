"""Measures: `python -m bench.run [SIZES]`, such as 10k,100k,1m; prints the table and writes it.

Needs PostgreSQL (BENCH_DATABASE_URL) and Redis (BENCH_REDIS_URL), and nobody else busy on the
machine. Every size is measured on a copy of its made-up database, which is then thrown away.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from typing import Any

import psycopg2

from bench import databases, generate, measuring, report, servers
from bench.population import ranks
from bench.population.chance import MOMENT, World
from bench.progress import Bar, say
from bench.ratios import Ratio

SIZES = "10k,100k,1m"
EACH = 12  # requests in each half of a pair
FLOORS = "followup_bench_floors"
_CHOSEN = """
SELECT public_id::text FROM prospects_prospect
 WHERE owner_id = %s AND status = 'open' AND touches_count BETWEEN 1 AND 12
 ORDER BY md5(id::text) LIMIT 2000
"""


@dataclass(slots=True)
class Results:
    """What was found, by size: counts, ratios to floors, the scan, many leads at once, the
    database alone; and G."""

    sizes: list[str]
    counts: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    ratios: dict[str, dict[str, Ratio]] = field(default_factory=dict)
    scans: dict[str, dict[str, Any]] = field(default_factory=dict)
    alone: dict[str, dict[str, float]] = field(default_factory=dict)
    bulk: dict[str, dict[str, float]] = field(default_factory=dict)
    growth: dict[str, Ratio] = field(default_factory=dict)


def main(sizes: str = SIZES) -> int:
    worlds = [World(prospects=databases.count(size)) for size in sizes.split(",")]
    if generate.main([databases.size(world.prospects) for world in worlds]):
        return 1
    results = Results(sizes=[databases.size(world.prospects) for world in worlds])
    with ExitStack() as at_the_end:
        folder = Path(at_the_end.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        databases.create(FLOORS)
        at_the_end.callback(databases.drop, FLOORS)
        copies = {world: at_the_end.enter_context(_copy(world)) for world in worlds}
        measure(results, copies, folder)
    report.write(results)
    return 0


def measure(results: Results, copies: dict[World, str], folder: Path) -> None:
    """Fill the results. What disturbs the data most comes last."""
    bar = Bar("steps", 5 * len(copies) + 1)
    for world, database in copies.items():
        size = databases.size(world.prospects)
        results.counts[size] = _inside("counts", world, database, folder)
        bar.add(1)
        results.alone[size] = _inside("database", world, database, folder)
        bar.add(1)
        with _stands({world: database}, folder) as (floors, stands):
            results.ratios[size] = measuring.against_floors(stands[world], floors, each=EACH)
        bar.add(1)
    small, large = min(copies, key=_prospects), max(copies, key=_prospects)
    if small != large:
        both = {world: copies[world] for world in (small, large)}
        with _stands(both, folder) as (_, stands):
            results.growth = measuring.growth(stands[large], stands[small], each=EACH)
    bar.add(1)
    for world, database in copies.items():
        found = _inside("scan", world, database, folder)
        results.scans[databases.size(world.prospects)] = found
        bar.add(1)
        found = _inside("bulk", world, database, folder)
        results.bulk[databases.size(world.prospects)] = found
        bar.add(1)
    bar.end()


def _prospects(world: World) -> int:
    return world.prospects


@contextmanager
def _copy(world: World) -> Iterator[str]:
    """Give a copy of a world's database, which is dropped afterwards."""
    copy = f"followup_bench_work_{databases.size(world.prospects)}"
    say(f"copying {databases.name(world)} ...")
    databases.create(copy, like=databases.name(world))
    databases.run("CHECKPOINT")
    try:
        yield copy
    finally:
        databases.drop(copy)


@contextmanager
def _stands(
    copies: dict[World, str], folder: Path
) -> Iterator[tuple[measuring.Floors, dict[World, measuring.Stand]]]:
    """Serve the floors, and the product on each of the copies."""
    with ExitStack() as served:
        port = served.enter_context(servers.floors(databases.url_of(FLOORS), folder=folder))
        floors = measuring.Floors(port=port, numbers=_numbers)
        stands = {}
        for world, database in copies.items():
            url, offset = databases.url_of(database), _clock_offset()
            serving = servers.product(url, clock_offset=offset, folder=folder)
            stands[world] = measuring.Stand(
                port=served.enter_context(serving),
                key=_inside("key", world, database, folder),
                prospects=cycle(_chosen(database)),
                numbers=_numbers,
            )
        yield floors, stands


_numbers = count(1)


def _chosen(database: str) -> list[str]:
    """Return prospects of the busiest rep to log touches on, in an order without meaning."""
    connection = psycopg2.connect(databases.url_of(database))
    try:
        with connection.cursor() as cursor:
            cursor.execute(_CHOSEN, (ranks.rep_id(0),))
            return [row[0] for row in cursor.fetchall()]
    finally:
        connection.close()


def _clock_offset() -> int:
    """Return the seconds from the database's clock to the moment around which data was made."""
    return int((MOMENT - databases.run("SELECT clock_timestamp()")[0][0]).total_seconds())


def _inside(what: str, world: World, database: str, folder: Path) -> Any:
    variables = {
        "DATABASE_URL": databases.url_of(database),
        "FOLLOWUP_CLOCK_OFFSET": str(_clock_offset()),
        "FOLLOWUP_API_REQUESTS_PER_MINUTE": "1000000",
        "FOLLOWUP_DATA_DIR": str(folder / "data"),
        "REDIS_URL": servers.REDIS,
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.inside", what, databases.size(world.prospects)],
        cwd=servers.ROOT,
        env={**servers.environment(), **variables},
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
