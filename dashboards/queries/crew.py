"""The people of a team as the dashboards see them: their clock, their days, their capacity."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import FilteredRelation, Q

from cadence import rules
from cadence.calendars import rep_hours
from dashboards.ages import LOOK_BACK, Ages, ages
from people.models import User

log = logging.getLogger(__name__)

# No zone is further than a day from UTC, so these days hold everybody's today.
_NEAR = timedelta(days=1)
_COLUMNS = (
    "id",
    "public_id",
    "name",
    "email",
    "role",
    "is_active",
    "timezone",
    "hours",
    "capacity_per_day",
    "capacity_per_half_hour",
    "team__country",
    "team__timezone",
    "recent__first_on",
    "recent__last_on",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rep:
    """Somebody who may own prospects. `key` None stands for owners outside the team."""

    key: int | None
    public_id: UUID | None
    name: str
    email: str
    role: str
    is_active: bool
    hours: rules.WorkingHours
    ages: Ages
    capacity_per_day: int
    capacity_per_half_hour: int
    day_begins_at: datetime  # the rep's own today, in UTC
    day_ends_at: datetime
    works_today: bool
    away_until: date | None  # the last day of leave, if today is one
    # Leave that still counts: until the first day worked after it is over. In UTC.
    away: tuple[tuple[datetime, datetime], ...] = ()

    def was_away(self, at: datetime) -> bool:
        """Whether what became overdue at `at` did so on leave, and there was no day since."""
        return any(begins <= at < ends for begins, ends in self.away)


def crew(team_id: int, *, now: datetime) -> Sequence[Rep]:
    """Return everybody of a team at `now`, in one statement, ordered by name.

    The last stands for owners outside the team: there should be none, yet what they
    hold must not be invisible.
    """
    day = now.date()
    rows = (
        User.objects.filter(team_id=team_id)
        .annotate(
            recent=FilteredRelation(
                "leaves",
                condition=Q(
                    leaves__last_on__gte=day - LOOK_BACK - _NEAR,
                    leaves__first_on__lte=day + _NEAR,
                ),
            )
        )
        .order_by("name", "id")
        .values_list(*_COLUMNS, named=True)
    )
    people = [list(same) for _, same in groupby(rows, key=lambda row: row.id)]
    found = [_rep(same, now=now) for same in people]
    tz = people[0][0].team__timezone if people else "UTC"
    return [*found, _outsider(tz, now=now)]


def _rep(rows: Sequence[Any], *, now: datetime) -> Rep:
    user = rows[0]
    leave = [(row.recent__first_on, row.recent__last_on) for row in rows if row.recent__first_on]
    hours = _hours(user, leave)
    today = hours.local_day(now)
    return Rep(
        key=user.id,
        public_id=user.public_id,
        name=user.name or user.email,
        email=user.email,
        role=user.role,
        is_active=user.is_active,
        hours=hours,
        ages=ages(hours, now=now),
        capacity_per_day=user.capacity_per_day,
        capacity_per_half_hour=user.capacity_per_half_hour,
        day_begins_at=rules.instant(today, time(), hours.tz),
        day_ends_at=rules.instant(today + timedelta(days=1), time(), hours.tz),
        works_today=hours.works_on(today),
        away_until=max((last for first, last in leave if first <= today <= last), default=None),
        away=_away(hours, leave, today=today),
    )


def _away(
    hours: rules.WorkingHours, leave: Sequence[tuple[date, date]], *, today: date
) -> tuple[tuple[datetime, datetime], ...]:
    """Return the spans of leave after which not a whole day has been worked yet."""
    return tuple(
        (
            rules.instant(first, time(), hours.tz),
            rules.instant(last + timedelta(days=1), time(), hours.tz),
        )
        for first, last in sorted(leave)
        if first <= today <= hours.next_day(last, after=1)
    )


def _outsider(tz: str, *, now: datetime) -> Rep:
    hours = _plain(tz)
    today = hours.local_day(now)
    return Rep(
        key=None,
        public_id=None,
        name="Nobody of this team",
        email="",
        role="",
        is_active=False,
        hours=hours,
        ages=ages(hours, now=now),
        capacity_per_day=0,
        capacity_per_half_hour=0,
        day_begins_at=rules.instant(today, time(), hours.tz),
        day_ends_at=rules.instant(today + timedelta(days=1), time(), hours.tz),
        works_today=False,
        away_until=None,
    )


def _hours(user: Any, leave: Sequence[tuple[date, date]]) -> rules.WorkingHours:
    """Nonsense in somebody's settings must not hide what is overdue from everybody."""
    try:
        return rep_hours(
            tz=user.timezone, hours=user.hours, country=user.team__country, days_off=leave
        )
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        log.warning("The hours of user %s are unreadable: %s", user.id, problem)
        return _plain(user.team__timezone)


def _plain(tz: str) -> rules.WorkingHours:
    try:
        return rules.WorkingHours(tz=tz)
    except ValueError:
        return rules.WorkingHours(tz="UTC")
