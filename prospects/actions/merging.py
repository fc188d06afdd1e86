"""A lead pushed again, or for a company that is there already."""

from datetime import datetime

from django.db import transaction

from cadence import rules
from people.actors import Actor, as_columns
from prospects import queries
from prospects.actions.opening import contact_row, keep_story
from prospects.actions.touching import settle
from prospects.identifiers import e164, name_key
from prospects.leads import FILLED, NewContact, NewProspect
from prospects.models import AskedTime, Campaign, Contact, Identifier, PlanChange, Prospect

# What a merge may write, besides the plan and the tallies.
TOLD = (
    *FILLED,
    "phone_e164",
    "hand_raiser",
    "priority",
    "custom",
    "campaign",
    "promised_at",
    "promised_kind",
    "promised_given_at",
)


@transaction.atomic
def merge_lead(
    *,
    prospect_id: int,
    new: NewProspect,
    now: datetime,
    by: Actor | None = None,
    campaign: Campaign | None = None,
) -> tuple[Prospect, list[str]]:
    """Fill what is empty from `new`, keep what is full, and return what differed.

    A won or lost prospect is reopened. A do-not-contact one is left exactly as it is.
    A promise that stands is never moved: a time that `new` asks for beside it is told
    among the differences, and kept for the rep to choose. A prospect of no campaign joins
    `campaign`.
    """
    prospect = queries.locked(prospect_id)
    if prospect.status == Prospect.Status.DO_NOT_CONTACT:
        return prospect, []
    warnings = _fill(prospect, new)
    if campaign is not None and prospect.campaign_id is None:
        prospect.campaign = campaign
    warnings += _merge_contacts(prospect, new, now=now)
    warnings += _merge_promise(prospect, new, now=now)
    prospect.hand_raiser = prospect.hand_raiser or new.hand_raiser
    prospect.priority = max(prospect.priority, new.priority)
    prospect.custom = {**new.custom, **prospect.custom}
    keep_story(prospect, new, by=by, now=now)
    _add_identifiers(prospect, new)
    if not prospect.is_open:
        _reopen(prospect, by=by, now=now)
    settle(
        prospect,
        queries.touches_of(prospect),
        contacts=queries.contacts_of(prospect),
        now=now,
        also=TOLD,
    )
    return prospect, warnings


def _reopen(prospect: Prospect, *, by: Actor | None, now: datetime) -> None:
    PlanChange.objects.create(
        prospect=prospect,
        kind=rules.ChangeKind.REOPEN.value,
        at=now,
        by=as_columns(by)["user"],
        api_key=as_columns(by)["api_key"],
        reason="They came back: the lead was pushed again.",
        before={"status": prospect.status},
    )


def _fill(prospect: Prospect, new: NewProspect) -> list[str]:
    warnings = []
    for column in FILLED:
        have, told = getattr(prospect, column), getattr(new, column)
        if told in ("", None) or have == told:
            continue
        if have in ("", None):
            setattr(prospect, column, told)
        else:
            warnings.append(f"{column}: kept {have!s}, the lead says {told!s}")
    if prospect.phone and not prospect.phone_e164:
        country = prospect.country or prospect.team.country
        prospect.phone_e164 = e164(prospect.phone, country=country)
    return warnings


def _merge_promise(prospect: Prospect, new: NewProspect, *, now: datetime) -> list[str]:
    if new.promised_at is None:
        return []
    stood_at = prospect.next_attempt_at
    stands = prospect.is_open and prospect.urgency == rules.Urgency.PROMISE
    if stands and stood_at is not None and stood_at != new.promised_at:
        AskedTime.objects.get_or_create(
            prospect=prospect,
            asked_at=new.promised_at,
            state=AskedTime.State.OPEN,
            defaults={
                "kind": new.promised_kind,
                "note": new.hook,
                "source": new.source,
                "stood_at": stood_at,
                "told_at": now,
            },
        )
        return [
            f"next_step.at: a promise for {stood_at:%Y-%m-%dT%H:%M:%SZ} stands, "
            f"the lead says {new.promised_at:%Y-%m-%dT%H:%M:%SZ}"
        ]
    prospect.promised_at, prospect.promised_kind = new.promised_at, new.promised_kind
    prospect.promised_given_at = now
    return []


def _merge_contacts(prospect: Prospect, new: NewProspect, *, now: datetime) -> list[str]:
    """Add people who are not there yet; fill what is empty of those who are."""
    warnings: list[str] = []
    known = queries.contacts_of(prospect)
    for given in new.contacts:
        fresh = contact_row(prospect, given, now=now)
        same = next((contact for contact in known if _same_person(contact, fresh)), None)
        if same is None:
            fresh.save(force_insert=True)
            known.append(fresh)
            continue
        for column in NewContact.__slots__:
            have, told = getattr(same, column), getattr(fresh, column)
            if told in ("", None) or have == told or column == "role":
                continue
            if column == "email" and have.lower() == told.lower():
                continue
            if have in ("", None):
                setattr(same, column, told)
            else:
                warnings.append(f"contact {column}: kept {have!s}, the lead says {told!s}")
        same.phone_e164 = same.phone_e164 or fresh.phone_e164
        same.mobile_e164 = same.mobile_e164 or fresh.mobile_e164
        same.updated_at = now
        same.save()
    return warnings


def _same_person(one: Contact, other: Contact) -> bool:
    if one.email and other.email:
        return one.email.lower() == other.email.lower()
    if one.name and other.name:
        return name_key(one.name) == name_key(other.name)
    numbers = {one.phone_e164, one.mobile_e164} & {other.phone_e164, other.mobile_e164}
    return bool(numbers - {""})


def _add_identifiers(prospect: Prospect, new: NewProspect) -> None:
    """Add the identifiers that nobody has. One that another prospect has stays with it."""
    Identifier.objects.bulk_create(
        (
            Identifier(team_id=prospect.team_id, prospect=prospect, kind=kind, value=value)
            for kind, value in new.identifiers(country=prospect.team.country)
        ),
        ignore_conflicts=True,
    )
