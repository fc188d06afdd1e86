"""What the API of this room takes: liberal in how it is written, strict in what it is."""

from typing import Any

from rest_framework import serializers

from cadence import rules
from groundwork import fields
from groundwork.bodies import Body
from groundwork.fields import Instant, Line, OneOf, Prose
from groundwork.timestamps import PLANNED
from people.models import User
from prospects.leads import NewContact, NewProspect
from prospects.serializers.shown import PRIORITIES

ROLES = [role.value for role in rules.Role]
CHANNELS = ["call", "email", "message", "visit"]
CLOSINGS = ["won", "lost", "do_not_contact"]
MOST_CONTACTS = 50
LOGGED = tuple(outcome.value for outcome in rules.Outcome if outcome is not rules.Outcome.VOID)


class KnownIn(Body):
    """What is known of how they work and buy."""

    environment = Prose(longest=4_000)
    pain_points = Prose(longest=4_000)
    purchase_plans = Prose(longest=4_000)
    timeframe = Prose(longest=1_000)
    budget = Prose(longest=1_000)
    decision_process = Prose(longest=4_000)


class WorthIn(Body):
    """What the sale is worth."""

    amount = fields.Amount(required=True)
    currency = fields.Currency(required=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        # Asked for here too: within a change, what is needed is not looked for.
        for name in self.fields:
            if name not in attrs:
                raise serializers.ValidationError({name: "This is needed."}, code="required")
        return attrs


class ContactAddIn(Body):
    """A person. Needed: a name, a telephone number or an e-mail."""

    name = Line(longest=200)
    title = Line(longest=200)
    role = OneOf(among=ROLES)
    email = fields.Email()
    phone = Line(longest=64, numbers=True)
    mobile = Line(longest=64, numbers=True)
    linkedin = fields.Web(longest=300)
    timezone = fields.Zone()
    best_time = Line(longest=120)
    preferred_channel = OneOf(among=CHANNELS)
    contact_every_days = fields.Whole(least=1, most=3_660)
    birthday = fields.Day()


class ContactChangeIn(ContactAddIn):
    """What is to change of a person; the rest stays."""

    no_voicemail = fields.Yes(required=False)


class ProspectChangeIn(Body):
    """What is to change of a prospect; the rest stays. Owner and status have their own paths."""

    name = Line(longest=200)
    website = fields.Web(longest=300)
    phone = Line(longest=64, numbers=True)
    country = fields.Country()
    region = Line(longest=80)
    city = Line(longest=120)
    postal_code = Line(longest=20, numbers=True)
    address_line1 = Line(longest=200)
    timezone = fields.Zone()
    industry = Line(longest=120)
    size = fields.Whole()
    campaign = Line(longest=80)
    priority = OneOf(among=[*PRIORITIES])
    intelligence = KnownIn(required=False)
    hook = Prose(longest=1_000)
    project_start = fields.Day(years=PLANNED)
    value = WorthIn(required=False, allow_null=True)
    no_voicemail = fields.Yes(required=False)
    custom = serializers.DictField(required=False)


class ProspectIn(ProspectChangeIn):
    """A prospect to pursue. Without an `owner` a key's goes to whose turn it is."""

    name = Line(longest=200, required=True)
    owner = fields.Email()
    source = Line(longest=80)
    comments = Prose(longest=10_000)
    contacts = serializers.ListSerializer(
        child=ContactAddIn(), required=False, max_length=MOST_CONTACTS
    )


def columns(told: dict[str, Any]) -> dict[str, Any]:
    """Return the columns that a checked `ProspectChangeIn` names, but for the campaign."""
    found = {name: value for name, value in told.items() if name in _AS_THEY_ARE}
    found.update(told.get("intelligence", {}))
    if "priority" in told:
        found["priority"] = PRIORITIES[told["priority"] or "normal"]
    if "project_start" in told:
        found["project_on"] = told["project_start"]
    if "value" in told:
        worth = told["value"] or {"amount": None, "currency": ""}
        found |= {"value_amount": worth["amount"], "value_currency": worth["currency"]}
    return found


_AS_THEY_ARE = frozenset(ProspectChangeIn().fields) - {
    "campaign",
    "priority",
    "intelligence",
    "project_start",
    "value",
}


def contact_columns(told: dict[str, Any]) -> dict[str, Any]:
    """Return the columns that a checked `ContactAddIn` or `ContactChangeIn` names."""
    return {**told, "role": told["role"] or rules.Role.OTHER.value} if "role" in told else told


def new_contact(told: dict[str, Any]) -> NewContact:
    return NewContact(**contact_columns(told))


def new_prospect(told: dict[str, Any]) -> NewProspect:
    """Return the value that a checked `ProspectIn` is."""
    known = {name: value for name, value in columns(told).items() if name != "no_voicemail"}
    return NewProspect(
        **known,
        source=told["source"],
        comments=told["comments"],
        contacts=[new_contact(each) for each in told.get("contacts", [])],
    )


# --- What is done to a prospect -------------------------------------------------------------------


class TouchIn(Body):
    """A touch to log. `details` carries what its outcome needs, such as `{"period_days": 60}`."""

    outcome = OneOf(among=LOGGED, required=True)
    channel = OneOf(among=tuple(rules.Channel), required=False)
    direction = OneOf(among=tuple(rules.Direction), required=False)
    occurred_at = Instant(required=False)
    promised_at = Instant(required=False)
    contact = fields.Id(required=False, allow_null=True, default=None)
    rep = Line(longest=254, required=False)
    note = Prose(longest=10_000, required=False)
    hook = Prose(longest=1_000, required=False)
    own_number = Line(longest=20, required=False)
    details = serializers.DictField(required=False, default=dict)
    submission_id = fields.Id(required=False, allow_null=True, default=None)


class TouchOnIn(TouchIn):
    """A touch to log, with the prospect that it is on."""

    prospect = fields.Id()


class CloseIn(Body):
    """How it ends. `lost` needs a reason and may name a day on which to ask again."""

    status = OneOf(among=CLOSINGS, required=True)
    reason = Prose(longest=1_000)
    revisit_on = fields.Day(years=PLANNED)
    note = Prose(longest=10_000)
    rep = Line(longest=254)
    submission_id = fields.Id(required=False, allow_null=True, default=None)


class ReopenIn(Body):
    """Why it is worth another try."""

    reason = Prose(longest=1_000)


class HandOverIn(Body):
    """To whom, by e-mail, and why."""

    to = fields.Email(required=True)
    reason = Prose(longest=1_000)


class SnoozeIn(Body):
    """Until when, and why it can wait."""

    until = Instant(required=True, years=PLANNED)
    reason = Prose(longest=1_000, required=True)


class MergeIn(Body):
    """The prospect that this one is the same as: it goes on, this one points to it."""

    into = fields.Id()


class CampaignChangeIn(Body):
    """What is to change of a campaign; the rest stays."""

    name = Line(longest=120)
    asked_us = fields.Yes(required=False)
    policy = Line(longest=80)
    opening = fields.Id(required=False, allow_null=True)
    is_active = fields.Yes(required=False)


class CampaignIn(CampaignChangeIn):
    """A campaign to make. Leads name it by its `slug`."""

    slug = Line(longest=80, required=True)
    name = Line(longest=120, required=True)


class PolicyChangeIn(Body):
    """The numbers that are to change, by name; the rest stay."""

    numbers = serializers.DictField(required=True)


class PolicyIn(PolicyChangeIn):
    """A policy to make. What `numbers` does not name has its default."""

    name = Line(longest=80, required=True)
    numbers = serializers.DictField(required=False, default=dict)


class PersonChangeIn(Body):
    """What is to change of a person; the rest stays. `cover` is a colleague's e-mail, or ""."""

    name = Line(longest=120)
    role = OneOf(among=User.Role.values)
    timezone = fields.Zone()
    capacity_per_day = fields.Whole(most=1_000)
    capacity_per_half_hour = fields.Whole(most=100)
    cover = Line(longest=254)


class PersonIn(Body):
    """Somebody to invite: they are mailed the link by which to set a password."""

    email = fields.Email(required=True)
    name = Line(longest=120, required=True)
    role = OneOf(among=User.Role.values, required=True)
    timezone = fields.Zone()
