"""What the API says of a reminder."""

from typing import Any

from reminders.models import Reminder


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
        "attempt_at": reminder.attempt_at,
        "raised_at": reminder.raised_at,
        "seen_at": reminder.seen_at,
    }
