"""Hours of the day and weeks as people write and read them: "9-12:30, 13:30-18", "Mon-Fri 9-17"."""

import re
from itertools import pairwise

from cadence import rules

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HINT = "such as 9-12:30, 13:30-18; empty: none"
_CLOCK = r"(\d{1,2})(?:[:.h](\d{2}))?"
_WINDOW = re.compile(rf"{_CLOCK}\s*(?:-|–|to)\s*{_CLOCK}")
_LONGEST = 200


class NotHours(ValueError):
    """What was written are no hours of a day. The message is fit for whoever wrote it."""


def windows(text: str) -> tuple[rules.Window, ...]:
    """
    Return the hours that `text` names, in minutes of the day, in order; none for no text.

    :raises NotHours: if it cannot be read, or its hours overlap
    """
    parts = [part.strip() for part in re.split(r"[,;]", text.strip().lower()) if part.strip()]
    if len(text) > _LONGEST:
        raise NotHours("These are too many hours for one day.")
    found = sorted(_window(part) for part in parts)
    for (_, closes), (opens, _) in pairwise(found):
        if opens < closes:
            raise NotHours("These hours overlap.")
    return tuple(found)


def _window(part: str) -> rules.Window:
    match = _WINDOW.fullmatch(part)
    if match is None:
        raise NotHours(f"Write hours {HINT}.")
    opens, closes = _minute(match[1], match[2]), _minute(match[3], match[4])
    if not 0 <= opens < closes <= 24 * 60:
        raise NotHours("Hours end after they begin, by midnight.")
    return opens, closes


def _minute(hour: str, minute: str | None) -> int:
    if int(hour) > 24 or int(minute or 0) > 59:
        raise NotHours(f"Write hours {HINT}.")
    return int(hour) * 60 + int(minute or 0)


def day_as_text(day: tuple[rules.Window, ...]) -> str:
    """Return the hours of a day as `windows` reads them; empty where there are none."""
    return ", ".join(f"{clock(opens)}-{clock(closes)}" for opens, closes in day)


def clock(minute: int) -> str:
    """Return such as "9:00" or "24:00"."""
    return f"{minute // 60}:{minute % 60:02d}"


def week_as_text(week: rules.Week) -> str:
    """Return such as "Mon-Fri 9:00-17:00; Sat 10:00-13:00", or "never"."""
    runs: list[tuple[int, int]] = []
    for day, hours in enumerate(week):
        if not hours:
            continue
        if runs and runs[-1][1] == day - 1 and week[runs[-1][0]] == hours:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    said = [f"{_days(*run)} {day_as_text(week[run[0]])}" for run in runs]
    return "; ".join(said) or "never"


def _days(first: int, last: int) -> str:
    names = DAY_NAMES[first][:3], DAY_NAMES[last][:3]
    return names[0] if first == last else "-".join(names)
