"""What becomes of a lead that can be read: created, merged, suppressed, or known already."""

from dataclasses import replace
from datetime import datetime

from groundwork.problems import FieldError, Refused
from intake import queries
from intake.actions import keeping
from intake.answers import Received
from intake.incoming import IncomingLead, doubts
from intake.models import KeyDefaults, Lead
from people.actors import Actor
from people.models import ApiKey, User
from prospects import actions as prospects
from prospects import queries as known
from prospects.models import Campaign, Prospect


class KnownAlready(Exception):
    """The very same content came before; `before` has the answer that was given."""

    def __init__(self, before: Lead) -> None:
        super().__init__("This lead is known already.")
        self.before = before


def identify(lead: Lead, incoming: IncomingLead, *, by: Actor) -> None:
    """Name the lead by its source (else its key's) and the id it has there."""
    lead.source = source_of(incoming, by=by)
    lead.external_id = incoming.external_id


def source_of(incoming: IncomingLead, *, by: Actor) -> str:
    """Return the source that a lead names, else its key's."""
    by_key = by.default_source if isinstance(by, ApiKey) else ""
    return incoming.source or by_key or "by hand"


def judge(lead: Lead, incoming: IncomingLead, *, by: Actor, now: datetime) -> Received:
    """Make a prospect of `lead`, which `identify` has named, or merge it into the one it is about.

    What is returned names the row that stands for the lead, not saved yet: an earlier one, if
    this very body failed before.

    :raises KnownAlready: if the source sent the same content under the same id before
    :raises Refused: 400 for a campaign or a colleague that the team does not have
    :raises prospects.CannotAssign: if the team has nobody to work a prospect
    :raises django.db.IntegrityError: if another lead with the same id or identifier was first,
        at this moment: judged again, this one is merged
    """
    first, failed = queries.come_before(
        team=lead.team,
        source=lead.source,
        external_id=lead.external_id,
        body=lead.fingerprint,
    )
    if first is not None:
        before = queries.same_before(first, fingerprint=incoming.fingerprint)
        if before is not None:
            raise KnownAlready(before)
    if failed is not None and failed.pk != lead.pk:
        lead = keeping.take_up(failed, instead_of=lead)
    lead.settled_external_id = (lead.external_id or None) if first is None else None
    return _place(lead, incoming, first, by=by, now=now)


def _place(
    lead: Lead, incoming: IncomingLead, first: Lead | None, *, by: Actor, now: datetime
) -> Received:
    defaults = queries.defaults_of(by)
    campaign, owner = _campaign(incoming, lead, defaults), _colleague(incoming, lead)
    asked_us = bool((defaults and defaults.asked_us) or (campaign and campaign.asked_us))
    new = as_told(incoming.new, source=lead.source, asked_us=asked_us, now=now)
    warnings = [*incoming.warnings, *doubts(incoming.new, country=lead.team.country, now=now)]
    prospect, matched_on = _match(first, new, lead)
    if prospect is None:
        received = _open(lead, new, campaign, owner, by=by, now=now)
    elif prospect.status == Prospect.Status.DO_NOT_CONTACT:
        received = Received(lead=lead, result="suppressed", prospect=prospect)
    else:
        received = _merge(lead, prospect, new, campaign, by=by, now=now)
        warnings += _kept(received.prospect, campaign, owner, incoming)
    return replace(received, matched_on=matched_on, warnings=[*warnings, *received.warnings])


def _campaign(incoming: IncomingLead, lead: Lead, defaults: KeyDefaults | None) -> Campaign | None:
    if not incoming.campaign:
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


def as_told(
    new: prospects.NewProspect, *, source: str, asked_us: bool, now: datetime
) -> prospects.NewProspect:
    """Return the company as told, with what its source adds, and nothing past that lies ahead."""
    captured_at = min(new.captured_at, now) if new.captured_at else None
    last = new.last_touch_before_at
    return prospects.retold(
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
        owner=owner or prospects.choose_owner(team=lead.team, now=now, new=new, campaign=campaign),
        new=new,
        now=now,
        by=by,
        campaign=campaign,
    )
    return Received(lead=lead, result="created", prospect=prospect)


def _merge(
    lead: Lead,
    prospect: Prospect,
    new: prospects.NewProspect,
    campaign: Campaign | None,
    *,
    by: Actor,
    now: datetime,
) -> Received:
    merged, warnings = prospects.merge_lead(
        prospect_id=prospect.pk, new=new, campaign=campaign, now=now, by=by
    )
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
