"""Learning when people answer: touches counted into tallies, tallies read into curves."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum

from cadence import rules
from cadence.actions import versions
from cadence.models import Curve
from cadence.queries import curve_version
from people.models import Team
from prospects.actions.policies import start_replan
from prospects.models import SlotMark, SlotTally
from prospects.queries import lessons
from prospects.queries.lessons import Cell, Counts
from prospects.scope import Scope, Why

KEY = ("team_id", "month", "role", "country", "weekday", "half_hour", "before", "near")
# A curve is made of at least so many calls, and again after a day or after so many more.
FEWEST_CALLS = 100
MORE_BY = 1.2
LASTS = timedelta(days=1)
# Older calls than these count for next to nothing.
REMEMBERED = timedelta(days=3 * 366)
# Odds that nowhere differ by more than this share move no plan.
ALIKE = 0.03
WRITTEN_AT_ONCE = 500
# What is nearer than this, somebody may have looked at already.
NEAR = timedelta(days=1)

_TABLE = SlotTally._meta.db_table
_ADD = """
UPDATE {table}
   SET dials = {table}.dials + given.dials, reached = {table}.reached + given.reached
  FROM (SELECT {columns} FROM (VALUES {rows}) AS listed{names}) AS given
 WHERE {same}
RETURNING {key}
"""


def count_slots(*, seconds: float = 20.0) -> int:
    """Count the touches that were logged since the last time, for so long; return how many.

    Each stretch and the mark that it reaches are kept together: whoever is killed in the
    middle of one has counted none of it, and two at once take turns. A correction takes
    off what it corrects. Touches of transactions that are still at work wait for the next
    time, and so do those that were logged after them.
    """
    end, counted = time.monotonic() + seconds, 0
    while more := _count_stretch():
        counted += more
        if time.monotonic() >= end:
            break
    return counted


@transaction.atomic
def _count_stretch() -> int:
    mark = _mark()
    to = _settled_to(mark)
    rows = lessons.stretch(after=mark.counted_to, to=to)
    if rows:
        add_up(lessons.lessons_in(rows))
    mark.counted_to = rows[-1].key if rows else max(to, mark.counted_to)
    mark.save()
    return len(rows)


def _mark() -> SlotMark:
    SlotMark.objects.get_or_create(pk=1)
    return SlotMark.objects.select_for_update().get(pk=1)


def _settled_to(mark: SlotMark) -> int:
    """Return the key up to which every touch is there that ever will be, and note it."""
    if mark.next_to <= mark.counted_to:
        mark.next_to = lessons.newest_touch()
        # Asked after that: whoever holds an older key is among them.
        mark.waits_for = lessons.writers()
    if mark.waits_for:
        mark.waits_for = sorted(set(mark.waits_for) & set(lessons.writers()))
    return mark.counted_to if mark.waits_for else mark.next_to


def add_up(counts: Counts) -> None:
    """Add to the tallies. Whoever calls holds the mark, so nobody else writes them."""
    cells = sorted(counts)
    for start in range(0, len(cells), WRITTEN_AT_ONCE):
        some = cells[start : start + WRITTEN_AT_ONCE]
        kept = _add_to_kept(some, counts)
        SlotTally.objects.bulk_create(_new_row(one, counts) for one in some if one not in kept)
    if any(dials < 0 for dials, _ in counts.values()):
        SlotTally.objects.filter(dials=0).delete()


def _add_to_kept(cells: Sequence[Cell], counts: Counts) -> set[Cell]:
    names = (*KEY, "dials", "reached")
    if connection.vendor == "postgresql":
        columns, listed = ", ".join(names), f" ({', '.join(names)})"
    else:  # SQLite names the columns of VALUES itself
        columns = ", ".join(f"column{n} AS {name}" for n, name in enumerate(names, start=1))
        listed = ""
    text = _ADD.format(
        columns=columns,
        names=listed,
        rows=", ".join([f"({', '.join(['%s'] * len(names))})"] * len(cells)),
        table=_TABLE,
        same=" AND ".join(f"{_TABLE}.{name} = given.{name}" for name in KEY),
        key=", ".join(f"{_TABLE}.{name}" for name in KEY),
    )
    values = [value for cell in cells for value in (cell[0], *_stored(cell[1]), *counts[cell])]
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return {(team, (_day(month), *rest)) for team, month, *rest in cursor.fetchall()}


def _stored(lesson: Sequence[Any]) -> tuple[Any, ...]:
    month, *rest = lesson
    return (month if connection.vendor == "postgresql" else str(month), *rest)


def _day(stored: date | str) -> date:
    return date.fromisoformat(stored) if isinstance(stored, str) else stored


def _new_row(cell: Cell, counts: Counts) -> SlotTally:
    team, lesson = cell
    dials, reached = counts[cell]
    named = dict(zip(KEY[1:], lesson, strict=True))
    return SlotTally(team_id=team, dials=dials, reached=reached, **named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """How many tallies the touches make, and how many were not as they should be."""

    cells: int
    wrong: int


def check_slots() -> Recount:
    """Count the touches anew, as far as they were counted, and compare. Changes nothing."""
    to, kept = lessons.counted()
    anew = lessons.count_anew(to=to)
    return Recount(cells=len(anew), wrong=_differing(anew, kept))


def rebuild_slots() -> Recount:
    """Make the tallies anew from the touches alone; return what was wrong before.

    As far as they were counted: what was logged since is counted afterwards, as ever.
    """
    to, kept = lessons.counted()
    anew = lessons.count_anew(to=to)
    wrong = _differing(anew, kept)
    with transaction.atomic():
        mark = _mark()
        if wrong:
            SlotTally.objects.all().delete()
            SlotTally.objects.bulk_create(
                (_new_row(cell, anew) for cell in sorted(anew)), batch_size=WRITTEN_AT_ONCE
            )
            # What was counted since is not in them, and so is counted again.
            mark.counted_to, mark.next_to = to, 0
            mark.save()
    return Recount(cells=len(anew), wrong=wrong)


def _differing(one: Mapping[Cell, object], other: Mapping[Cell, object]) -> int:
    return sum(one.get(cell) != other.get(cell) for cell in one.keys() | other.keys())


def learn_curves(*, now: datetime) -> list[Curve]:
    """Make a new curve for every team whose calls have more to tell than its newest one knows.

    Once a day, and sooner after many more calls. Plans that are more than a day ahead are
    made again by it in the background. Repeating makes nothing new.
    """
    made = (_learn(team_id, now=now) for team_id in Team.objects.values_list("pk", flat=True))
    return [curve for curve in made if curve is not None]


def _learn(team_id: int, *, now: datetime) -> Curve | None:
    rows = SlotTally.objects.filter(team=team_id)
    calls = rows.aggregate(calls=Sum("dials"))["calls"] or 0
    newest = Curve.objects.filter(team=team_id).order_by("-version").first()
    if not _has_more_to_tell(newest, calls, now=now):
        return None
    remembered = rows.filter(month__gte=(now - REMEMBERED).date()).order_by("pk")
    curve = rules.Curve.learned(row.as_rules() for row in remembered.iterator())
    before = curve_version(newest.pk) if newest else rules.PRIOR
    with transaction.atomic():
        made = versions.add_curve(team_id=team_id, curve=curve, touches=calls, now=now)
        if not _alike(before, curve):
            scope = Scope(team_id=team_id, why=Why.CURVE, planned_from=now + NEAR)
            start_replan(scope=scope, now=now)
    return made


def _has_more_to_tell(newest: Curve | None, calls: int, *, now: datetime) -> bool:
    if calls < FEWEST_CALLS:
        return False
    if newest is None:
        return True
    known = newest.made_from_touches
    if calls >= known * MORE_BY + FEWEST_CALLS:
        return True
    return calls != known and now - newest.created_at >= LASTS


def _alike(one: rules.Curve, other: rules.Curve) -> bool:
    """Whether two curves would choose the same half-hours, but for a few ties."""
    if one.cells.keys() != other.cells.keys():
        return False
    pairs = [(one.everybody, other.everybody)]
    pairs += [(one.cells[cell], other.cells[cell]) for cell in one.cells]
    return all(
        abs(mine - theirs) <= ALIKE * max(mine, theirs)
        for both in pairs
        for mine, theirs in zip(*both, strict=True)
    )
