"""What nurture will come to at the present rate, beside the room that the team has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, Sum

from cadence import rules
from people.models import User
from prospects.models import Prospect

_LATELY = timedelta(days=84)  # twelve weeks, of five working days each
_LATELY_WORKING_DAYS = 60
_WEEK = timedelta(days=7)
_SHOWN_MONTHS = (3, 6, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A point ahead: so many in nurture, so many attempts owed on a working day."""

    months: int
    people: int
    per_day: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Nurture:
    """Nurture now and ahead. `slower` is a rhythm in days that fits, where today's does not."""

    now: int
    days: int
    joining: float  # prospects a working day, as over the last twelve weeks
    room: int  # attempts a working day, beside what the coming week holds
    ahead: Sequence[Ahead]
    outgrows_in: int | None
    slower: int | None


def nurture(team_id: int, *, nurture_days: int, now: datetime) -> Nurture:
    """Return what nurture every `nurture_days` days owes if nobody leaves it. Two statements."""
    counted = _counted(team_id, now=now)
    reps = User.objects.active().filter(team_id=team_id, role=User.Role.REP)
    capacity = reps.aggregate(room=Sum("capacity_per_day"))["room"] or 0
    room = max(capacity - round(counted["busy"] / 5), 0)
    joining = counted["lately"] / _LATELY_WORKING_DAYS
    found = rules.nurture_forecast(
        in_nurture=counted["nurtured"],
        joining_per_day=joining,
        nurture_days=nurture_days,
        room_per_day=room,
        months=max(_SHOWN_MONTHS),
    )
    return Nurture(
        now=counted["nurtured"],
        days=nurture_days,
        joining=joining,
        room=room,
        ahead=[
            Ahead(months=n, people=found.people[n - 1], per_day=found.per_day[n - 1])
            for n in _SHOWN_MONTHS
        ],
        outgrows_in=found.outgrows_in,
        slower=found.fitting_days if found.outgrows_in else None,
    )


def _counted(team_id: int, *, now: datetime) -> dict[str, int]:
    in_nurture = Q(phase=rules.Phase.NURTURE)
    return (
        Prospect.objects.open()
        .filter(team_id=team_id)
        .aggregate(
            nurtured=Count("id", filter=in_nurture),
            lately=Count("id", filter=in_nurture & Q(recorded_at__gte=now - _LATELY)),
            busy=Count("id", filter=~in_nurture & Q(next_attempt_at__lt=now + _WEEK)),
        )
    )
