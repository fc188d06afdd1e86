"""How ages, moments and figures read on the dashboards."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from cadence import rules
from dashboards.ages import Age
from dashboards.queries import Show

AGES: Mapping[Age, str] = {
    Age.HOUR: "0–1 hour",
    Age.TODAY: "Today",
    Age.DAYS_1_TO_3: "1–3 days",
    Age.DAYS_4_TO_7: "4–7 days",
    Age.DAYS_8: "8+ days",
}
SHOWS: Mapping[Show, str] = {
    Show.OVERDUE: "Overdue",
    Show.AWAY: "While away",
    Show.PROMISES: "Promises broken",
    Show.NEW_LEADS: "Untouched new leads",
    Show.ESCALATED: "Escalated",
    Show.SNOOZED: "Snoozed",
    Show.TODAY: "Today",
}
NOTHING: Mapping[Show, tuple[str, str]] = {
    Show.OVERDUE: ("Nothing is overdue.", "Every next attempt is ahead, or within its grace."),
    Show.AWAY: ("Nothing came while somebody was away.", "Whoever was on leave left no backlog."),
    Show.PROMISES: ("No promise is broken.", "Nobody waits for a call that was promised."),
    Show.NEW_LEADS: ("No new lead waits.", "Everybody who asked has heard from somebody."),
    Show.ESCALATED: (
        "Nothing is escalated.",
        "What was, has been answered by a touch, a change or words.",
    ),
    Show.SNOOZED: ("Nothing is snoozed.", "Nobody has put an attempt off."),
    Show.TODAY: ("Nothing is left for today.", "What comes next is planned for another day."),
}
CHANNELS: Mapping[str, str] = {
    rules.Channel.CALL: "call",
    rules.Channel.EMAIL: "e-mail",
    rules.Channel.MESSAGE: "message",
    rules.Channel.LINKEDIN: "LinkedIn",
    rules.Channel.CARD: "card",
    rules.Channel.GIFT: "gift",
    rules.Channel.FAX: "fax",
    rules.Channel.VISIT: "visit",
    rules.Channel.ARTICLE: "article",
    rules.Channel.NEWSLETTER: "newsletter",
}
_ONE_DAY = timedelta(days=1)
_HALF_A_YEAR = timedelta(days=182)


def lasting(duration: timedelta) -> str:
    """Return such as "just now", "4 min", "3 h", "6 d"."""
    minutes = int(duration.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"


def late(overdue_at: datetime, *, now: datetime, working_days: int) -> str:
    """Return for how long something is overdue: "35 min", "5 h", "1 working day"."""
    if not working_days:
        return lasting(now - overdue_at)
    return f"{working_days} working day{'' if working_days == 1 else 's'}"


def moment(at: datetime, *, now: datetime, tz: str) -> str:
    """Return such as "today 15:30", "tomorrow 09:00", "Fri 27 Nov 14:00", "3 Mar 2028 09:00"."""
    local, today = at.astimezone(rules.zone(tz)), now.astimezone(rules.zone(tz)).date()
    day = local.date()
    named = {-_ONE_DAY: "yesterday", 0 * _ONE_DAY: "today", _ONE_DAY: "tomorrow"}.get(day - today)
    if named is None and (day.year == today.year or abs(day - today) < _HALF_A_YEAR):
        named = f"{day:%a} {day.day} {day:%b}"
    return f"{named or f'{day.day} {day:%b %Y}'} {local:%H:%M}"


def their_moment(at: datetime, *, now: datetime, tz: str, here: str) -> str:
    """Return `at` on the clock of `tz`, such as "14:42 in Stockholm"; nothing if it is as `here`.

    The day is named only where it is another one than here.
    """
    theirs, ours = at.astimezone(rules.zone(tz)), at.astimezone(rules.zone(here))
    if theirs.replace(tzinfo=None) == ours.replace(tzinfo=None):
        return ""
    same_day = theirs.date() == ours.date()
    said = f"{theirs:%H:%M}" if same_day else moment(at, now=now, tz=tz)
    return f"{said} in {city(tz)}"


def city(tz: str) -> str:
    """Return the place that a zone is named for: "America/New_York" is New York."""
    return tz.rpartition("/")[2].replace("_", " ")
