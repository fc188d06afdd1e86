"""The lead on the wire: liberal in what it takes, strict in what it hands on."""

from base64 import b64encode
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty as EMPTY

from cadence import rules
from groundwork import fields, strict_json
from groundwork.timestamps import PLANNED
from intake.answers import Received
from intake.models import Lead
from prospects.models import Prospect
from prospects.serializers import next_attempt, when

ROLES = [role.value for role in rules.Role]
CHANNELS = ["call", "email", "message", "visit"]
PRIORITIES = {
    "low": Prospect.Priority.LOW,
    "normal": Prospect.Priority.NORMAL,
    "high": Prospect.Priority.HIGH,
}
MOST_CONTACTS = 50
MOST_VISITS = 200


class Part(serializers.Serializer):
    """A part of the lead, empty if it is null: each of its fields has a default."""

    def run_validation(self, data: Any = EMPTY) -> Any:
        # A part has no rules beyond its fields': the framework's way round costs ten times this.
        if isinstance(data, Mapping):
            return self.to_internal_value(data)
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        return self.sorted_out.read(data)

    @cached_property
    def sorted_out(self) -> "_Sorted":
        return _Sorted(self.fields)


class AddressIn(Part):
    line1 = fields.Line(longest=200)
    city = fields.Line(longest=120)
    region = fields.Line(longest=80)
    postal_code = fields.Line(longest=20, numbers=True)


class CompanyIn(Part):
    name = fields.Line(longest=200)
    website = fields.Web(longest=300)
    phone = fields.Line(longest=64, numbers=True)
    country = fields.Country()
    timezone = fields.Zone()
    industry = fields.Line(longest=120)
    size = fields.Whole()
    address = AddressIn(required=False, allow_null=True)


class ContactIn(Part):
    name = fields.Line(longest=200)
    title = fields.Line(longest=200)
    role = fields.OneOf(among=ROLES)
    email = fields.Email()
    phone = fields.Line(longest=64, numbers=True)
    mobile = fields.Line(longest=64, numbers=True)
    linkedin = fields.Web(longest=300)
    best_time = fields.Line(longest=120)
    preferred_channel = fields.OneOf(among=CHANNELS)
    contact_every_days = fields.Whole(least=1, most=3_660)
    birthday = fields.Day()


class IntelligenceIn(Part):
    environment = fields.Prose(longest=4_000)
    pain_points = fields.Prose(longest=4_000)
    purchase_plans = fields.Prose(longest=4_000)
    timeframe = fields.Prose(longest=1_000)
    budget = fields.Prose(longest=1_000)
    decision_process = fields.Prose(longest=4_000)


class NextStepIn(Part):
    kind = fields.OneOf(among=["call", "appointment", "send_info", "none"])
    at = fields.Instant(years=PLANNED)
    note = fields.Prose(longest=1_000)


class ValueIn(Part):
    amount = fields.Amount()
    currency = fields.Currency()


class VisitIn(Part):
    at = fields.Instant(required=True)
    url = fields.Web(required=True, longest=2_000)
    title = fields.Line(longest=300)


class LeadIn(serializers.Serializer):
    """One lead. Needed: `company.name`, or one contact with a telephone number or an e-mail."""

    external_id = fields.Line(longest=200, numbers=True)
    source = fields.Line(longest=80)
    campaign = fields.Line(longest=80)
    captured_at = fields.Instant()
    company = CompanyIn(required=False, allow_null=True)
    contacts = serializers.ListSerializer(
        child=ContactIn(), required=False, allow_null=True, max_length=MOST_CONTACTS
    )
    intelligence = IntelligenceIn(required=False, allow_null=True)
    comments = fields.Prose(longest=10_000)
    next_step = NextStepIn(required=False, allow_null=True)
    project_start = fields.Day(years=PLANNED)
    value = ValueIn(required=False, allow_null=True)
    priority = fields.OneOf(among=[*PRIORITIES])
    assign_to = fields.Email()
    attempts_so_far = fields.Whole(most=1_000)
    last_touch_at = fields.Instant()
    web_activity = serializers.ListSerializer(
        child=VisitIn(), required=False, allow_null=True, max_length=MOST_VISITS
    )
    custom = serializers.DictField(required=False, allow_null=True)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        unknown = {
            strict_json.join("", str(name)): [
                serializers.ValidationError(
                    "This key is not known. Free data goes into custom.", code="unknown"
                ).detail[0]
            ]
            for name in data
            if name not in self.fields
        }
        try:
            value = self.sorted_out.read(_whole(data))
        except serializers.ValidationError as problem:
            raise serializers.ValidationError({**unknown, **problem.detail}) from None
        if unknown:
            raise serializers.ValidationError(unknown)
        return value

    @cached_property
    def sorted_out(self) -> "_Sorted":
        return _Sorted(self.fields)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        reachable = any(
            contact["phone"] or contact["mobile"] or contact["email"]
            for contact in attrs["contacts"]
        )
        if not attrs["company"]["name"] and not reachable:
            message = "Name the company, or one contact with a telephone number or an e-mail."
            raise serializers.ValidationError({"company": {"name": [message]}}, code="required")
        return attrs


class _Sorted:
    """The fields of a shape, sorted once by how they are read: most of a lead is not told."""

    def __init__(self, shape: Mapping[str, serializers.Field]) -> None:
        self.places = {name: place for place, name in enumerate(shape)}
        self.written = {
            name: field
            for name, field in shape.items()
            if isinstance(field, fields.Written) and field.blank_is_fine
        }
        self.empty = {name: field.empty for name, field in self.written.items()}
        self.others = [(name, field) for name, field in shape.items() if name not in self.written]

    def read(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Read every field, or raise all that is wrong together, in the order of the shape."""
        found: dict[str, Any] = {**self.empty}
        wrong: dict[str, Any] = {}
        for name, told in data.items():
            field = self.written.get(name)
            if field is not None and told is not None:
                try:
                    found[name] = field.to_internal_value(told)
                except serializers.ValidationError as problem:
                    wrong[name] = problem.detail
        for name, other in self.others:
            try:
                found[name] = _read_other(other, data.get(name, EMPTY))
            except serializers.ValidationError as problem:
                wrong[name] = problem.detail
        if wrong:
            order = sorted(wrong, key=self.places.__getitem__)
            raise serializers.ValidationError({name: wrong[name] for name in order})
        return found


def _read_other(field: Any, told: Any) -> Any:
    is_list = isinstance(field, serializers.ListSerializer)
    is_free = isinstance(field, serializers.DictField)
    if is_list and type(told) is list:
        if not told:
            return []
        if len(told) <= field.max_length:
            try:
                return [field.child.run_validation(one) for one in told]
            except serializers.ValidationError:
                pass  # told again below, with its place in the list
    if is_free and type(told) is dict:
        return told  # free data: nothing in it is looked at
    return field.run_validation(told)


def _whole(data: Mapping[str, Any]) -> dict[str, Any]:
    """Put an empty part where one is missing, so that its fields' defaults stand."""
    whole = dict(data)
    for name in ("company", "intelligence", "next_step", "value", "custom"):
        whole[name] = {} if whole.get(name) is None else whole[name]
    for name in ("contacts", "web_activity"):
        whole[name] = [] if whole.get(name) is None else whole[name]
    if isinstance(whole["company"], Mapping):
        address = whole["company"].get("address")
        whole["company"] = {**whole["company"], "address": {} if address is None else address}
    return whole


# Making a serializer copies every field of it; reading with one keeps nothing in it.
_LEAD = LeadIn()


def read_fields(data: Any) -> dict[str, Any]:
    """Return the fields of one lead.

    :raises serializers.ValidationError: naming every value that is not acceptable
    """
    return _LEAD.run_validation(data)


# --- From a value to the wire --------------------------------------------------------------------


def received_out(received: Received) -> dict[str, Any]:
    """Return what the source of a lead is answered."""
    return {
        "id": str(received.lead.public_id),
        "result": received.result,
        "prospect": _prospect_out(received.prospect),
        "owner": received.prospect.owner.email,
        "next_attempt": next_attempt(received.prospect),
        "matched_on": received.matched_on,
        "warnings": received.warnings,
    }


def _prospect_out(prospect: Prospect) -> dict[str, Any]:
    return {
        "id": str(prospect.public_id),
        "url": f"/api/v1/prospects/{prospect.public_id}/",
        "name": prospect.name,
    }


def lead_out(lead: Lead) -> dict[str, Any]:
    """Return a pushed lead and its fate, without its body."""
    return {
        "id": str(lead.public_id),
        "url": f"/api/v1/leads/{lead.public_id}/",
        "received_at": when(lead.received_at),
        "judged_at": when(lead.judged_at),
        "fate": lead.fate,
        "source": lead.source,
        "external_id": lead.external_id,
        "via": lead.via,
        "key": lead.api_key.name if lead.api_key else None,
        "prospect": _prospect_out(lead.prospect) if lead.prospect else None,
        "matched_on": lead.matched_on,
        "warnings": lead.answer.get("warnings", []),
        "problem": lead.problem or None,
    }


def lead_in_full(lead: Lead) -> dict[str, Any]:
    """Return a pushed lead with its body: as text, or in Base64 if it is not UTF-8."""
    raw = bytes(lead.raw)
    try:
        body = {"raw": raw.decode(), "raw_encoding": "utf-8"}
    except UnicodeDecodeError:
        body = {"raw": b64encode(raw).decode(), "raw_encoding": "base64"}
    return {**lead_out(lead), **body, "answer": lead.answer or None}
