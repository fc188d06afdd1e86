"""Leads kept as they came: before they are judged, and when they were refused or failed."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from groundwork.actions.inserting import insert_all
from groundwork.problems import Refused
from intake.models import Batch, Lead
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


def keep(
    *,
    raw: bytes,
    by: Actor,
    now: datetime,
    via: str,
    from_address: str,
    batch: Batch | None = None,
    place: int | None = None,
) -> Lead:
    """Store a body before anything is made of it."""
    return Lead.objects.create(
        team=by.team,
        api_key=as_columns(by)["api_key"],
        via=via,
        from_address=from_address[:45],
        received_at=now,
        raw=raw,
        fingerprint=hashlib.sha256(raw).hexdigest(),
        batch=batch,
        place=place if batch else None,
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


def refuse_many(refused: Sequence[tuple[Lead, Refused]], *, now: datetime) -> None:
    """Keep leads, not stored yet and all of one sender, that are not acceptable, as `refuse` does.

    Of many, only as many are stored as are kept.
    """
    newest: dict[str, Lead] = {}
    for lead, problem in reversed(refused):
        if len(newest) < REFUSED_KEPT and lead.fingerprint not in newest:
            _set_fate(Lead.Fate.REFUSED, lead, problem, now=now)
            newest[lead.fingerprint] = lead
    if not newest:
        return
    one = refused[0][0]
    before = Lead.objects.filter(
        team_id=one.team_id, api_key_id=one.api_key_id, fate=Lead.Fate.REFUSED
    )
    before.filter(fingerprint__in=newest).delete()
    room = REFUSED_KEPT - len(newest)
    before.filter(pk__in=list(before.order_by("-id").values_list("pk", flat=True)[room:])).delete()
    insert_all(list(reversed(newest.values())))


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
    _set_fate(fate, lead, problem, now=now)
    lead.save(update_fields=FATE)


def _set_fate(fate: str, lead: Lead, problem: Refused, *, now: datetime) -> None:
    # As the body came: its rows are found by it when it comes again.
    lead.fingerprint = hashlib.sha256(bytes(lead.raw)).hexdigest()
    lead.fate, lead.problem, lead.answer_status = fate, problem.body(), problem.status
    lead.judged_at, lead.settled_external_id, lead.prospect = now, None, None
