"""What a change of many did, and whether it can still be taken back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from people.actors import Actor
from prospects.models import PlanChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Prospects changed together. `undoable` are those that nobody has moved on since."""

    batch: UUID
    kind: str
    count: int
    undoable: int
    to: str  # the new owner, for a hand-over
    until: datetime | None
    at: datetime


def changed(actor: Actor, batch: UUID) -> Changed | None:
    """Return what was changed together under `batch`; None if nothing of this team was."""
    rows = list(
        PlanChange.objects.filter(batch=batch, undoes=None, prospect__team_id=actor.team_id)
        .select_related("prospect", "to_owner", "undone_by")
        .only(
            "kind",
            "until",
            "at",
            "before",
            "prospect__cycle",
            "to_owner__name",
            "to_owner__email",
            "undone_by__id",
        )
    )
    if not rows:
        return None
    first = rows[0]
    return Changed(
        batch=batch,
        kind=first.kind,
        count=len(rows),
        undoable=sum(_stands(row) for row in rows),
        to=str(first.to_owner) if first.to_owner else "",
        until=first.until,
        at=first.at,
    )


def _stands(row: PlanChange) -> bool:
    return not hasattr(row, "undone_by") and row.prospect.cycle == row.before["cycle"] + 1
