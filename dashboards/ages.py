"""How old an overdue attempt is, in days that its rep worked. Pure: asks nobody, reads no clock."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from cadence import rules

ONE_HOUR = timedelta(hours=1)
# What is overdue for longer is eight days or more, however long its rep was away.
LOOK_BACK = timedelta(days=366)


class Age(StrEnum):
    """How long an attempt has been overdue, youngest first. Days are days that its rep worked."""

    HOUR = "hour"
    TODAY = "today"
    DAYS_1_TO_3 = "days-1-3"
    DAYS_4_TO_7 = "days-4-7"
    DAYS_8 = "days-8"


# The most working days of each age that has a limit.
_AT_MOST = {Age.TODAY: 0, Age.DAYS_1_TO_3: 3, Age.DAYS_4_TO_7: 7}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """What is how old at one moment, for whoever works these days. Made by `ages`.

    `begins` holds, youngest first, the earliest instant of each age but the oldest, in
    UTC: an attempt is of the first age whose beginning is not after its `overdue_at`.
    """

    tz: str
    worked: tuple[date, ...]  # oldest first, today included if it is worked
    begins: tuple[tuple[Age, datetime], ...]

    def age(self, overdue_at: datetime) -> Age:
        """Return the age of what became overdue at `overdue_at`."""
        return next((age for age, begin in self.begins if overdue_at >= begin), Age.DAYS_8)

    def working_days(self, overdue_at: datetime) -> int:
        """Return how many days were worked after the local day on which it became overdue."""
        day = overdue_at.astimezone(rules.zone(self.tz)).date()
        return len(self.worked) - bisect_right(self.worked, day)

    def span(self, age: Age) -> tuple[datetime | None, datetime | None]:
        """Return the first instant of `age` and the first after it; None: without end."""
        order = [each for each, _ in self.begins]
        begins = dict(self.begins)
        place = order.index(age) if age in begins else len(order)
        return begins.get(age), begins[order[place - 1]] if place else None


def ages(hours: rules.WorkingHours, *, now: datetime) -> Ages:
    """Return what is how old at `now` for a rep with these hours, in the rep's own zone.

    Within the hour comes first, across midnight too; then what became overdue since the
    latest day worked began; then by the days worked since.
    """
    today = hours.local_day(now)
    worked = _worked(hours, today)
    begins = [(Age.HOUR, now - ONE_HOUR)]
    for age, most in _AT_MOST.items():
        first = worked[-1 - most] if len(worked) > most else today - LOOK_BACK
        # Just after midnight today's first hour began yesterday.
        begins.append((age, min(rules.instant(first, time(), hours.tz), begins[-1][1])))
    return Ages(tz=hours.tz, worked=worked, begins=tuple(begins))


@lru_cache(maxsize=512)
def _worked(hours: rules.WorkingHours, today: date) -> tuple[date, ...]:
    first = today - LOOK_BACK
    days = (first + timedelta(days=ahead) for ahead in range(LOOK_BACK.days + 1))
    return tuple(day for day in days if hours.works_on(day))
