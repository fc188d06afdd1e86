"""What a manager has just told reps, and whether it can still be taken back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from people.actors import Actor
from reminders.models import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words said together."""

    batch: UUID
    kind: str
    count: int
    to: tuple[str, ...]
    is_undoable: bool


def said(actor: Actor, batch: UUID, *, now: datetime) -> Said | None:
    """Return what was said together under `batch`; None if nothing of it stands."""
    rows = list(Word.objects.visible_to(actor).standing().filter(batch=batch).select_related("to"))
    if not rows:
        return None
    return Said(
        batch=batch,
        kind=rows[0].kind,
        count=len(rows),
        to=tuple(sorted({str(row.to) for row in rows})),
        is_undoable=now - rows[0].at <= Word.UNDO_WITHIN,
    )
