"""What somebody fills in about people."""

from typing import Any

from django import forms

from groundwork import places


def _countries() -> list[tuple[str, str]]:
    named = sorted(places.country_names().items(), key=lambda pair: pair[1])
    return [("", "Choose …"), *named]


def _zones() -> list[tuple[str, Any]]:
    """Return the zones by continent, as a select shows them."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(zone for code in places.countries() for zone in places.zones_of(code)):
        continent, _, place = zone.partition("/")
        groups.setdefault(continent, []).append((zone, place.replace("_", " ")))
    return [("", "The country's own"), *groups.items(), ("UTC", "UTC")]


class WelcomeForm(forms.Form):
    """The first team, and the person who administers it."""

    team = forms.CharField(max_length=120, label="Your team or company")
    country = forms.ChoiceField(choices=_countries)
    timezone = forms.ChoiceField(choices=_zones, required=False, label="Time zone")
    name = forms.CharField(
        max_length=120,
        label="Your name",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        max_length=254,
        label="Your e-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        max_length=4_096,
        label="A password",
        strip=False,
        help_text="12 characters or more. Several words are easy to remember and hard to guess.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    with_sample = forms.BooleanField(
        required=False,
        label="Make a sample team too, to look around in",
        help_text="A team of its own with 60 prospects. Yours stays empty.",
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        country = told.get("country")
        if country and not told.get("timezone"):
            zones = places.zones_of(country)
            if len(zones) == 1:
                told["timezone"] = zones[0]
            else:
                self.add_error("timezone", "This country has several: choose yours.")
        return told
