"""A company, its people, what it is matched on, and the lead that brought it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from bench.population import ranks, staff
from bench.population.chance import World, dice, public_id
from bench.population.places import Place, company_name, person_name, place
from bench.population.rows import light
from intake.models import Lead
from people.models import Team
from prospects.identifiers import name_key
from prospects.models import Contact, Identifier, Prospect

DUPLICATES = 0.03
# How far back the company is that a duplicate is a duplicate of.
_TWINS_WITHIN = 2_000
CONTACTS = 4  # keys kept for the people and numbers of one prospect
IDENTIFIERS = 12
_ROLES = ("decision_maker", "influencer", "other")
_INDUSTRIES = ("Manufacturing", "Logistics", "Retail", "Health", "Construction", "Software", "")
_SOURCES = ("website", "trade fair", "list", "partner", "referral")


# `team` is the object, as on the model: the product's own code asks for its country and zone.
LightProspect = light(Prospect, "team")
LightContact = light(Contact)
LightIdentifier = light(Identifier)
LightLead = light(Lead)


@dataclass(slots=True, kw_only=True)
class Company:
    """One prospect with what hangs on it, before anything has happened."""

    prospect: Any
    contacts: list[Any]
    identifiers: list[Any]
    lead: Any
    place: Place


def original(world: World, number: int) -> int:
    """Return the prospect that `number` is a duplicate of, or itself."""
    roll = dice(world, number, "duplicate")
    if number == 0 or roll.random() >= DUPLICATES:
        return number
    return original(world, roll.randrange(max(0, number - _TWINS_WITHIN), number))


def company(world: World, number: int, teams: list[Team]) -> Company:
    """Return prospect `number`, from 0. A duplicate has the phone, owner and place of another."""
    first = original(world, number)
    owner = ranks.owner_rank(dice(world, first, "owner"))
    where = place(dice(world, first, "place"))
    team = teams[ranks.team_of(owner) - 1]
    prospect = _prospect(world, number, first, owner=owner, team=team, where=where)
    contacts = _contacts(world, number, first, prospect, where)
    return Company(
        prospect=prospect,
        contacts=contacts,
        identifiers=_identifiers(prospect, contacts, is_first=first == number),
        lead=_lead(world, number, prospect, contacts),
        place=where,
    )


def _prospect(
    world: World, number: int, first: int, *, owner: int, team: Team, where: Place
) -> Any:
    roll = dice(world, number, "company")
    name = company_name(roll, where.script, number)
    phone = where.number(first * CONTACTS)
    return LightProspect(
        id=number + 1,
        public_id=public_id(roll, world.at - timedelta(hours=1)),
        team=team,
        team_id=team.pk,
        owner_id=ranks.rep_id(owner),
        campaign_id=_campaign(roll, team),
        name=name,
        name_key=name_key(name),
        website=f"https://firm{number}.example/" if roll.random() < 0.6 else "",
        phone=where.spelled(phone, roll.randrange(4)),
        phone_e164=phone,
        country=where.country,
        region=where.region,
        city=where.city,
        postal_code=str(roll.randrange(10_000, 99_999)) if roll.random() < 0.5 else "",
        industry=roll.choice(_INDUSTRIES),
        size=roll.choice((None, 5, 40, 300, 2_500)),
        source=roll.choice(_SOURCES),
        hand_raiser=roll.random() < 0.2,
        priority=roll.choices((0, 1, 2), (1, 8, 1))[0],
        pain_points="Their quotes take a week." if roll.random() < 0.3 else "",
        hook="Send the comparison first." if roll.random() < 0.4 else "",
        promised_kind="",
        recorded_at=world.at,
        updated_at=world.at,
    )


def _campaign(roll: Random, team: Team) -> int | None:
    place = roll.randrange(staff.CAMPAIGNS_PER_TEAM + 1)
    return staff.campaign_id(team.pk, place) if place else None


def _contacts(world: World, number: int, first: int, prospect: Any, where: Place) -> list[Any]:
    roll = dice(world, number, "contacts")
    made = []
    for seat in range(roll.choices((1, 2, 3), (55, 30, 15))[0]):
        phone = where.number((first if seat == 0 else number) * CONTACTS + seat)
        has_phone = seat == 0 or roll.random() < 0.5
        made.append(
            LightContact(
                id=number * CONTACTS + seat + 1,
                public_id=public_id(roll, world.at),
                prospect_id=prospect.id,
                name=person_name(roll, where.script),
                title=roll.choice(("Owner", "Head of purchasing", "Assistant", "")),
                role=_ROLES[seat],
                email=f"p{seat}@firm{number}.example" if roll.random() < 0.8 else "",
                phone=where.spelled(phone, roll.randrange(4)) if has_phone else "",
                phone_e164=phone if has_phone else "",
                created_at=world.at,
                updated_at=world.at,
            )
        )
    return made


def _identifiers(prospect: Any, contacts: list[Any], *, is_first: bool) -> list[Any]:
    """What a lead is matched on. A duplicate's number belongs to the one that came first."""
    phones = [prospect.phone_e164, *(c.phone_e164 for c in contacts if c.phone_e164)]
    if not is_first:
        phones = [phone for phone in phones if phone != prospect.phone_e164]
    pairs = [("email", contact.email) for contact in contacts if contact.email]
    pairs += [("phone", phone) for phone in dict.fromkeys(phones)]
    if prospect.website:
        pairs.append(("domain", prospect.website.split("/")[2]))
    if prospect.postal_code:
        pairs.append(("name_postal_code", f"{prospect.name_key}|{prospect.postal_code}"))
    return [
        LightIdentifier(
            id=(prospect.id - 1) * IDENTIFIERS + place,
            team_id=prospect.team_id,
            prospect_id=prospect.id,
            kind=kind,
            value=value,
        )
        for place, (kind, value) in enumerate(pairs, start=1)
    ]


def _lead(world: World, number: int, prospect: Any, contacts: list[Any]) -> Any:
    """Two thirds came through the API, and their bodies are kept as they came."""
    roll = dice(world, number, "lead")
    if roll.random() > 0.67:
        return None
    body = {
        "external_id": str(number),
        "source": prospect.source,
        "company": {"name": prospect.name, "phone": prospect.phone, "website": prospect.website},
        "contacts": [{"name": c.name, "phone": c.phone, "email": c.email} for c in contacts],
        "comments": "Asked for prices.",
    }
    raw = json.dumps(body, ensure_ascii=False).encode()
    return LightLead(
        id=number + 1,
        public_id=public_id(roll, world.at),
        team_id=prospect.team_id,
        received_at=world.at,
        raw=raw,
        fingerprint=hashlib.sha256(raw).hexdigest(),
        source=prospect.source,
        external_id=str(number),
        settled_external_id=str(number),
        fate=Lead.Fate.CREATED.value,
        prospect_id=prospect.id,
        answer_status=201,
        judged_at=world.at,
    )
