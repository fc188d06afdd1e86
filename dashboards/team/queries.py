"""What the Team page reads, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch

from cadence import rules, written
from people.models import Leave, OwnNumber, User
from prospects.models import Prospect

_LEAVE_SHOWN = timedelta(days=60)  # how long leave that is over stays on the page
SOON = timedelta(days=14)
_OFFICE = "Mon-Fri 9:00-17:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody of the team as its page shows them."""

    user: User
    hours: str  # in words, on their own clock
    local_time: str
    open_prospects: int
    away: Leave | None  # leave that holds today, on their own clock
    next_away: Leave | None  # the next within a fortnight
    state: str  # "works here", "invited", "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What somebody has open, counted."""

    open: int
    promises: int
    overdue: int
    new_leads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """A colleague who may take something over, and what they have already."""

    public_id: UUID
    name: str
    role: str
    open_prospects: int
    capacity_per_day: int


def takers(user: User) -> Sequence[Taker]:
    """Return everybody else who works in somebody's team, in two statements."""
    owned = _owned(user.team_id)
    others = User.objects.active().filter(team_id=user.team_id).exclude(pk=user.pk)
    return [
        Taker(
            public_id=one.public_id,
            name=str(one),
            role=one.get_role_display(),
            open_prospects=owned.get(one.pk, 0),
            capacity_per_day=one.capacity_per_day,
        )
        for one in others.order_by("name", "id")
    ]


def members(viewer: User, *, now: datetime) -> Sequence[Member]:
    """Return everybody of the viewer's team, those who work here first, by name."""
    recent = Leave.objects.filter(last_on__gte=now.date() - timedelta(days=1)).order_by("first_on")
    people = (
        User.objects.visible_to(viewer)
        .select_related("cover")
        .prefetch_related(Prefetch("leaves", queryset=recent, to_attr="coming"))
        .order_by("-is_active", "name", "id")
    )
    owned = _owned(viewer.team_id)
    return [_member(user, owned.get(user.pk, 0), now=now) for user in people]


def _owned(team_id: int) -> dict[int, int]:
    """Return how many open prospects each person of the team has."""
    return dict(
        Prospect.objects.open()
        .filter(team_id=team_id)
        .order_by()
        .values_list("owner_id")
        .annotate(count=Count("id"))
    )


def person(viewer: User, public_id: UUID) -> User | None:
    """Return somebody of the viewer's team, or None."""
    return (
        User.objects.visible_to(viewer)
        .select_related("team", "cover")
        .filter(public_id=public_id)
        .first()
    )


def leaves(user: User, *, today: date) -> Sequence[Leave]:
    """Return somebody's leave, the latest first; what is long over is left out."""
    return list(user.leaves.filter(last_on__gte=today - _LEAVE_SHOWN).order_by("-first_on"))


def numbers(viewer: User) -> Sequence[OwnNumber]:
    return list(OwnNumber.objects.visible_to(viewer).order_by("-is_active", "label", "number"))


def holdings(user: User, *, now: datetime) -> Holdings:
    """Return what somebody has open, in one statement."""
    rows = list(Prospect.objects.open().filter(owner=user).values_list("urgency", "overdue_at"))
    return Holdings(
        open=len(rows),
        promises=sum(urgency == rules.Urgency.PROMISE for urgency, _ in rows),
        overdue=sum(overdue_at is not None and overdue_at <= now for _, overdue_at in rows),
        new_leads=sum(urgency == rules.Urgency.NEW_LEAD for urgency, _ in rows),
    )


def hours_in_words(user: Any) -> str:
    """Return somebody's week, such as "Mon-Fri 9:00-17:00"; nonsense reads as the plain week."""
    try:
        week = tuple(
            tuple((int(opens), int(closes)) for opens, closes in user.hours.get(str(day), ()))
            for day in range(7)
        )
    except (AttributeError, TypeError, ValueError):
        return _OFFICE
    return written.week_as_text(week) if any(week) else _OFFICE


def today_of(user: User, *, now: datetime) -> date:
    return now.astimezone(_zone(user)).date()


def _zone(user: User) -> ZoneInfo:
    try:
        return rules.zone(user.timezone)
    except ValueError:
        return ZoneInfo("UTC")


def _member(user: User, open_prospects: int, *, now: datetime) -> Member:
    today = today_of(user, now=now)
    coming: list[Leave] = user.coming  # type: ignore[attr-defined]
    return Member(
        user=user,
        hours=hours_in_words(user),
        local_time=f"{now.astimezone(_zone(user)):%H:%M}",
        open_prospects=open_prospects,
        away=next((one for one in coming if one.first_on <= today <= one.last_on), None),
        next_away=next((one for one in coming if today < one.first_on <= today + SOON), None),
        state=state_of(user),
    )


def state_of(user: User) -> str:
    if not user.is_active:
        return "closed"
    return "works here" if user.last_login or user.has_usable_password() else "invited"
