"""What nurture will come to: everybody not reached is asked again for ever, and that adds up."""

from dataclasses import dataclass
from math import ceil

_MONTH = 30.4375
_WEEK = 5 / 7
# Slower than once a year is no sign of life any more.
SLOWEST_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class NurtureForecast:
    """
    Nurture in the coming months. `per_day` holds the attempts owed on each working day, at
    the end of each month from now on; `people` how many are in nurture then.

    `outgrows_in` is the first month (from 1) in which more is owed than there is room
    for, None if none is. `fitting_days` is the shortest rhythm, not faster than today's,
    that still fits in the last month; None if even once a year would not.
    """

    people: tuple[int, ...]
    per_day: tuple[float, ...]
    outgrows_in: int | None
    fitting_days: int | None


def nurture_forecast(
    *,
    in_nurture: int,
    joining_per_day: float,
    leaving_per_day: float = 0.0,
    nurture_days: int,
    room_per_day: float,
    months: int = 12,
) -> NurtureForecast:
    """
    Return what nurture every `nurture_days` days will owe at the present rate.

    `joining_per_day` and `leaving_per_day` are prospects per working day, `room_per_day`
    the attempts that a team has room for on a working day beside its other work.

    :raises ValueError: for a negative number, or a rhythm or months below 1
    """
    if min(in_nurture, joining_per_day, leaving_per_day, room_per_day) < 0:
        raise ValueError("A forecast needs numbers of prospects that are not negative")
    if nurture_days < 1 or months < 1:
        raise ValueError("A forecast needs a rhythm in days and at least one month")
    more = (joining_per_day - leaving_per_day) * _MONTH * _WEEK
    people = tuple(max(round(in_nurture + more * month), 0) for month in range(1, months + 1))
    per_day = tuple(_owed(one, nurture_days) for one in people)
    over = (month for month, owed in enumerate(per_day, 1) if owed > room_per_day)
    return NurtureForecast(
        people=people,
        per_day=per_day,
        outgrows_in=next(over, None),
        fitting_days=_fitting(people[-1], nurture_days, room_per_day),
    )


def _owed(people: int, days: int) -> float:
    """Return the attempts on a working day when each of `people` gets one every `days` days."""
    return people / (days * _WEEK)


def _fitting(people: int, days: int, room: float) -> int | None:
    if not people:
        return days
    if room <= 0:
        return None
    slower = max(days, ceil(people / (room * _WEEK)))
    return slower if slower <= SLOWEST_DAYS else None
