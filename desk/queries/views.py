"""The views of the list that somebody keeps, and what others of the team share."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from people.models import User
from prospects.models import SavedView


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """`by` is who shares it, empty for one's own."""

    public_id: UUID
    name: str
    query: str
    by: str
    is_shared: bool
    may_remove: bool


def views(user: User) -> Sequence[View]:
    """Return one's own views, then those that others share, each by name; one statement."""
    rows = SavedView.objects.visible_to(user).select_related("owner").order_by("name", "id")
    found = [
        View(
            public_id=row.public_id,
            name=row.name,
            query=row.query,
            by="" if row.owner_id == user.pk else str(row.owner),
            is_shared=row.is_shared,
            may_remove=row.owner_id == user.pk or user.leads_team,
        )
        for row in rows
    ]
    return sorted(found, key=lambda view: bool(view.by))
