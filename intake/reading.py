"""From a body to the value that the actions understand."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from rest_framework.exceptions import ValidationError

from cadence import rules
from groundwork import problems, strict_json
from intake.incoming import IncomingLead
from intake.serializers import (
    PRIORITIES,
    AddressIn,
    CompanyIn,
    ContactIn,
    IntelligenceIn,
    NextStepIn,
    Part,
    ValueIn,
    VisitIn,
    read_fields,
)
from prospects.actions import NewContact, NewProspect


def read_lead(raw: bytes) -> IncomingLead:
    """Return the lead that a body holds.

    :raises problems.Refused: 400 naming every value that is not acceptable, 413 if too large
    """
    try:
        data = strict_json.loads(raw)
    except strict_json.BadJSON as problem:
        raise problems.from_json(problem) from problem
    try:
        lead = read_fields(data)
    except ValidationError as problem:
        raise problems.invalid(problem.detail) from problem
    return understood(lead, data)


def understood(lead: Mapping[str, Any], data: Any) -> IncomingLead:
    """Return the value of a valid lead. `data` is the same lead as it was sent."""
    return IncomingLead(
        external_id=lead["external_id"],
        source=lead["source"],
        campaign=lead["campaign"],
        assign_to=lead["assign_to"],
        new=_new_prospect(lead),
        fingerprint=fingerprint(data),
        warnings=(*_overlooked(lead, data),),
    )


def fingerprint(data: Any) -> str:
    """Return the same text for the same content, whatever the order of keys and the spacing."""
    return hashlib.sha256(_CANONICAL.encode(data).encode()).hexdigest()


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


_OF_THE_COMPANY = ("website", "phone", "country", "timezone", "industry", "size")


def _new_prospect(lead: Mapping[str, Any]) -> NewProspect:
    company, address = lead["company"], lead["company"]["address"]
    step, value = lead["next_step"], lead["value"]
    promised = step["at"] if step["kind"] != "none" else None
    return NewProspect(
        name=_name(lead),
        **{name: company[name] for name in _OF_THE_COMPANY},
        address_line1=address["line1"],
        city=address["city"],
        region=address["region"],
        postal_code=address["postal_code"],
        **lead["intelligence"],
        hook=step["note"],
        project_on=lead["project_start"],
        value_amount=value["amount"],
        value_currency=value["currency"],
        priority=PRIORITIES[lead["priority"] or "normal"],
        promised_at=promised,
        promised_kind=_KINDS.get(step["kind"], rules.Kind.ATTEMPT).value if promised else "",
        attempts_before=lead["attempts_so_far"] or 0,
        last_touch_before_at=lead["last_touch_at"],
        custom=lead["custom"],
        contacts=tuple(_new_contact(contact) for contact in lead["contacts"]),
        comments=lead["comments"],
        captured_at=lead["captured_at"],
        web_visits=tuple((one["at"], one["url"], one["title"]) for one in lead["web_activity"]),
    )


_KINDS = {"appointment": rules.Kind.APPOINTMENT}


def _new_contact(contact: Mapping[str, Any]) -> NewContact:
    return NewContact(**{**contact, "role": contact["role"] or rules.Role.OTHER.value})


def _name(lead: Mapping[str, Any]) -> str:
    """The company's name, else the best that stands for it: a person, an address, a number."""
    if lead["company"]["name"]:
        return lead["company"]["name"]
    for wanted in ("name", "email", "phone", "mobile"):
        for contact in lead["contacts"]:
            if contact[wanted]:
                return contact[wanted][:200]
    return ""


def _overlooked(lead: Mapping[str, Any], data: Any) -> Iterator[str]:
    """What was sent and has no place here: told, because a wrong key may hide a value."""
    for path, part, shape in _parts(data):
        known = _names(shape)
        if part.keys() <= known:
            continue
        for name in part:
            if name not in known:
                yield f"{strict_json.join(path, name)}: not known, kept in the raw lead only"
    if lead["next_step"]["kind"] == "none" and lead["next_step"]["at"]:
        yield "next_step.at: overlooked, because next_step.kind is none"


@cache
def _names(shape: type[Part]) -> frozenset[str]:
    return frozenset(shape().fields)


def _parts(data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], type[Part]]]:
    single = {
        "company": CompanyIn,
        "intelligence": IntelligenceIn,
        "next_step": NextStepIn,
        "value": ValueIn,
    }
    for name, shape in single.items():
        yield name, data.get(name) or {}, shape
    yield "company.address", (data.get("company") or {}).get("address") or {}, AddressIn
    for name, shape in (("contacts", ContactIn), ("web_activity", VisitIn)):
        for place, part in enumerate(data.get(name) or []):
            yield f"{name}[{place}]", part, shape
