"""A rep's diary: what stands in it, what fits, and who stands in on days of leave."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Self

from cadence import rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary(rules.Load):
    """
    A load that knows leave: on such days the cover's hours and room count.

    Away without a cover, or with one who is away too, nothing is worked. `put` and
    `take_out` keep the counts while many attempts are planned one after another.
    """

    standing: Counter[datetime] = field(default_factory=Counter)
    per_day: Counter[date] = field(default_factory=Counter)
    days_away: frozenset[date] = frozenset()
    cover: "Diary | None" = None
    # The same half-hours are asked for by one prospect after another.
    _worked: dict[datetime, bool] = field(default_factory=dict, repr=False, compare=False)
    _dates: dict[datetime, date] = field(default_factory=dict, repr=False, compare=False)
    _full: set[datetime] = field(default_factory=set, repr=False, compare=False)

    def is_worked(self, at: datetime) -> bool:
        """Whether the rep, or on leave the cover, works at `at`."""
        known = self._worked.get(at)
        if known is None:
            who = self._who(at)
            known = who is not None and rules.Load.is_worked(who, at)
            self._worked[at] = known
        return known

    def is_free(self, at: datetime) -> bool:
        """Whether one more attempt fits with whoever works it."""
        who = self._who(at)
        if who is None or at in who._full:
            return False
        is_free = who._has_room(at)
        if not is_free:
            who._full.add(at)
        return is_free

    def _has_room(self, at: datetime) -> bool:
        most, a_day = self.half_hour_capacity, self.day_capacity
        if most is not None and self.standing[half_hour(at) if at.minute % 30 else at] >= most:
            return False
        return a_day is None or self.per_day[self._day(at)] < a_day

    def is_full(self, first: datetime, last: datetime) -> bool:
        """Whether the days from `first` to `last` are full; with leave, ask for each half-hour."""
        most = self.day_capacity
        if most is None or self.days_away:
            return False
        ends = self._day(first), self._day(last)
        nearby = (ends[1] - ends[0]).days <= 1
        return nearby and self.per_day[ends[0]] >= most and self.per_day[ends[1]] >= most

    def put(self, at: datetime, *, count: int = 1) -> None:
        """Count attempts at `at`, with the cover too where the rep is away."""
        half = half_hour(at)
        self._count(half, count)
        who = self._who(half)
        if who is not None and who is not self:
            who._count(half, count)

    def take_out(self, at: datetime) -> None:
        """Count an attempt at `at` no longer."""
        self.put(at, count=-1)

    def _who(self, at: datetime) -> Self | None:
        if not self.days_away or self._day(at) not in self.days_away:
            return self
        cover = self.cover
        if cover is None or cover._day(at) in cover.days_away:
            return None
        return cover  # type: ignore[return-value]

    def _day(self, at: datetime) -> date:
        day = self._dates.get(at)
        if day is None:
            day = self._dates[at] = self.hours.local_day(at) if self.hours else at.date()
        return day

    def _count(self, half: datetime, count: int) -> None:
        if count < 0:
            self._full.clear()  # what was full may have room again
        self.standing[half] += count
        self.per_day[self._day(half)] += count


def half_hour(at: datetime) -> datetime:
    """Return the start, in UTC, of the half-hour of UTC that `at` falls into."""
    if at.tzinfo is UTC and not (at.minute % 30 or at.second or at.microsecond):
        return at
    at = at.astimezone(UTC)
    return at - timedelta(minutes=at.minute % 30, seconds=at.second, microseconds=at.microsecond)
