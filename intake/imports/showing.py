"""Imports as their pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.imports import columns
from intake.imports.models import Import
from intake.imports.reading import Row

_STATES = {
    "draft": "Not started",
    "running": "Running",
    "done": "Finished",
    "cancelled": "Stopped",
    "failed": "Failed",
    "going_back": "Being taken back",
    "taken_back": "Taken back",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    file: Import
    state: str
    words: str
    percent: int
    is_busy: bool
    error: str
    can_take_back: bool


def shown(file: Import) -> Shown:
    """Return how far a file is and what can be done with it."""
    job, state = file.job, file.state
    percent = 100
    if job is not None and job.finished_at is None:
        percent = min(99, 100 * job.done // job.total) if job.total else 0
    return Shown(
        file=file,
        state=state,
        words=_STATES[state],
        percent=percent,
        is_busy=state in {"running", "going_back"},
        error=job.error if job is not None and state == "failed" else "",
        can_take_back=state in {"done", "cancelled", "failed"}
        and file.created > file.taken_back + file.kept,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a draft: its heading, some of its cells, and what it is taken for."""

    place: int
    heading: str
    examples: Sequence[str]
    key: str


def columns_of(file: Import, rows: Sequence[Row], *, examples: int = 3) -> list[Column]:
    samples: list[list[str]] = [[] for _ in file.headers]
    for row in rows:
        for place, cell in enumerate(row.cells[: len(samples)]):
            if cell.strip() and len(samples[place]) < examples:
                samples[place].append(cell.strip()[:40])
    return [
        Column(place=place, heading=heading, examples=samples[place], key=file.mapping[place])
        for place, heading in enumerate(file.headers)
    ]


def why_not_yet(file: Import) -> str:
    """Return what must be changed before a draft can be started, or ""."""
    return columns.why_unusable(file.mapping)
