"""The audit trail's one writer."""

from datetime import datetime
from typing import Any

from people.actors import Actor, as_columns
from people.models import AuditEntry, Team


def record(
    *,
    action: str,
    by: Actor | None,
    at: datetime,
    team: Team | None,
    about: Any = None,
    details: dict[str, Any] | None = None,
    from_address: str = "",
) -> AuditEntry:
    """Write one audit entry. `details` must hold no secret."""
    return AuditEntry.objects.create(
        team=team,
        at=at,
        action=action,
        object_kind=about._meta.model_name if about is not None else "",
        object_id=str(getattr(about, "public_id", about.pk)) if about is not None else "",
        details=details or {},
        from_address=from_address,
        **as_columns(by),
    )
