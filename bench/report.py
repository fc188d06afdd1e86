"""The table, printed and written to docs/benchmarks.md: what was found beside what must be."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import databases
from bench.population.chance import MOMENT

if TYPE_CHECKING:
    from bench.run import Results

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
_NAMES = {
    "queue": ("1 desk queue, whole page", "F1"),
    "card": ("a prospect opened beside the queue", "F1"),
    "overdue": ("3 overdue dashboard", "F1"),
    "push": ("4 push a lead", "F2"),
    "push_by_eight": ("4 push, 8 clients at once", "F2, 8 clients"),
    "log": ("9 log a touch, by the form", "F2"),
    "log_json": ("9 log a touch, through the API", "F2"),
}
_MUST = {
    "queue": "p95 ≤ 1.2",
    "overdue": "p95 ≤ 3",
    "push": "p50 ≤ 2",
    "push_by_eight": "≤ 1.67",
    "log": "p50 ≤ 2",
    "log_json": "p50 ≤ 2",
}
_MOST_STATEMENTS = {"queue": "6", "card": "12", "log": "12", "log, API": "12", "push": "12"}


def write(results: "Results") -> None:
    """Print the tables, and put them into the document."""
    text = "\n".join(
        [
            _opening(),
            *_ratios(results),
            *_growth(results),
            *_counts(results),
            *_scans(results),
            *_bulk(results),
            *_alone(results),
        ]
    )
    DOCUMENT.write_text(f"{text}\n", encoding="utf-8")
    sys.stdout.write(f"{text}\n")


def _opening() -> str:
    version = databases.run("SHOW server_version")[0][0].split()[0]
    return f"""# Benchmarks

Made by `make bench`; do not edit. Machines differ and are shared, so what counts are ratios to a
floor measured in turn in the same run, counts, and the growth from the smallest to the largest
data. No test asserts a time; `make bench-quick` asserts counts.

{os.cpu_count()} cores, PostgreSQL {version} with its defaults (fsync on), Redis, gunicorn as in
production, over loopback, signed in. Client, server and database share the cores. The data is
made up (`bench/population`): 5 teams of 50 reps, the busiest rep has a tenth of everything, 60 %
open, ten touches a prospect. The requests are the busiest rep's. The clock stands at
{MOMENT:%Y-%m-%d %H:%M} UTC.

Floors: **F1** a template of 50 rows of 6 fields without a database; **F2** a DRF create with one
INSERT and a unique index; **P0** `select 1`; **P1** COPY into the same indexed tables; **P2** one
INSERT and commit; **P3** the bare claim query.
"""


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _head(*cells: object) -> list[str]:
    return [_row(*cells), _row(*("---" for _ in cells))]


def _ratios(results: "Results") -> list[str]:
    lines = [
        "## Times as ratios to a floor",
        "",
        "Median over the pairs (smallest to greatest pair); p95 is the 95th percentile over the "
        "floor's median.",
        "",
        *_head("#", "floor", "prospects", "ratio", "p95", "about", "must be"),
    ]
    for name, (title, floor) in _NAMES.items():
        for size in results.sizes:
            found = results.ratios[size][name]
            about = f"{_ms(found.seconds)} / {_ms(found.floor_seconds)}"
            p95 = "" if name == "push_by_eight" else f"{found.p95:.2f}"
            lines.append(_row(title, floor, size, found, p95, about, _MUST.get(name, "")))
    return [*lines, ""]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _growth(results: "Results") -> list[str]:
    if not results.growth:
        return []
    small, large = results.sizes[0], results.sizes[-1]
    lines = [
        f"## Growth from {small} to {large} prospects",
        "",
        "The same request on both, asked in turn. Must be ≤ 1.3 now, 1.15 later; blocks ≤ 1.5.",
        "",
        *_head("request", "G", "blocks looked at"),
    ]
    for name, found in results.growth.items():
        blocks = [results.counts[size][name]["blocks"] for size in (small, large)]
        lines.append(_row(name, found, f"{blocks[0]:,} → {blocks[1]:,}"))
    return [*lines, ""]


def _counts(results: "Results") -> list[str]:
    lines = [
        "## Counts",
        "",
        *_head("request", "prospects", "SQL", "must be", "bytes", "gzipped", "blocks"),
    ]
    for name in results.counts[results.sizes[0]]:
        for size in results.sizes:
            found = results.counts[size][name]
            most = _MOST_STATEMENTS.get(name)
            lines.append(
                _row(
                    name,
                    size,
                    found["statements"],
                    f"≤ {most}" if most else "",
                    f"{found['size']:,}",
                    f"{found['packed']:,}",
                    f"{found['blocks']:,}",
                )
            )
    return [*lines, ""]


def _scans(results: "Results") -> list[str]:
    lines = [
        "## 8 Raising what is overdue",
        "",
        "Must be ≥ 5,000 a second, ≤ 0.01 SQL each, an idle scan ≤ 5 × P0, each exactly once.",
        "",
        *_head("prospects", "raised / s", "P3 / s", "SQL each", "all at once", "idle scan"),
    ]
    for size, found in results.scans.items():
        burst: dict[str, Any] = found["burst"]
        at_once = (
            f"{burst['overdue']:,} overdue → {burst['rows']:,} rows in {burst['seconds']:.1f} s "
            f"({burst['rows'] / burst['seconds']:,.0f}/s)"
        )
        idle = f"{found['idle']['median']:.1f} × P0, {found['idle_statements']} SQL"
        lines.append(
            _row(
                size,
                f"{found['per_second']:,.0f}",
                f"{found['floor_per_second']:,.0f}",
                f"{found['statements_each']:.3f}",
                at_once,
                idle,
            )
        )
    return [*lines, ""]


def _bulk(results: "Results") -> list[str]:
    lines = [
        "## 5, 6, 7 Many leads at once",
        "",
        "A batch of 1,000 new leads, each answered; a CSV file of 20,000 rows, matched and with "
        "first attempts, by one worker; the same file again. P1 here is prospects with their "
        "people and identifiers by COPY, without an answer, a raw body or a plan. Must be ≥ "
        "10,000 leads/s, ≥ 20 % of P1, nothing new and not slower.",
        "",
        *_head("prospects", "batch, leads/s", "file, rows/s", "of P1", "again, rows/s", "new"),
    ]
    for size, found in results.bulk.items():
        rates = [f"{found[name]:,.0f}" for name in ("batch", "file", "again")]
        share = f"{found['file'] / found['floor']:.0%}"
        lines.append(_row(size, *rates[:2], share, rates[2], f"{found['new_again']:.0f}"))
    return [*lines, ""]


def _alone(results: "Results") -> list[str]:
    lines = ["## The database alone", "", *_head("prospects", "P0", "P1", "P2")]
    for size, found in results.alone.items():
        p1 = f"{found['rows']:,.0f} rows/s ({found['prospects']:,.0f} prospects/s)"
        lines.append(_row(size, _ms(found["p0"]), p1, _ms(found["p2"])))
    return [*lines, ""]
