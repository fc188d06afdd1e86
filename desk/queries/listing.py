"""The list of prospects: searched, filtered, sorted, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from cadence import rules
from desk import clocks
from groundwork.pages import page
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
    url: str
    name: str
    place: str
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


def listing(actor: User, *, filters: Filters, now: datetime) -> Listing:
    """Return one page of what `actor` may see; two statements, one more for a search."""
    found = page(
        narrowed(actor, filters=filters, now=now),
        order=SORTS[filters.sort],
        cursor=filters.cursor,
    )
    return Listing(
        rows=[_row(row, now=now) for row in found.rows],
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


def _row(prospect: Prospect, *, now: datetime) -> Row:
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
        url=reverse("desk:prospect", args=[prospect.public_id]),
        name=prospect.name,
        place=", ".join(part for part in (person, prospect.city or prospect.country) if part),
        status=prospect.get_status_display(),
        owner=str(prospect.owner),
        attempts=f"{prospect.attempts + prospect.attempts_before}",
        **planned,
    )
