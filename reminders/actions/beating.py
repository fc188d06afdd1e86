"""Heartbeats: written by the work itself, so that a beating heart means work done."""

from datetime import datetime, timedelta
from typing import Any

from reminders.models import Heartbeat

# Scans that began together end in any order; a step back by more is the clock's.
CLOCK_TOLERANCE = timedelta(minutes=1)
REMEMBER_A_JUMP_FOR = timedelta(hours=1)


def beat(name: str, *, now: datetime, **detail: Any) -> None:
    """Record that the part called `name` did its work at `now`.

    A heart never beats earlier than it did, unless the clock itself was set back: that is
    noted in the row's detail for an hour, for the pages that tell of it.
    """
    before = Heartbeat.objects.filter(pk=name).first()
    at = now
    if before is not None:
        if before.at - now > CLOCK_TOLERANCE:
            detail["clock_went_back_at"] = now.isoformat()
        else:
            at = max(now, before.at)
            detail |= _jump_still_told(before, now=now)
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=at, detail=detail)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at", "detail"],
    )


def _jump_still_told(before: Heartbeat, *, now: datetime) -> dict[str, Any]:
    noted = before.detail.get("clock_went_back_at")
    if noted and now - datetime.fromisoformat(noted) < REMEMBER_A_JUMP_FOR:
        return {"clock_went_back_at": noted}
    return {}
