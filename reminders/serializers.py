"""What the API says of a reminder."""

from typing import Any

from groundwork import openapi
from groundwork.openapi import AT, ID, TEXT, WHOLE, maybe, record, words
from prospects.serializers import when
from reminders.models import Reminder

REMINDER = record(
    "Reminder",
    "That an attempt is due, or late. `level` is its position on the ladder.",
    id=ID,
    kind=words(Reminder.Kind.values),
    level=WHOLE,
    prospect=record("Reminded", "Whom it is about.", id=ID, name=TEXT),
    attempt_at=maybe(AT),
    raised_at=AT,
    seen_at=maybe(AT),
)
REMINDERS = openapi.page_of(REMINDER)


def reminder_out(reminder: Reminder) -> dict[str, Any]:
    """Return a reminder for JSON. `level` is its position on the ladder."""
    return {
        "id": str(reminder.public_id),
        "kind": reminder.kind,
        "level": reminder.level,
        "prospect": {
            "id": str(reminder.prospect.public_id),
            "name": reminder.prospect.name,
        },
        "attempt_at": when(reminder.attempt_at),
        "raised_at": when(reminder.raised_at),
        "seen_at": when(reminder.seen_at),
    }
