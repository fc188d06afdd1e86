"""When a rep works: zone, hours, holidays and leave. The ladder and `place` ask it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cadence.rules.hours import (
    LAST_DAY,
    Week,
    check_week,
    clamped,
    clamped_day,
    instant,
    minute_of,
    week,
    zone,
)

OFFICE_WEEK = week((9 * 60, 17 * 60))
# Longer leave than this ends the search: reminders then follow the plain week.
_LONGEST_LEAVE_DAYS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """
    A rep's working week in the rep's own zone.

    `holidays` are public, `days_off` the rep's own leave; on both nothing is worked.

    :raises ValueError: if the week has no hours at all
    """

    tz: str
    hours: Week = OFFICE_WEEK
    holidays: frozenset[date] = frozenset()
    days_off: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        zone(self.tz)
        check_week(self.hours)
        if not any(self.hours):
            raise ValueError("A working week needs hours")

    def local_day(self, at: datetime) -> date:
        """Return the rep's date at `at`."""
        return at.astimezone(zone(self.tz)).date()

    def local(self, at: datetime) -> datetime:
        """Return `at` on the rep's clock."""
        return at.astimezone(zone(self.tz))

    def works_on(self, day: date) -> bool:
        """Whether the rep works at all on a local day."""
        return bool(
            self.hours[day.weekday()] and day not in self.holidays and day not in self.days_off
        )

    def is_working(self, at: datetime) -> bool:
        """Whether the rep works at `at`."""
        local = at.astimezone(zone(self.tz))
        minute = minute_of(local)
        return self.works_on(local.date()) and any(
            opens <= minute < closes for opens, closes in self.hours[local.weekday()]
        )

    def next_day(self, day: date, *, after: int = 0) -> date:
        """
        Return the `after`-th day worked after `day`; with 0, `day` or the next one worked.

        Leave or holidays of more than a year are ignored, so that there always is one.
        """
        found = clamped_day(day)
        idle, wanted = 0, after or 1
        if not after:
            found -= timedelta(days=1)
        while wanted and found <= LAST_DAY:
            found += timedelta(days=1)
            if self.works_on(found):
                wanted, idle = wanted - 1, 0
            elif idle >= _LONGEST_LEAVE_DAYS and self._open(found):
                wanted -= 1
            else:
                idle += 1
        return found

    def starts_at(self, day: date) -> datetime:
        """Return when work begins on a day worked, in UTC."""
        return self._at(day, self.hours[day.weekday()][0][0] if self._open(day) else 9 * 60)

    def ends_at(self, day: date) -> datetime:
        """Return when work ends on a day worked, in UTC."""
        return self._at(day, self.hours[day.weekday()][-1][1] if self._open(day) else 17 * 60)

    def next_moment(self, at: datetime) -> datetime:
        """Return `at` if it is worked, else the next minute that is."""
        at = clamped(at)
        if self.is_working(at):
            return at
        day = self.local_day(at)
        for ahead in (self.next_day(day), self.next_day(day, after=1)):
            for opens, _ in self.hours[ahead.weekday()]:
                opening = self._at(ahead, opens)
                if opening >= at:
                    return opening
        return at

    def _open(self, day: date) -> bool:
        return bool(self.hours[day.weekday()])

    def _at(self, day: date, minute: int) -> datetime:
        # The day's last minute is 24:00, which is the next day's first.
        ahead, minute = divmod(minute, 24 * 60)
        clock = time(minute // 60, minute % 60)
        return instant(day + timedelta(days=ahead), clock, self.tz)
