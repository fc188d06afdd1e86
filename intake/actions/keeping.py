"""Leads kept as they came: before they are judged, and when they were refused or failed."""

import hashlib
from datetime import datetime

from groundwork.problems import Refused
from intake.models import Lead
from people.actors import Actor, as_columns

# So many refused leads are kept for each key, the newest: a manager looks at some, not at a flood.
REFUSED_KEPT = 200


def keep(*, raw: bytes, by: Actor, now: datetime, via: str, from_address: str) -> Lead:
    """Store a body before anything is made of it.

    One that failed before, to the byte, is the same lead: it is taken up again.
    """
    fingerprint = hashlib.sha256(raw).hexdigest()
    key = as_columns(by)["api_key"]
    failed = Lead.objects.filter(
        team=by.team, api_key=key, fate=Lead.Fate.FAILED, fingerprint=fingerprint
    )
    # Locked, so that of two retries at once only one takes it up.
    if (lead := failed.select_for_update().first()) is not None:
        return lead
    return Lead.objects.create(
        team=by.team,
        api_key=key,
        via=via,
        from_address=from_address[:45],
        received_at=now,
        raw=raw,
        fingerprint=fingerprint,
    )


def refuse(lead: Lead, problem: Refused, *, now: datetime) -> None:
    """Keep a lead that is not acceptable, with the reason, where a manager sees it.

    The same body refused again is kept once; past the cap the oldest go.
    """
    _settle_as(Lead.Fate.REFUSED, lead, problem, now=now)
    refused = Lead.objects.filter(
        team_id=lead.team_id, api_key_id=lead.api_key_id, fate=Lead.Fate.REFUSED
    ).exclude(pk=lead.pk)
    refused.filter(fingerprint=lead.fingerprint).delete()
    too_many = list(refused.order_by("-id").values_list("pk", flat=True)[REFUSED_KEPT - 1 :])
    if too_many:
        refused.filter(pk__in=too_many).delete()


def fail(lead: Lead, problem: Refused, *, now: datetime) -> None:
    """Keep a lead that our own fault tripped over, to be judged again."""
    _settle_as(Lead.Fate.FAILED, lead, problem, now=now)


def _settle_as(fate: str, lead: Lead, problem: Refused, *, now: datetime) -> None:
    lead.fate, lead.problem, lead.answer_status = fate, problem.body(), problem.status
    lead.judged_at, lead.settled_external_id, lead.prospect = now, None, None
    lead.save()
