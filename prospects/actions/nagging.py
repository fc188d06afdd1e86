"""Moving a prospect up the ladder: called by the scan of room `reminders`, nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from prospects.models import Prospect


@dataclass(frozen=True, slots=True, kw_only=True)
class NagMove:
    """From `level` to `next_level`, whose rung is raised at `nag_at`; valid in `cycle` alone."""

    prospect_id: int
    cycle: int
    level: int
    next_level: int
    nag_at: datetime


_MOVE = """
UPDATE prospects_prospect
   SET nag_level = moved.next_level, nag_at = moved.nag_at, raise_error = ''
  FROM (SELECT {columns} FROM (VALUES {rows}) AS given{names}) AS moved
 WHERE prospects_prospect.id = moved.id AND prospects_prospect.cycle = moved.cycle
   AND prospects_prospect.nag_level = moved.level AND prospects_prospect.status = 'open'
RETURNING prospects_prospect.id
"""
_COLUMNS = ("id", "cycle", "level", "next_level", "nag_at")


def move_nags(moves: Sequence[NagMove]) -> set[int]:
    """Move many prospects up the ladder in one statement; return the ids that really moved.

    A prospect whose cycle or level has moved on meanwhile is left alone.
    """
    if not moves:
        return set()
    if connection.vendor == "postgresql":
        row = "(%s, %s, %s, %s, %s::timestamptz)"
        columns, names = ", ".join(_COLUMNS), f" ({', '.join(_COLUMNS)})"
    else:  # SQLite names the columns of VALUES itself
        row, names = "(%s, %s, %s, %s, %s)", ""
        columns = ", ".join(f"column{n} AS {c}" for n, c in enumerate(_COLUMNS, start=1))
    text = _MOVE.format(columns=columns, rows=", ".join([row] * len(moves)), names=names)
    adapt = connection.ops.adapt_datetimefield_value
    values = [
        value
        for move in moves
        for value in (
            move.prospect_id,
            move.cycle,
            move.level,
            move.next_level,
            adapt(move.nag_at),
        )
    ]
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return {row[0] for row in cursor.fetchall()}


def push_aside(*, prospect_id: int, until: datetime, error: str) -> None:
    """Let a prospect whose rung cannot be raised wait until `until`, marked with `error`."""
    Prospect.objects.open().filter(pk=prospect_id).update(nag_at=until, raise_error=error[:200])
