"""What becomes of a lead that can be read: created, merged, suppressed, or known already."""

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from groundwork.problems import FieldError, Refused
from intake import queries
from intake.answers import Received
from intake.incoming import IncomingLead, doubts
from intake.models import Lead
from people.actors import Actor
from people.models import ApiKey, User
from prospects import actions as prospects
from prospects import queries as known
from prospects.models import Campaign, Prospect

# How often a lead is judged anew because another, pushed at the same moment, was first.
TRIES = 3


class KnownAlready(Exception):
    """The very same content came before; `before` has the answer that was given."""

    def __init__(self, before: Lead) -> None:
        super().__init__("This lead is known already.")
        self.before = before


def judge(lead: Lead, incoming: IncomingLead, *, by: Actor, now: datetime) -> Received:
    """Make a prospect of `lead`, or merge it into the one it is about. Saves `lead` as settled.

    :raises KnownAlready: if the source sent the same content under the same id before
    :raises Refused: 400 for a campaign or a colleague that the team does not have
    :raises prospects.CannotAssign: if the team has nobody to work a prospect
    """
    for tries_left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return _judge_once(lead, incoming, by=by, now=now)
        except IntegrityError:
            # Another lead with the same id or identifier was first; now it can be seen.
            if not tries_left:
                raise
    raise AssertionError("unreachable")


def _judge_once(lead: Lead, incoming: IncomingLead, *, by: Actor, now: datetime) -> Received:
    source = incoming.source or _source_of(by)
    lead.source, lead.external_id, lead.settled_external_id = source, incoming.external_id, None
    first = queries.holder(team=lead.team, source=source, external_id=incoming.external_id)
    if first is not None:
        before = queries.same_before(first, fingerprint=incoming.fingerprint)
        if before is not None:
            raise KnownAlready(before)
    elif incoming.external_id:
        # Taken before anything is made: of two at once, the second waits here and then knows.
        lead.settled_external_id = incoming.external_id
        lead.save(update_fields=["source", "external_id", "settled_external_id"])
    campaign, owner = _campaign(incoming, lead, by), _colleague(incoming, lead)
    new = _completed(incoming, campaign, source=source, by=by, now=now)
    warnings = [*incoming.warnings, *doubts(incoming.new, country=lead.team.country, now=now)]
    prospect, matched_on = _match(first, new, lead)
    if prospect is None:
        received = _open(lead, new, campaign, owner, by=by, now=now)
    elif prospect.status == Prospect.Status.DO_NOT_CONTACT:
        received = Received(lead=lead, result="suppressed", prospect=prospect)
    else:
        received = _merge(lead, prospect, new, by=by, now=now)
        warnings += _kept(received.prospect, campaign, owner, incoming)
    return replace(received, matched_on=matched_on, warnings=[*warnings, *received.warnings])


def _source_of(by: Actor) -> str:
    return (by.default_source if isinstance(by, ApiKey) else "") or "by hand"


def _campaign(incoming: IncomingLead, lead: Lead, by: Actor) -> Campaign | None:
    if not incoming.campaign:
        defaults = queries.defaults_of(by)
        return defaults.campaign if defaults else None
    campaign = queries.campaign_named(incoming.campaign, team=lead.team)
    if campaign is None:
        raise _unknown("campaign", "There is no campaign of this name.")
    return campaign


def _colleague(incoming: IncomingLead, lead: Lead) -> User | None:
    if not incoming.assign_to:
        return None
    user = queries.colleague(incoming.assign_to, team=lead.team)
    if user is None:
        # The same words for somebody unknown and for somebody of another team.
        raise _unknown("assign_to", "Nobody in this team has this e-mail.")
    return user


def _unknown(field: str, detail: str) -> Refused:
    errors = [FieldError(field=field, code="unknown", detail=detail)]
    return Refused(status=400, code="invalid", detail=f"{field}: {detail}", errors=errors)


def _completed(
    incoming: IncomingLead, campaign: Campaign | None, *, source: str, by: Actor, now: datetime
) -> prospects.NewProspect:
    """The company as told, with what the key and the campaign add and no past in the future."""
    new = incoming.new
    defaults = queries.defaults_of(by)
    asked_us = (defaults is not None and defaults.asked_us) or bool(campaign and campaign.asked_us)
    captured_at = min(new.captured_at, now) if new.captured_at else None
    last = new.last_touch_before_at
    return replace(
        new,
        source=source,
        hand_raiser=asked_us or new.priority == Prospect.Priority.HIGH,
        captured_at=captured_at,
        last_touch_before_at=min(last, now) if last else None,
        promised_given_at=(captured_at or now) if new.promised_at else None,
    )


def _match(
    first: Lead | None, new: prospects.NewProspect, lead: Lead
) -> tuple[Prospect | None, list[str]]:
    if first is not None and first.prospect is not None:
        return queries.where_it_went(first.prospect), ["external_id"]
    prospect, matched_on = known.match(lead.team, new.identifiers(country=lead.team.country))
    return (queries.where_it_went(prospect) if prospect else None), matched_on


def _open(
    lead: Lead,
    new: prospects.NewProspect,
    campaign: Campaign | None,
    owner: User | None,
    *,
    by: Actor,
    now: datetime,
) -> Received:
    prospect = prospects.open_prospect(
        team=lead.team,
        owner=owner or prospects.choose_owner(team=lead.team, now=now),
        new=new,
        now=now,
        by=by,
        campaign=campaign,
    )
    return Received(lead=lead, result="created", prospect=prospect)


def _merge(
    lead: Lead, prospect: Prospect, new: prospects.NewProspect, *, by: Actor, now: datetime
) -> Received:
    merged, warnings = prospects.merge_lead(prospect_id=prospect.pk, new=new, now=now, by=by)
    return Received(lead=lead, result="merged", prospect=merged, warnings=warnings)


def _kept(
    prospect: Prospect, campaign: Campaign | None, owner: User | None, incoming: IncomingLead
) -> list[str]:
    """What the lead asks for that a merge leaves as it is."""
    warnings = []
    if owner is not None and owner.pk != prospect.owner_id:
        warnings.append(f"assign_to: kept with {prospect.owner.email}")
    if incoming.campaign and campaign and campaign.pk != prospect.campaign_id:
        warnings.append(f"campaign: kept {prospect.campaign.slug if prospect.campaign else 'none'}")
    return warnings
