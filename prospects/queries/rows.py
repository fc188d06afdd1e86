"""Rows and counts that the actions read: what they lock, match and recount."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)

from cadence import rules
from cadence.queries import newest_curves, newest_policies
from people.actors import Actor
from people.models import Team
from prospects.facts import TOUCH_COLUMNS
from prospects.models import Contact, Identifier, PlanChange, Prospect, Touch


def locked(prospect_id: int, *, by: Actor | None = None) -> Prospect:
    """Return the prospect with its row locked until the transaction ends.

    On SQLite the transaction itself is the lock: it began IMMEDIATE.

    :raises Prospect.DoesNotExist: if there is none, or none that `by` may know of
    """
    # Alone, before the row is read with its owner: PostgreSQL, after waiting for a lock, looks
    # for the joined rows as they were, and finds nothing if the owner has just changed.
    together = Prospect.objects.filter(Q(pk=prospect_id) | Q(merged_into=prospect_id))
    if connection.features.has_select_for_update:
        together = together.select_for_update()
    keys = list(together.order_by("pk").values_list("pk", flat=True))
    rows = Prospect.objects.visible_to(by) if by else Prospect.objects.all()
    prospect = (
        rows.select_related("team", "owner__team", "campaign__policy", "claimed_by")
        .annotate(
            team_policy=Subquery(newest_policies("team").values("public_id")[:1]),
            team_curve=Subquery(newest_curves("team").values("pk")[:1]),
            changes_stand=Exists(PlanChange.objects.filter(prospect=OuterRef("pk"))),
        )
        .get(pk=prospect_id)
    )
    prospect.keys_of_all, prospect.has_changes = keys, prospect.changes_stand
    return prospect


def touches_of(prospect: Prospect) -> list[Touch]:
    """Return every touch of the prospect and of those merged into it, oldest first.

    Only the columns that the rule and the tallies need.
    """
    return list(
        Touch.objects.filter(prospect_id__in=prospect.keys_of_all)
        .only(*TOUCH_COLUMNS, "hook")
        .order_by("occurred_at", "id")
    )


def changes_of(prospect: Prospect) -> list[PlanChange]:
    """Return the plan changes that stand, oldest first."""
    return list(
        PlanChange.objects.filter(prospect=prospect, undone_by=None, undoes=None).order_by(
            "at", "id"
        )
    )


def contacts_of(prospect: Prospect) -> list[Contact]:
    """Return the people there, decision makers first, then in the order they were added."""
    order = [rules.Role.DECISION_MAKER, rules.Role.INFLUENCER, rules.Role.OTHER]
    rank = Case(
        *(When(role=role.value, then=Value(place)) for place, role in enumerate(order)),
        default=Value(len(order)),
        output_field=IntegerField(),
    )
    return list(
        Contact.objects.filter(prospect_id__in=prospect.keys_of_all, blanked_at=None).order_by(
            rank, "id"
        )
    )


def match(team: Team, wanted: Sequence[tuple[str, str]]) -> tuple[Prospect | None, list[str]]:
    """Return the prospect that the first known identifier leads to, and on what it matched.

    `wanted` are (kind, value) pairs in the order of belief. One that was merged leads to
    where it was merged into.
    """
    if not wanted:
        return None, []
    asked = Q()
    for kind, value in wanted:
        asked |= Q(kind=kind, value=value)
    # Keys alone: most leads are about somebody new, and then there is no prospect to read.
    found = {
        (kind, value): key
        for kind, value, key in Identifier.objects.filter(asked, team=team).values_list(
            "kind", "value", "prospect_id"
        )
    }
    first = next((found[pair] for pair in wanted if pair in found), None)
    if first is None:
        return None, []
    matched = [kind for kind, value in wanted if found.get((kind, value)) == first]
    prospect = Prospect.objects.get(pk=first)
    while prospect.merged_into is not None:
        prospect = prospect.merged_into
    return prospect, list(dict.fromkeys(matched))
