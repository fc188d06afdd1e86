"""A lead that its source takes back."""

from datetime import datetime
from uuid import uuid5

from django.db import transaction

from cadence import rules
from intake.models import Lead
from people.actors import Actor
from prospects import actions as prospects

REASON = "Withdrawn by the source of the lead."


class CannotWithdraw(Exception):
    """The lead stays. The message says why."""


@transaction.atomic
def withdraw_lead(*, lead_id: int, by: Actor, now: datetime) -> Lead:
    """Take back a lead that made a prospect which nobody has touched: it is closed as lost.

    The id that the source gave it is free again. Repeating changes nothing.

    :raises CannotWithdraw: if it made no prospect, or somebody has worked that prospect
    """
    lead = Lead.objects.select_for_update(of=("self",)).select_related("prospect").get(pk=lead_id)
    if lead.fate == Lead.Fate.WITHDRAWN:
        return lead
    if lead.fate != Lead.Fate.CREATED or lead.prospect is None:
        raise CannotWithdraw(f"This lead was {lead.fate}: there is no prospect of its own.")
    prospect = lead.prospect
    others = Lead.objects.filter(prospect=prospect).exclude(pk=lead.pk)
    if prospect.touches_count or not prospect.is_open or others.exists():
        raise CannotWithdraw(f"{prospect.name} has been worked, or other sources know of it too.")
    prospects.log_touch(
        prospect_id=prospect.pk,
        by=by,
        rep=prospect.owner,
        now=now,
        outcome=rules.Outcome.LOST,
        channel=rules.Channel(prospect.next_channel),
        direction=rules.Direction.INBOUND,
        details={"reason": REASON},
        submission_id=uuid5(lead.public_id, "withdrawn"),
    )
    lead.fate, lead.settled_external_id, lead.judged_at = Lead.Fate.WITHDRAWN, None, now
    lead.save(update_fields=["fate", "settled_external_id", "judged_at"])
    return lead
