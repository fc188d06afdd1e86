"""How long something has waited, in words."""

from datetime import datetime, timedelta

_STEPS = (
    (timedelta(days=7), "week"),
    (timedelta(days=1), "day"),
    (timedelta(hours=1), "hour"),
    (timedelta(minutes=1), "minute"),
)


def waiting(since: datetime, *, now: datetime) -> str:
    """Return the time from `since` to `now` in its largest whole unit, such as "3 days"."""
    for step, word in _STEPS:
        if (count := (now - since) // step) > 0:
            return f"{count} {word}{'s' if count > 1 else ''}"
    return "less than a minute"
