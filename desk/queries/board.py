"""The left column: the queue in its sections, and how the day stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from itertools import count
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from cadence import rules
from desk import clocks
from people.models import User
from prospects import queries as prospects
from prospects.models import Prospect

ATTEMPTS = rules.Policy().attempts_per_phase
MOST_COUNTED = 500  # beyond this a number says nothing more, and counting costs

_TITLES = {
    rules.Section.NEW_LEADS: "New leads",
    rules.Section.PROMISES: "Promises",
    rules.Section.OVERDUE: "Overdue",
    rules.Section.TODAY: "Today",
    rules.Section.TOMORROW: "Tomorrow",
    rules.Section.LATER: "Later",
}

# Why a row stands where it does: in the order of the sections, and then in its own.
ORDER = {
    rules.Section.NEW_LEADS: "before all else, whoever waits longest first",
    rules.Section.PROMISES: "before what is overdue, by the time we told them",
    rules.Section.OVERDUE: "before what is planned, longest overdue first",
    rules.Section.TODAY: "by the time of the attempt",
    rules.Section.TOMORROW: "when today is done, by the time of the attempt",
    rules.Section.LATER: "when tomorrow is done, by the time of the attempt",
}


def order_in_words() -> list[tuple[str, str]]:
    """Return the order of the queue as it is published: each section and why it stands there."""
    return [(_TITLES[section], words) for section, words in ORDER.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One prospect in the queue, ready to print."""

    id: UUID
    url: str
    name: str
    why: str
    chip: str
    tone: str
    there: str
    claimed_by: str
    order: str  # its place, and why it is that


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    title: str
    tone: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Done today, still to do today, and how many of those are late. Counted up to a bound."""

    done: str
    left: str
    late: int
    planned: str = ""  # both together, where both were counted to their end


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    groups: Sequence[Group]
    has_more: bool
    day: Day
    stamp: str

    @property
    def first(self) -> Line | None:
        return self.groups[0].lines[0] if self.groups else None

    @property
    def new(self) -> int:
        """How many untouched new leads wait."""
        return next((len(g.lines) for g in self.groups if g.title == "New leads"), 0)


def board(rep: User, *, now: datetime) -> Board:
    """Return `rep`'s queue and day, in two statements whatever their number."""
    return _board(rep, prospects.queue(rep, now=now), now=now)


def newer_board(rep: User, *, now: datetime, than: str) -> Board | None:
    """Return the board, or None after one statement while its stamp is `than` still."""
    found = prospects.queue(rep, now=now)
    return None if _stamp(found, now=now) == than else _board(rep, found, now=now)


def _board(rep: User, found: prospects.Queue, *, now: datetime) -> Board:
    places = count(1)
    groups = [
        Group(
            title=_TITLES[section],
            tone="late" if section is rules.Section.OVERDUE else "",
            lines=[_line(row, place=next(places), now=now) for row in rows],
        )
        for section, rows in found.sections()
    ]
    return Board(
        groups=groups,
        has_more=found.has_more,
        day=_day(rep, now=now),
        stamp=_stamp(found, now=now),
    )


def _stamp(found: prospects.Queue, *, now: datetime) -> str:
    # Ages and clocks on the page move by the minute.
    return f"{found.stamp}-{int(now.timestamp()) // 60}"


def first_to_call(rep: User, *, now: datetime, besides: UUID) -> UUID | None:
    """
    Return the prospect that the queue would put first, were it not for `besides`.

    None when nothing more is planned for today. One statement, by the queue's own index.
    """
    ends = _today(rep, now=now)[1]
    waiting = Prospect.objects.open().filter(owner=OuterRef("pk")).exclude(public_id=besides)
    today = waiting.filter(next_attempt_at__lt=ends)
    new = waiting.filter(urgency=rules.Urgency.NEW_LEAD, next_attempt_at__lte=now)
    promised = today.filter(urgency=rules.Urgency.PROMISE)
    routine = today.filter(urgency=rules.Urgency.ROUTINE)
    later = today.filter(urgency=rules.Urgency.NEW_LEAD, next_attempt_at__gt=now)
    found = User.objects.filter(pk=rep.pk).values_list(
        _first(new),
        _first(promised),
        _first(routine),
        _first(later),
        _first(routine, "next_attempt_at"),
        _first(later, "next_attempt_at"),
    )
    new_id, promised_id, routine_id, later_id, routine_at, later_at = found.get()
    if routine_at and later_at and later_at < routine_at:
        routine_id = later_id
    first: UUID | None = new_id or promised_id or routine_id or later_id
    return first


def _first(waiting: QuerySet[Prospect], column: str = "public_id") -> Subquery:
    return Subquery(waiting.order_by("next_attempt_at", "id").values(column)[:1])


@cache
def _address() -> str:
    """The address of a card with {} for its id: fifty rows look it up once."""
    nobody = UUID(int=0)
    return reverse("desk:card", args=[nobody]).replace(str(nobody), "{}")


def _line(row: prospects.QueueRow, *, place: int, now: datetime) -> Line:
    chip, tone = _chip(row, now=now)
    return Line(
        id=row.public_id,
        url=_address().format(row.public_id),
        name=row.name,
        why=" · ".join(part for part in (row.person, row.why) if part),
        claimed_by=row.claimed_by,
        order=f"{place}. {_TITLES[row.section]}: {ORDER[row.section]}",
        chip=chip,
        tone=tone,
        there=f"{row.their_time:%H:%M} there · {row.attempt_number}/{ATTEMPTS}",
    )


def _chip(row: prospects.QueueRow, *, now: datetime) -> tuple[str, str]:
    """What is most urgent about a row, in two words, and its tone. Late alone is red."""
    planned = f"{row.local_at:%H:%M}"
    if row.is_overdue:
        return f"{clocks.age(now - row.next_attempt_at)} late", "late"
    match row.section:
        case rules.Section.NEW_LEADS:
            return clocks.age(row.waiting), "new"
        case rules.Section.PROMISES:
            return planned, "promise"
        case rules.Section.TOMORROW:
            return f"{row.local_at:%a} {planned}", ""
        case rules.Section.LATER:
            return f"{row.local_at:%a} {row.local_at.day} {row.local_at:%b}", ""
    return ("due", "due") if row.is_due else (planned, "")


def _day(rep: User, *, now: datetime) -> Day:
    begins, ends = _today(rep, now=now)
    counts = prospects.day_counts(rep, begins_at=begins, ends_at=ends, now=now, most=MOST_COUNTED)
    is_whole = MOST_COUNTED not in (counts.done, counts.left)
    return Day(
        done=_bounded(counts.done),
        left=_bounded(counts.left),
        late=counts.late,
        planned=str(counts.done + counts.left) if is_whole else "",
    )


def _bounded(count: int) -> str:
    return f"{count}+" if count == MOST_COUNTED else str(count)


def _today(rep: User, *, now: datetime) -> tuple[datetime, datetime]:
    """Return when the rep's day began, and when it ends."""
    today = clocks.on_clock(now, rep.timezone).date()
    midnight = time()
    return (
        rules.instant(today, midnight, rep.timezone),
        rules.instant(today + timedelta(days=1), midnight, rep.timezone),
    )
