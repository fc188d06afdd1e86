"""Times as people say them, on the clock of a given zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_WEEK = 7


def on_clock(at: datetime, zone: str) -> datetime:
    """Return `at` as the clocks of `zone` show it."""
    return at.astimezone(ZoneInfo(zone))


def hour(at: datetime, zone: str) -> str:
    return f"{on_clock(at, zone):%H:%M}"


def moment(at: datetime, *, now: datetime, zone: str) -> str:
    """Return such as "today 15:30", "tomorrow 09:00", "Fri 27 Nov 14:00", "3 Mar 2028 09:00"."""
    local = on_clock(at, zone)
    return f"{day(local.date(), today=on_clock(now, zone).date())} {local:%H:%M}"


def day(on: date, *, today: date) -> str:
    """Return such as "today", "yesterday", "Fri 27 Nov", "3 Mar 2028"."""
    named = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((on - today).days)
    if named:
        return named
    if on.year == today.year or abs((on - today).days) < 180:
        return f"{on:%a} {on.day} {on:%b}"
    return f"{on.day} {on:%b %Y}"


def spoken_day(on: date, *, today: date) -> str:
    """Return a past day as it is said on the phone: "yesterday", "on Tuesday", "on 3 March"."""
    ago = (today - on).days
    if ago in (0, 1):
        return ("earlier today", "yesterday")[ago]
    if 0 < ago < _WEEK:
        return f"on {on:%A}"
    return f"on {on.day} {on:%B}" if on.year == today.year else f"in {on:%B %Y}"


def age(lasting: timedelta) -> str:
    """Return such as "just now", "4 min", "3 h", "6 d"."""
    minutes = int(lasting.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"


def city(zone: str) -> str:
    """Return the place a zone is named for: "America/New_York" is New York."""
    return zone.rpartition("/")[2].replace("_", " ")
