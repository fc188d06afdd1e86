"""Views of the list of prospects, kept under a name for oneself or for the team."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from people.models import User
from prospects.models import SavedView

MOST = 40  # of one person: more would be a list of lists


class CannotKeepView(Exception):
    """The message is fit to show to whoever asked."""


@transaction.atomic
def keep_view(*, name: str, query: str, is_shared: bool, by: User, now: datetime) -> SavedView:
    """Keep the filters `query` under `name`; one of that name is replaced.

    :raises CannotKeepView: without a name, or beyond `MOST`
    """
    name = name.strip()
    if not name:
        raise CannotKeepView("Give the view a name.")
    mine = SavedView.objects.filter(owner=by)
    if mine.exclude(name=name).count() >= MOST:
        raise CannotKeepView(f"You keep {MOST} views already. Remove one of them first.")
    view, _ = SavedView.objects.update_or_create(
        owner=by,
        name=name,
        defaults={"team": by.team, "query": query, "is_shared": is_shared},
        create_defaults={
            "team": by.team,
            "query": query,
            "is_shared": is_shared,
            "created_at": now,
        },
    )
    return view


def remove_view(*, public_id: UUID, by: User) -> bool:
    """Forget a view; return whether there was one that `by` may remove."""
    removed, _ = SavedView.objects.to_change(by).filter(public_id=public_id).delete()
    return bool(removed)
