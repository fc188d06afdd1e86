"""Reads a time as a rep types it on the phone: "tomorrow 9", "fri 14:00", "2 months"."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cadence import rules

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SHORTEST_NAME = 3
_UNITS = {"d": 1.0, "w": 7.0, "m": 30.4375, "y": 365.25}
_FURTHEST_DAYS = 3_660
_LAST_YEAR = 2099

HINT_WHEN = "such as 15:30, tomorrow 9, fri 14:00, 3 dec 10:15, in 20 min"
HINT_LATER = "such as 2 months, 6 weeks, march, 2027-03"

_CLOCK = r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?\s*(?P<half>am|pm)?"
_CLOCK_ALONE = re.compile(rf"(?:at\s+)?{_CLOCK}")
_SOON = re.compile(r"(?:in\s+)?(?P<number>\d{1,3})\s*(?P<unit>min(?:ute)?s?|h(?:(?:ou)?rs?)?)")
_DAY_AND_CLOCK = re.compile(rf"(?P<day>.+?)(?:\s+|\s*,\s*|t)(?:at\s+)?{_CLOCK}")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAY_MONTH = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?\s+(?P<month>[a-z]+)\.?")
_MONTH_DAY = re.compile(r"(?P<month>[a-z]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?")
_PERIOD = re.compile(r"(?:in\s+)?(?P<number>\d{1,4}|an?)\s*(?P<unit>d|w|m|y)[a-z]*")
_ISO_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})")
_NAMED_MONTH = re.compile(r"(?:in\s+)?(?P<month>[a-z]+)\.?(?:\s+(?P<year>\d{4}))?")


class NotATime(ValueError):
    """What was typed is no time. The message is fit for the rep."""


def parse_when(text: str, *, now: datetime, zone: str) -> datetime:
    """
    Return the instant, in UTC, that `text` means on the clocks of `zone`.

    A bare time is the next such time; a weekday is the next such day, never today. A
    local hour that a clock change skips moves forward.

    :raises NotATime: if it cannot be read
    """
    typed = " ".join(text.lower().split())
    here = now.astimezone(ZoneInfo(zone))
    if soon := _SOON.fullmatch(typed):
        unit = "minutes" if soon["unit"].startswith("m") else "hours"
        return now + timedelta(**{unit: int(soon["number"])})
    if clock := _CLOCK_ALONE.fullmatch(typed):
        at = rules.instant(here.date(), _time(clock), zone)
        return (
            at if at > now else rules.instant(here.date() + timedelta(days=1), _time(clock), zone)
        )
    found = _DAY_AND_CLOCK.fullmatch(typed)
    if not found:
        raise NotATime(f"Write a day and a time, {HINT_WHEN}.")
    return rules.instant(parse_day(found["day"], today=here.date()), _time(found), zone)


def parse_day(text: str, *, today: date) -> date:
    """
    Return the day that `text` means: today, tomorrow, a weekday, 3 dec, 2026-12-03.

    :raises NotATime: if it cannot be read
    """
    typed = text.strip().lower()
    if typed in {"today", "tomorrow"}:
        return today + timedelta(days=typed == "tomorrow")
    weekday = typed.removeprefix("next ").removeprefix("on ")
    if (number := _named(weekday, _DAYS)) is not None:
        return today + timedelta(days=(number - today.weekday()) % 7 or 7)
    if _ISO_DAY.fullmatch(typed):
        return _date(*(int(part) for part in typed.split("-")))
    if found := _DAY_MONTH.fullmatch(typed) or _MONTH_DAY.fullmatch(typed):
        month, day = _month(found["month"]), int(found["day"])
        passed = (month, day) < (today.month, today.day)
        return _date(today.year + passed, month, day)
    raise NotATime(f"Write a day and a time, {HINT_WHEN}.")


def parse_later(text: str, *, today: date) -> dict[str, int | str]:
    """
    Return `{"period_days": 61}` for a period, or `{"month": "2027-03"}` for a month.

    A month without a year is the next one of that name, this month included.

    :raises NotATime: if it cannot be read
    """
    typed = " ".join(text.lower().split())
    if found := _PERIOD.fullmatch(typed):
        number = int(found["number"]) if found["number"].isdigit() else 1
        days = round(number * _UNITS[found["unit"]])
        if not 1 <= days <= _FURTHEST_DAYS:
            raise NotATime("Name a period from a day to ten years.")
        return {"period_days": days}
    if found := _ISO_MONTH.fullmatch(typed):
        return _month_named(int(found["year"]), int(found["month"]))
    if found := _NAMED_MONTH.fullmatch(typed):
        month = _month(found["month"])
        year = int(found["year"] or today.year + (month < today.month))
        return _month_named(year, month)
    raise NotATime(f"Write a period or a month, {HINT_LATER}.")


def _time(found: re.Match[str]) -> time:
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    if half and not 1 <= hour <= 12:
        raise NotATime("There is no such hour.")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise NotATime("There is no such time of day.")
    return time(hour, minute)


def _named(name: str, names: tuple[str, ...]) -> int | None:
    """Return the place of the name that `name` is or begins ("tue", "tues", "tuesday")."""
    if len(name) < _SHORTEST_NAME:
        return None
    return next((place for place, full in enumerate(names) if full.startswith(name)), None)


def _month(name: str) -> int:
    number = _named(name, _MONTHS)
    if number is None:
        raise NotATime(f"“{name[:20]}” is no month.")
    return number + 1


def _date(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError as problem:
        raise NotATime("There is no such day.") from problem
    if not 2000 <= found.year <= _LAST_YEAR:
        raise NotATime("Name a day before the year 2100.")
    return found


def _month_named(year: int, month: int) -> dict[str, int | str]:
    first = _date(year, month, 1)
    return {"month": f"{first:%Y-%m}"}
