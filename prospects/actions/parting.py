"""A person leaves, or their working life changes: their prospects move with it, or nothing does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from people import actions as people
from people.actors import Actor
from people.models import AuditEntry, User
from prospects.actions.changing import CannotChangePlan, hand_over, undo_changes
from prospects.models import Prospect


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """`handed_over` open prospects went to others, in these batches."""

    handed_over: int
    batches: Sequence[UUID]


@transaction.atomic
def part_with(
    *, person: User, to: Sequence[User], by: Actor, now: datetime, reason: str = ""
) -> Parting:
    """Close somebody's account and give what they have open to `to`, shared out evenly.

    Each of `to` gets every n-th in the order in which they are due, so that nobody gets all
    the urgent ones. One transaction: nobody is gone while they still own an open prospect.

    :raises CannotChangePlan: if there is something to hand over and nobody in `to`, or one of
        them does not work in the team
    :raises people.actions.CannotChangePerson: if the account cannot be closed, or not by `by`
    """
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    owned = list(
        Prospect.objects.open()
        .filter(owner=person)
        .order_by("next_attempt_at", "pk")
        .values_list("pk", flat=True)
    )
    if owned and not to:
        raise CannotChangePlan("Choose who takes over what is open.", field="to")
    if person.pk in {one.pk for one in to}:
        raise CannotChangePlan("Choose somebody else.", field="to")
    why = reason.strip() or f"{person} has left"
    batches = [
        hand_over(prospect_ids=owned[turn :: len(to)], to=taker, by=by, now=now, reason=why)
        for turn, taker in enumerate(to)
        if owned[turn :: len(to)]
    ]
    details = {"batches": [str(batch) for batch in batches], "handed_over": len(owned)}
    people.close_account(user=person, by=by, now=now, details=details)
    return Parting(handed_over=len(owned), batches=batches)


@transaction.atomic
def take_back_parting(*, person: User, by: Actor, now: datetime) -> int:
    """Open the account again and give back what has not moved on; return how many prospects.

    Repeating changes nothing.

    :raises people.actions.CannotChangePerson: if `by` may not manage that person
    """
    if person.is_active:
        return 0
    people.reopen_account(user=person, by=by, now=now)
    closed = (
        AuditEntry.objects.filter(
            team_id=person.team_id, action="user.closed", object_id=str(person.public_id)
        )
        .order_by("-at", "-pk")
        .first()
    )
    batches = closed.details.get("batches", ()) if closed else ()
    return sum(undo_changes(batch=UUID(batch), by=by, now=now) for batch in batches)
