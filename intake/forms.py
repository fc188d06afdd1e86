"""What a manager says of a key for a program, and of a territory."""

import ipaddress
from datetime import date
from typing import Any

from django import forms

from groundwork import places
from people.models import User
from people.permissions import SCOPES
from prospects.models import Campaign

OVERLAPS = (
    (0, "No longer"),
    (24, "A day more"),
    (24 * 7, "A week more"),
    (24 * 30, "30 days more"),
)


class KeyForm(forms.Form):
    """A new key: what it is called, what it may do, from where and until when."""

    name = forms.CharField(
        label="Name", max_length=120, help_text="Whose program it is, such as the vendor's name."
    )
    scopes = forms.MultipleChoiceField(
        label="It may",
        widget=forms.CheckboxSelectMultiple,
        initial=["leads:write", "leads:read:own"],
        error_messages={"required": "Choose at least one thing that it may do."},
    )
    default_source = forms.CharField(
        label="Source of its leads",
        max_length=80,
        required=False,
        help_text="For leads that name none. Empty: the key's name.",
    )
    campaign = forms.ModelChoiceField(
        label="Campaign of its leads",
        queryset=Campaign.objects.none(),
        required=False,
        empty_label="None",
    )
    asked_us = forms.BooleanField(
        label="Its leads asked us to call", required=False, help_text="They are called first."
    )
    allowed_addresses = forms.CharField(
        label="Only from these addresses",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="IP addresses or networks, one a line. Empty: from anywhere.",
    )
    expires_on = forms.DateField(
        label="Good until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The last day, in UTC. Empty: until it is revoked.",
    )
    is_test = forms.BooleanField(
        label="A test key",
        required=False,
        help_text="It is answered like the others, and creates nothing.",
    )

    def __init__(self, *args: Any, campaigns: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["campaign"].queryset = campaigns  # type: ignore[attr-defined]
        self.fields["scopes"].choices = [  # type: ignore[attr-defined]
            (scope, scope) for scope in sorted(SCOPES)
        ]

    def clean_allowed_addresses(self) -> list[str]:
        written = self.cleaned_data["allowed_addresses"].replace(",", " ").split()
        for address in written:
            try:
                ipaddress.ip_network(address)
            except ValueError as problem:
                raise forms.ValidationError(
                    f"{address} is not an IP address or network, such as 203.0.113.0/24."
                ) from problem
        return written

    def clean_expires_on(self) -> date | None:
        day = self.cleaned_data["expires_on"]
        if day is not None and day < self.today:
            raise forms.ValidationError("Choose a day ahead.")
        return day


class RotateForm(forms.Form):
    """How long the old text of a key opens the door beside the new one."""

    overlap = forms.TypedChoiceField(
        label="The old key is good", choices=OVERLAPS, coerce=int, initial=24
    )


class TerritoryForm(forms.Form):
    """Who covers which place."""

    rep = forms.ModelChoiceField(label="Who", queryset=User.objects.none())
    country = forms.CharField(
        label="Country", max_length=2, required=False, help_text="Two letters, such as US or FR."
    )
    region = forms.CharField(label="Region", max_length=80, required=False)
    postal_prefix = forms.CharField(label="Postal codes begin with", max_length=20, required=False)
    campaign = forms.ModelChoiceField(
        label="Only leads of",
        queryset=Campaign.objects.none(),
        required=False,
        empty_label="All campaigns",
    )

    def __init__(self, *args: Any, people: Any, campaigns: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rep"].queryset = people  # type: ignore[attr-defined]
        self.fields["campaign"].queryset = campaigns  # type: ignore[attr-defined]

    def clean_country(self) -> str:
        country = self.cleaned_data["country"].upper()
        if country and country not in places.countries():
            raise forms.ValidationError("It must be a country's two letters, as in US or GB.")
        return country
