"""What each rep has standing: overdue by age, promises, new leads, snoozes, today's load."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Min, QuerySet, Value, When

from cadence import rules
from dashboards.ages import Age
from dashboards.queries.crew import Rep
from people.actors import Actor
from prospects.models import Prospect, Touch


@dataclass(slots=True, kw_only=True)
class Figures:
    """What one rep has standing at one moment. Instants are UTC; None where there is none."""

    rep: Rep
    overdue: dict[Age, int] = field(default_factory=lambda: dict.fromkeys(Age, 0))
    oldest_overdue_at: datetime | None = None
    while_away: int = 0  # that became overdue on the rep's leave: not late, and not in `overdue`
    oldest_while_away_at: datetime | None = None
    promises_broken: int = 0
    new_leads: int = 0  # that nobody has touched yet
    oldest_lead_at: datetime | None = None
    snoozed: int = 0
    left_today: int = 0  # due before the rep's day ends, what is overdue included
    done_today: int = 0

    @property
    def overdue_in_all(self) -> int:
        return sum(self.overdue.values())

    @property
    def load(self) -> int:
        """What today asks of the rep in all: to be held against `capacity`."""
        return self.left_today + self.done_today

    @property
    def capacity(self) -> int:
        """How many attempts the rep can make today: none on a day off."""
        return self.rep.capacity_per_day if self.rep.works_today else 0

    @property
    def over_capacity(self) -> int:
        """How many attempts of today are more than a working rep can make."""
        return max(0, self.load - self.capacity) if self.capacity else 0

    def is_empty(self) -> bool:
        return not (
            self.overdue_in_all or self.while_away or self.new_leads or self.snoozed or self.load
        )


class _Part(IntEnum):
    """What a row of the one statement counts."""

    OVERDUE = 0
    BROKEN_PROMISE = 1
    NEW_LEAD = 2
    SNOOZED = 3
    LEFT_TODAY = 4
    DONE_TODAY = 5


_SHAPE = ("part", "owner_id", "slot", "count", "first_at")
_ALL_URGENCIES = list(rules.Urgency)  # all of them: lets the queue's index serve


def figures(actor: Actor, reps: Sequence[Rep], *, now: datetime) -> list[Figures]:
    """Return each rep's figures at `now`, those furthest behind first, in one statement.

    Days are the rep's own: in a rep's zone, by the days that this rep works.
    """
    found = {rep.key: Figures(rep=rep) for rep in reps}
    marks = _Marks.of(reps, now=now)
    parts = [
        _overdue(actor, marks, now=now),
        _new_leads(actor, reps),
        _snoozed(actor, now=now),
        _left_today(actor, reps, marks),
        _done_today(reps, marks),
    ]
    for part, owner_id, slot, count, first_at in parts[0].union(*parts[1:], all=True):
        theirs = found.get(owner_id) or found[None]
        _ADD[_Part(part)](theirs, _Counted(marks=marks, slot=slot, count=count, first_at=first_at))
    return sorted(found.values(), key=_furthest_behind_first)


def _furthest_behind_first(each: Figures) -> tuple[Any, ...]:
    oldest_first = [-each.overdue[age] for age in reversed(Age)]
    return (*oldest_first, -each.new_leads, each.rep.name.casefold(), each.rep.key or 0)


# --- Moments at which the figures of some rep divide ----------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    """The moments at which any rep's ages or days begin, so that one statement can serve all.

    Between two neighbouring marks nobody's figures divide: rows are counted by the
    stretch they lie in, and each stretch falls to an age of the rep as a whole.
    """

    ages: Sequence[datetime]  # latest first; the stretch before the last has no beginning
    day_ends: Sequence[datetime]  # earliest first
    day_begins: Sequence[datetime]  # earliest first

    @classmethod
    def of(cls, reps: Iterable[Rep], *, now: datetime) -> "_Marks":
        reps = list(reps)
        return cls(
            ages=sorted(
                {at for rep in reps for _, at in rep.ages.begins}
                | {at for rep in reps for span in rep.away for at in span},
                reverse=True,
            ),
            day_ends=sorted({rep.day_ends_at for rep in reps}),
            day_begins=sorted({rep.day_begins_at for rep in reps}),
        )


def _slot(column: str, marks: Sequence[datetime], *, lookup: str) -> Case:
    """Return the place of the first of `marks` that a column's instant passes `lookup` for."""
    return Case(
        *(When(**{f"{column}__{lookup}": at}, then=Value(n)) for n, at in enumerate(marks)),
        default=Value(len(marks)),
        output_field=IntegerField(),
    )


# --- The parts ------------------------------------------------------------------------------------


def _overdue(actor: Actor, marks: _Marks, *, now: datetime) -> QuerySet[Any, Any]:
    promise = When(urgency=rules.Urgency.PROMISE, then=Value(_Part.BROKEN_PROMISE.value))
    return _counted(
        Prospect.objects.visible_to(actor).overdue(now=now),
        part=Case(promise, default=Value(_Part.OVERDUE.value), output_field=IntegerField()),
        slot=_slot("overdue_at", marks.ages, lookup="gte"),
        first="overdue_at",
    )


def new_leads(actor: Actor) -> QuerySet[Prospect]:
    """Open leads that somebody waits for, and that nobody has touched or put off."""
    return (
        Prospect.objects.visible_to(actor)
        .open()
        .filter(urgency=rules.Urgency.NEW_LEAD, first_touch_at=None)
    )


def _new_leads(actor: Actor, reps: Sequence[Rep]) -> QuerySet[Any, Any]:
    rows = new_leads(actor).filter(owner_id__in=_keys(reps))
    return _counted(rows, part=_Part.NEW_LEAD, slot=Value(0), first="recorded_at")


def snoozed(actor: Actor, *, now: datetime) -> QuerySet[Prospect]:
    """Open prospects whose plan is held by a snooze to a time still ahead."""
    held = Prospect.objects.visible_to(actor).open().filter(held_by=rules.ChangeKind.SNOOZE.value)
    return held.filter(next_attempt_at__gt=now)


def _snoozed(actor: Actor, *, now: datetime) -> QuerySet[Any, Any]:
    rows = snoozed(actor, now=now)
    return _counted(rows, part=_Part.SNOOZED, slot=Value(0), first="next_attempt_at")


def _left_today(actor: Actor, reps: Sequence[Rep], marks: _Marks) -> QuerySet[Any, Any]:
    rows = (
        Prospect.objects.visible_to(actor)
        .open()
        .filter(
            owner_id__in=_keys(reps),
            urgency__in=_ALL_URGENCIES,
            next_attempt_at__lt=marks.day_ends[-1],
        )
    )
    slot = _slot("next_attempt_at", marks.day_ends, lookup="lt")
    return _counted(rows, part=_Part.LEFT_TODAY, slot=slot, first="next_attempt_at")


def _done_today(reps: Sequence[Rep], marks: _Marks) -> QuerySet[Any, Any]:
    rows = (
        Touch.objects.standing()
        .filter(
            rep_id__in=_keys(reps),
            occurred_at__gte=marks.day_begins[0],
            attempt_number__isnull=False,
        )
        .annotate(owner_id=F("rep_id"))
    )
    slot = _slot("occurred_at", marks.day_begins[::-1], lookup="gte")
    return _counted(rows, part=_Part.DONE_TODAY, slot=slot, first="occurred_at")


def _counted(
    rows: QuerySet[Any, Any], *, part: _Part | Case, slot: Any, first: str
) -> QuerySet[Any, Any]:
    """Return how many of `rows`, and the first of `first`, by owner and slot."""
    named = part if isinstance(part, Case) else Value(part.value, output_field=IntegerField())
    counted: QuerySet[Any, Any] = (
        rows.order_by()
        .annotate(part=named, slot=slot)
        .values("part", "owner_id", "slot")
        .annotate(count=Count("*"), first_at=Min(first))
        .values_list(*_SHAPE)
    )
    return counted


def _keys(reps: Iterable[Rep]) -> list[int]:
    return [rep.key for rep in reps if rep.key is not None]


# --- Adding up ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    marks: _Marks
    slot: int
    count: int
    first_at: datetime


def _add_overdue(theirs: Figures, row: _Counted) -> None:
    begins = row.marks.ages
    if row.slot < len(begins) and theirs.rep.was_away(begins[row.slot]):
        theirs.while_away += row.count
        theirs.oldest_while_away_at = _earlier(theirs.oldest_while_away_at, row.first_at)
        return
    age = theirs.rep.ages.age(begins[row.slot]) if row.slot < len(begins) else Age.DAYS_8
    theirs.overdue[age] += row.count
    theirs.oldest_overdue_at = _earlier(theirs.oldest_overdue_at, row.first_at)


def _add_promise(theirs: Figures, row: _Counted) -> None:
    late_before = theirs.overdue_in_all
    _add_overdue(theirs, row)
    theirs.promises_broken += theirs.overdue_in_all - late_before


def _add_new_lead(theirs: Figures, row: _Counted) -> None:
    theirs.new_leads += row.count
    theirs.oldest_lead_at = _earlier(theirs.oldest_lead_at, row.first_at)


def _add_snoozed(theirs: Figures, row: _Counted) -> None:
    theirs.snoozed += row.count


def _add_left_today(theirs: Figures, row: _Counted) -> None:
    if row.marks.day_ends[row.slot] <= theirs.rep.day_ends_at:
        theirs.left_today += row.count


def _add_done_today(theirs: Figures, row: _Counted) -> None:
    if row.marks.day_begins[::-1][row.slot] >= theirs.rep.day_begins_at:
        theirs.done_today += row.count


def _earlier(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else min(one, other)


_ADD: dict[_Part, Callable[[Figures, _Counted], None]] = {
    _Part.OVERDUE: _add_overdue,
    _Part.BROKEN_PROMISE: _add_promise,
    _Part.NEW_LEAD: _add_new_lead,
    _Part.SNOOZED: _add_snoozed,
    _Part.LEFT_TODAY: _add_left_today,
    _Part.DONE_TODAY: _add_done_today,
}
