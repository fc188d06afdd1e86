"""Leads kept as they came: before they are judged, and when they were refused or failed."""

import hashlib
from datetime import datetime

from groundwork.problems import Refused
from intake.models import Lead
from people.actors import Actor, as_columns

# So many refused leads are kept for each key, the newest: a manager looks at some, not at a flood.
REFUSED_KEPT = 200
# What judging writes; the body itself stays as it was stored.
FATE = (
    "fate",
    "source",
    "external_id",
    "settled_external_id",
    "fingerprint",
    "prospect",
    "matched_on",
    "answer",
    "answer_status",
    "problem",
    "judged_at",
)


def keep(*, raw: bytes, by: Actor, now: datetime, via: str, from_address: str) -> Lead:
    """Store a body before anything is made of it."""
    return Lead.objects.create(
        team=by.team,
        api_key=as_columns(by)["api_key"],
        via=via,
        from_address=from_address[:45],
        received_at=now,
        raw=raw,
        fingerprint=hashlib.sha256(raw).hexdigest(),
    )


def take_up(failed: Lead, *, instead_of: Lead) -> Lead:
    """Return the lead that failed before, to be judged again in place of its repetition.

    Of two repetitions at once only the first takes it up; the second stays itself.
    """
    rows = Lead.objects.select_for_update().filter(pk=failed.pk, fate=Lead.Fate.FAILED)
    if (lead := rows.first()) is None:
        return instead_of
    instead_of.delete()
    for name in ("team", "api_key", "source", "external_id"):
        setattr(lead, name, getattr(instead_of, name))
    return lead


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
    """Keep a lead that our own fault tripped over, once, to be judged again."""
    _settle_as(Lead.Fate.FAILED, lead, problem, now=now)
    older = Lead.objects.filter(
        team_id=lead.team_id,
        fate=Lead.Fate.FAILED,
        fingerprint=lead.fingerprint,
        pk__lt=lead.pk,
    )
    if older.exists():
        lead.delete()


def _settle_as(fate: str, lead: Lead, problem: Refused, *, now: datetime) -> None:
    # As the body came: its rows are found by it when it comes again.
    lead.fingerprint = hashlib.sha256(bytes(lead.raw)).hexdigest()
    lead.fate, lead.problem, lead.answer_status = fate, problem.body(), problem.status
    lead.judged_at, lead.settled_external_id, lead.prospect = now, None, None
    lead.save(update_fields=FATE)
