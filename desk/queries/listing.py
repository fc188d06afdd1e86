"""The list of prospects: searched, filtered, sorted, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from cadence import rules
from desk import clocks
from groundwork import pages
from people.models import User
from prospects.models import Prospect
from prospects.queries import search

SORTS = {
    "next": ("next_attempt_at", "id"),
    "newest": ("-id",),
    "name": ("name_key", "id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the address asked for, read and typed."""

    q: str
    status: str
    due: str
    owner: User | None
    sort: str
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    public_id: UUID
    place: str  # in the list
    name: str
    where: str
    status: str
    owner: str
    attempts: str
    next: str
    why: str
    chip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    rows: Sequence[Row]
    next: str | None
    previous: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A prospect beside another one in a list, and where it stands there."""

    public_id: UUID
    name: str
    place: str


def beside(
    actor: User, *, filters: Filters, place: str, now: datetime
) -> tuple[Neighbour | None, Neighbour | None]:
    """Return who stands before and after `place` in the list, in two statements."""
    order = SORTS[filters.sort]
    rows = narrowed(actor, filters=filters, now=now).select_related(None)
    before, after = pages.beside(rows, order=order, place=place)
    return _neighbour(before, order), _neighbour(after, order)


def _neighbour(row: Prospect | None, order: Sequence[str]) -> Neighbour | None:
    if row is None:
        return None
    there = pages.place(row, order=order)
    return Neighbour(public_id=row.public_id, name=row.name, place=there)


def listing(actor: User, *, filters: Filters, now: datetime) -> Listing:
    """Return one page of what `actor` may see; two statements, one more for a search."""
    order = SORTS[filters.sort]
    found = pages.page(
        narrowed(actor, filters=filters, now=now),
        order=order,
        cursor=filters.cursor,
    )
    return Listing(
        rows=[_row(row, order=order, now=now) for row in found.rows],
        next=found.next,
        previous=found.previous,
    )


def narrowed(actor: User, *, filters: Filters, now: datetime) -> QuerySet[Prospect]:
    """Return what the filters leave of the actor's prospects, with rep and next contact."""
    rows = search(Prospect.objects.visible_to(actor), filters.q, actor=actor)
    rows = _within(rows, filters, now=now, zone=actor.timezone)
    return rows.select_related("owner", "next_contact")


def _within(
    rows: QuerySet[Prospect], filters: Filters, *, now: datetime, zone: str
) -> QuerySet[Prospect]:
    # What has no next attempt cannot be in its order.
    if filters.status == "open" or filters.sort == "next" or filters.due:
        rows = rows.filter(status=Prospect.Status.OPEN)
    elif filters.status:
        rows = rows.filter(status=filters.status)
    else:
        rows = rows.exclude(status=Prospect.Status.MERGED)
    if filters.owner is not None:
        rows = rows.filter(owner=filters.owner)
    match filters.due:
        case "overdue":
            rows = rows.filter(overdue_at__lte=now)
        case "today":
            rows = rows.filter(next_attempt_at__lt=_midnight(now, zone, days=1))
        case "week":
            rows = rows.filter(next_attempt_at__lt=_midnight(now, zone, days=7))
    return rows


def _midnight(now: datetime, zone: str, *, days: int) -> datetime:
    local = clocks.on_clock(now, zone)
    start = local.replace(hour=0, minute=0, second=0, microsecond=0).time()
    return rules.instant(local.date() + timedelta(days=days), start, zone)


def _row(prospect: Prospect, *, order: Sequence[str], now: datetime) -> Row:
    planned: dict[str, Any] = {"next": "", "why": "", "chip": ""}
    if prospect.next_attempt_at:
        late = bool(prospect.overdue_at and prospect.overdue_at <= now)
        planned = {
            "next": clocks.moment(
                prospect.next_attempt_at, now=now, zone=prospect.next_tz or "UTC"
            ),
            "why": rules.label(prospect.reasons()),
            "chip": f"{clocks.age(now - prospect.next_attempt_at)} late" if late else "",
        }
    person = str(prospect.next_contact) if prospect.next_contact else ""
    return Row(
        public_id=prospect.public_id,
        place=pages.place(prospect, order=order),
        name=prospect.name,
        where=", ".join(part for part in (person, prospect.city or prospect.country) if part),
        status=prospect.get_status_display(),
        owner=str(prospect.owner),
        attempts=f"{prospect.attempts + prospect.attempts_before}",
        **planned,
    )
