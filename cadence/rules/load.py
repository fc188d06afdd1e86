"""What stands in a rep's diary, and what fits: given to `place` beside the curve."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from cadence.rules.hours import HALF_HOUR
from cadence.rules.working import WorkingHours


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """
    What already stands in a rep's diary, and what fits.

    `standing` counts attempts per half-hour, keyed by its start in UTC; `per_day` per
    date on the rep's own clock (`hours`), or in UTC without hours. A capacity of None
    is no limit.
    """

    standing: Mapping[datetime, int] = field(default_factory=dict)
    per_day: Mapping[date, int] = field(default_factory=dict)
    half_hour_capacity: int | None = None
    day_capacity: int | None = None
    hours: WorkingHours | None = None

    def is_free(self, at: datetime) -> bool:
        """Whether one more attempt fits into the half-hour that starts at `at`, and its day."""
        most = self.half_hour_capacity
        if most is not None:
            # In zones a quarter of an hour off, a local half-hour begins within one of UTC's.
            into = timedelta(minutes=at.minute % HALF_HOUR)
            if self.standing.get(at - into, 0) >= most:
                return False
        if self.day_capacity is None:
            return True
        day = self.hours.local_day(at) if self.hours else at.date()
        return self.per_day.get(day, 0) < self.day_capacity

    def is_full(self, first: datetime, last: datetime) -> bool:
        """
        Whether no half-hour from `first` to `last` can be free, because their days are full.

        False says nothing: it is the quick answer to what `is_free` tells one by one.
        """
        if self.day_capacity is None:
            return False
        day = self.hours.local_day if self.hours else datetime.date
        ends = day(first), day(last)
        nearby = (ends[1] - ends[0]).days <= 1
        return nearby and all(self.per_day.get(one, 0) >= self.day_capacity for one in ends)

    def is_worked(self, at: datetime) -> bool:
        """Whether the rep works at `at`; without hours, always."""
        return self.hours is None or self.hours.is_working(at)


EMPTY_LOAD = Load()
