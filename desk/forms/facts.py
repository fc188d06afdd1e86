"""What is known of a prospect and of the people there, written by hand."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from desk.forms.checked import Checked
from desk.words import CHANNELS, KNOWN, ROLES
from groundwork import fields, places
from groundwork.timestamps import PLANNED
from prospects.leads import NewContact, NewProspect
from prospects.models import Campaign, Prospect

_LONG = {"environment": 4_000, "pain_points": 4_000, "purchase_plans": 4_000}
_LONGER = {**_LONG, "timeframe": 1_000, "budget": 1_000, "decision_process": 4_000}
ZONES = sorted(zone for zone in places.zones() if "/" in zone and not zone.startswith("Etc/"))
_PREFERRED = ("call", "email", "message", "visit")


def prose(column: str, *, label: str, rows: int = 3) -> Checked:
    """Return the field of one of the columns that are told in sentences."""
    area = forms.Textarea(attrs={"rows": rows})
    return Checked(fields.Prose(longest=_LONGER.get(column, 1_000)), label=label, widget=area)


class KnownForm(forms.Form):
    """One thing that is known, to be put right while on the call."""

    def __init__(self, data: Any = None, *, column: str, initial: str = "") -> None:
        super().__init__(data, initial={column: initial})
        self.fields[column] = prose(column, label=KNOWN[column], rows=4)
        self.fields[column].widget.attrs["autofocus"] = True


def _countries() -> list[tuple[str, str]]:
    named = sorted(places.country_names().items(), key=lambda pair: pair[1])
    return [("", "not told"), *named]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class CompanyFields(forms.Form):
    """What is asked of every company, new or known."""

    name = Checked(fields.Line(longest=200, required=True), label="Company")
    phone = Checked(
        fields.Line(longest=64),
        label="Telephone",
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    website = Checked(fields.Web(longest=300), label="Website")
    country = Checked(fields.Country(), label="Country", widget=forms.Select)
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), required=False, empty_label="none", to_field_name="public_id"
    )

    def __init__(self, *args: Any, campaigns: QuerySet[Campaign], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["campaign"]
        chosen.queryset = campaigns
        self.fields["country"].widget.choices = _countries()  # type: ignore[attr-defined]


class CompanyForm(CompanyFields):
    """Everything that a person may put right of a company."""

    address_line1 = Checked(fields.Line(longest=200), label="Street")
    postal_code = Checked(fields.Line(longest=20), label="Postal code")
    city = Checked(fields.Line(longest=120), label="City")
    region = Checked(fields.Line(longest=80), label="State or region")
    timezone = Checked(
        fields.Zone(),
        label="Time zone",
        help_text="Empty: worked out from the number and the country.",
        widget=forms.TextInput(attrs={"list": "zones"}),
    )
    industry = Checked(fields.Line(longest=120), label="Industry")
    size = Checked(
        fields.Whole(), label="People there", widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    priority = forms.TypedChoiceField(choices=Prospect.Priority.choices, coerce=int)
    value_amount = Checked(
        fields.Amount(), label="Worth", widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    value_currency = Checked(fields.Currency(), label="Currency")
    project_on = Checked(fields.Day(years=PLANNED), label="Project starts", widget=_day())
    hook = prose("hook", label="The hook: what was agreed last time", rows=2)
    environment = prose("environment", label=KNOWN["environment"])
    pain_points = prose("pain_points", label=KNOWN["pain_points"])
    purchase_plans = prose("purchase_plans", label=KNOWN["purchase_plans"])
    timeframe = prose("timeframe", label=KNOWN["timeframe"], rows=2)
    budget = prose("budget", label=KNOWN["budget"], rows=2)
    decision_process = prose("decision_process", label=KNOWN["decision_process"])
    no_voicemail = forms.BooleanField(required=False, label="Leave no voicemail here")

    @classmethod
    def as_it_stands(cls, prospect: Prospect) -> Mapping[str, Any]:
        """Return what the form first shows."""
        told = {name: getattr(prospect, name) for name in cls.base_fields}
        campaign = prospect.campaign.public_id if prospect.campaign else None
        return {**told, "campaign": campaign}

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("value_amount") is not None and not told.get("value_currency"):
            self.add_error("value_currency", "Name the currency, as in USD.")
        return told


class PersonForm(forms.Form):
    """Somebody there. A name, a number or an e-mail is enough."""

    name = Checked(fields.Line(longest=200), label="Name")
    title = Checked(fields.Line(longest=200), label="Title")
    role = forms.ChoiceField(choices=[*ROLES.items()], label="Role", initial="other")
    phone = Checked(
        fields.Line(longest=64), label="Telephone", widget=forms.TextInput(attrs={"type": "tel"})
    )
    mobile = Checked(
        fields.Line(longest=64), label="Mobile", widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = Checked(
        fields.Email(), label="E-mail", widget=forms.TextInput(attrs={"inputmode": "email"})
    )
    linkedin = Checked(fields.Web(longest=300), label="LinkedIn")
    best_time = Checked(
        fields.Line(longest=120),
        label="Best time",
        help_text="Such as “Tue-Thu 07:30-08:30”. Kept as written where it cannot be read.",
    )
    preferred_channel = forms.ChoiceField(
        choices=[("", "no wish"), *((name, CHANNELS[name]) for name in _PREFERRED)],
        required=False,
        label="Wants to be reached",
    )
    contact_every_days = Checked(
        fields.Whole(least=1, most=3_660),
        label="Wants to hear from us every … days",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    birthday = Checked(fields.Day(), label="Birthday", widget=_day())
    timezone = Checked(
        fields.Zone(),
        label="Own time zone",
        help_text="Empty: the company's.",
        widget=forms.TextInput(attrs={"list": "zones"}),
    )
    no_voicemail = forms.BooleanField(required=False, label="Wants no voicemail")


class NewProspectForm(CompanyFields):
    """A company to pursue and the first person there."""

    person = Checked(fields.Line(longest=200), label="Whom to ask for")
    title = Checked(fields.Line(longest=200), label="Their title")
    role = forms.ChoiceField(choices=[*ROLES.items()], label="Their role", initial="decision_maker")
    email = Checked(
        fields.Email(), label="Their e-mail", widget=forms.TextInput(attrs={"inputmode": "email"})
    )
    pain_points = prose("pain_points", label="What hurts them, as far as you know", rows=2)
    comments = prose("comments", label="The story so far", rows=3)
    asked_us = forms.BooleanField(
        required=False, label="They asked us to call: put them first, now"
    )

    field_order = ("name", "phone", "person", "title", "role", "email", "website", "country")

    def new(self) -> NewProspect:
        """Return the company of a valid form."""
        told = self.cleaned_data
        people = []
        if told["person"] or told["email"]:
            people.append(
                NewContact(
                    name=told["person"],
                    title=told["title"],
                    role=told["role"],
                    email=told["email"],
                )
            )
        return NewProspect(
            name=told["name"],
            phone=told["phone"],
            website=told["website"],
            country=told["country"],
            pain_points=told["pain_points"],
            comments=told["comments"],
            hand_raiser=told["asked_us"],
            source="by hand",
            contacts=people,
        )
