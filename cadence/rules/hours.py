"""Wall-clock arithmetic: zones, calling windows, holidays, half-hours."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

# A window is (opens, closes) in minutes after local midnight; `closes` is exclusive.
Window = tuple[int, int]
# Seven entries, Monday first; an empty one means closed all day.
Week = tuple[tuple[Window, ...], ...]
# A half-hour of a day: its local start in minutes after midnight, and the instant in UTC.
HalfHour = tuple[int, datetime]
# The same with its local day in front: one that can be tried.
Slot = tuple[date, int, datetime]

HALF_HOUR = 30
DAY_MINUTES = 24 * 60
# No working day for this long means that the calendar is wrong, not that the world is closed.
HORIZON_DAYS = 30
# Plans are aimed between these; the last leave room before the database's bound, so that the next
# opening or the next rung after them still fits.
FIRST_DAY = date(2000, 1, 3)
LAST_DAY = date(2099, 11, 20)
FIRST_INSTANT = datetime(2000, 1, 2, tzinfo=UTC)
LAST_INSTANT = datetime(2099, 11, 25, tzinfo=UTC)
# A day's half-hours take some two kilobytes; plans look at the coming weeks most of the time.
CACHED_DAYS = 400
CACHED_SLOT_DAYS = 100


def week(*windows: Window, days: range | tuple[int, ...] = range(5)) -> Week:
    """Return a week open in `windows` on `days` (Monday = 0) and closed otherwise."""
    return tuple(windows if weekday in days else () for weekday in range(7))


FLOOR_WEEK = week((8 * 60, 20 * 60))


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """
    Return the IANA zone called `name`.

    :raises ValueError: if there is no such zone
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as problem:
        raise ValueError(f"{name!r} is not an IANA time zone") from problem


def instant(local_date: date, local_time: time, tz: str) -> datetime:
    """
    Return the instant, in UTC, of a local date and wall-clock time.

    A time that a clock change skips moves forward by the skipped stretch; one that
    happens twice is taken the first time.
    """
    # fold=0 is PEP 495's offset before the change: forward in a gap, the first in an overlap.
    # Adding a timedelta to a local datetime would be an hour off across the change.
    return datetime.combine(local_date, local_time.replace(fold=0), tzinfo=zone(tz)).astimezone(UTC)


def clamped_day(day: date) -> date:
    """Return `day`, or the nearest day that a plan may name."""
    return day if FIRST_DAY <= day <= LAST_DAY else min(max(day, FIRST_DAY), LAST_DAY)


def clamped(at: datetime) -> datetime:
    """Return `at` in UTC, or the nearest instant that a plan may name."""
    if at.tzinfo is UTC and FIRST_INSTANT <= at <= LAST_INSTANT:
        return at
    return min(max(at, FIRST_INSTANT), LAST_INSTANT).astimezone(UTC)


def check_week(windows: Week) -> None:
    """:raises ValueError: unless `windows` is seven days of ordered, separate windows"""
    if len(windows) != 7:
        raise ValueError("A week has seven days")
    for day in windows:
        end = 0
        for opens, closes in day:
            if not end <= opens < closes <= DAY_MINUTES:
                raise ValueError("Windows must be ordered, separate and within the day")
            end = closes


def minute_of(local: datetime) -> int:
    """Return minutes after local midnight."""
    return local.hour * 60 + local.minute


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """
    When a prospect may be called, in the called party's own zone.

    `windows` holds for everything the rule chooses by itself and is never open on
    `holidays`. If `binding`, the law's own windows (`law_windows`, else `windows`)
    also hold for promises; `law_on_holidays` says whether it allows holidays.
    Where the zone is a guess, `also_tz` names the other candidates: a call must be
    legal in all of them. At most `max_attempts` calls in `max_attempts_per`; nothing that
    the rule chooses by itself comes within `refusal_pause_days` of a no.
    """

    tz: str
    windows: Week = FLOOR_WEEK
    holidays: frozenset[date] = frozenset()
    law: str = "floor"
    binding: bool = False
    law_windows: Week | None = None
    law_on_holidays: bool = True
    country: str = ""
    region: str = ""
    also_tz: tuple[str, ...] = ()
    max_attempts: int | None = 3
    max_attempts_per: timedelta = timedelta(hours=24)
    refusal_pause_days: int = 0
    _days: dict[date, tuple[HalfHour, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _slots: dict[date, tuple[Slot, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _steps: dict[tuple[date, int], date | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _widened: "dict[Week, Calendar]" = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        for name in (self.tz, *self.also_tz):
            zone(name)
        check_week(self.windows)
        if self.law_windows is not None:
            check_week(self.law_windows)
        if self.max_attempts is not None and self.max_attempts < 1:
            raise ValueError("max_attempts must allow one attempt")

    @property
    def zone(self) -> ZoneInfo:
        """The called party's zone."""
        return zone(self.tz)

    def local(self, at: datetime) -> datetime:
        """Return `at` on the called party's clock."""
        return at.astimezone(zone(self.tz))

    def local_day(self, at: datetime) -> date:
        """Return the called party's date at `at`."""
        return at.astimezone(zone(self.tz)).date()

    def is_legal(self, at: datetime) -> bool:
        """Whether the rule may place a call at `at`: law and courtesy both allow it."""
        if self.law_windows is not None and not self.law_allows(at):
            return False
        return all(
            _open(self.windows, self.holidays, at.astimezone(zone(name)))
            for name in (self.tz, *self.also_tz)
        )

    def law_allows(self, at: datetime) -> bool:
        """Whether the law allows a call at `at`; without binding law everything is allowed."""
        if not self.binding:
            return True
        windows = self.windows if self.law_windows is None else self.law_windows
        holidays = frozenset[date]() if self.law_on_holidays else self.holidays
        return all(
            _open(windows, holidays, at.astimezone(zone(name))) for name in (self.tz, *self.also_tz)
        )

    def next_legal(self, at: datetime) -> datetime | None:
        """Return the first minute at or after `at` when the rule may call; None if none is near."""
        return at if self.is_legal(at) else self._first_opening(at, law=False)

    def next_allowed(self, at: datetime) -> datetime | None:
        """Return the first minute at or after `at` that the law allows; None if none is near."""
        return at if self.law_allows(at) else self._first_opening(at, law=True)

    def half_hours(self, day: date) -> tuple[HalfHour, ...]:
        """Return the half-hours of a local day in which the rule may call, earliest first."""
        known = self._days.get(day)
        if known is None:
            if len(self._days) > CACHED_DAYS:
                self._days.clear()
            known = self._days[day] = tuple(self._find_half_hours(day))
        return known

    def slots(self, day: date) -> tuple[Slot, ...]:
        """Return the half-hours of a local day, each with its day: always the same objects."""
        known = self._slots.get(day)
        if known is None:
            if len(self._slots) > CACHED_SLOT_DAYS:
                self._slots.clear()
            known = tuple((day, minute, at) for minute, at in self.half_hours(day))
            self._slots[day] = known
        return known

    def is_working_day(self, day: date) -> bool:
        """Whether the rule may call at all on this local day."""
        return bool(self.half_hours(day))

    def working_day(self, day: date, *, after: int = 0) -> date | None:
        """
        Return the `after`-th working day after `day`; with 0, `day` or the next working day.

        None if the calendar has no working day for a month.
        """
        key = (day, after)
        try:
            return self._steps[key]
        except KeyError:
            if len(self._steps) > CACHED_DAYS:
                self._steps.clear()
            found = self._steps[key] = self._find_working_day(day, after)
            return found

    def widened(self, asked: Week) -> "Calendar":
        """
        Return the calendar with hours that the contact asked for added.

        Only courtesy gives way: under a binding law nothing changes.
        """
        if self.binding:
            return self
        known = self._widened.get(asked)
        if known is None:
            if len(self._widened) > CACHED_DAYS:
                self._widened.clear()
            known = replace(self, windows=_union(self.windows, asked))
            self._widened[asked] = known
        return known

    def _find_working_day(self, day: date, after: int) -> date | None:
        found, idle = day, 0
        wanted = after
        if not after:
            wanted, found = 1, day - timedelta(days=1)
        while wanted:
            found += timedelta(days=1)
            if self.is_working_day(found):
                wanted, idle = wanted - 1, 0
            else:
                idle += 1
                if idle > HORIZON_DAYS:
                    return None
        return found

    def _find_half_hours(self, day: date) -> Iterator[HalfHour]:
        if day in self.holidays:
            return
        for opens, closes in self.windows[day.weekday()]:
            first = -(-opens // HALF_HOUR) * HALF_HOUR
            for minute in range(first, closes - HALF_HOUR + 1, HALF_HOUR):
                at = instant(day, _clock(minute), self.tz)
                local = self.local(at)
                # A half-hour that a clock change skips is not there at all.
                if local.date() == day and minute_of(local) == minute and self.is_legal(at):
                    yield minute, at

    def _first_opening(self, at: datetime, *, law: bool) -> datetime | None:
        both = (self.windows, self.windows if self.law_windows is None else self.law_windows)
        fits = self.law_allows if law else self.is_legal
        names = (self.tz, *self.also_tz)
        # Where hours of several zones and laws meet, they begin with the opening of one of them.
        day = at.astimezone(zone(self.tz)).date() - timedelta(days=1)
        for ahead in range(HORIZON_DAYS + 2):
            ahead_day = day + timedelta(days=ahead)
            openings = sorted(
                instant(ahead_day, _clock(opens), name)
                for name in names
                for windows in both
                for opens, _ in windows[ahead_day.weekday()]
            )
            for opening in openings:
                if opening >= at and fits(opening):
                    return opening
        return None


def _open(windows: Week, holidays: frozenset[date], local: datetime) -> bool:
    minute = minute_of(local)
    day = local.date()
    return day not in holidays and any(
        opens <= minute < closes for opens, closes in windows[day.weekday()]
    )


def _union(one: Week, other: Week) -> Week:
    days = []
    for windows in zip(one, other, strict=True):
        merged: list[Window] = []
        for opens, closes in sorted(windows[0] + windows[1]):
            if merged and opens <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
            else:
                merged.append((opens, closes))
        days.append(tuple(merged))
    return tuple(days)
