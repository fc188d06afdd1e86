"""What a person decides about their own pages."""

from zoneinfo import available_timezones

from django import forms

from people.models import User

_ZONES = sorted(zone for zone in available_timezones() if "/" in zone and zone[:4] != "Etc/")


class PreferencesForm(forms.Form):
    theme = forms.ChoiceField(choices=User.Theme.choices, widget=forms.RadioSelect, label="Look")
    single_key_shortcuts = forms.BooleanField(
        required=False,
        label="Single keys do things on the desk",
        help_text="Switch this off if you dictate, or use a tool that types for you.",
    )
    timezone = forms.ChoiceField(
        label="Time zone", choices=[("UTC", "UTC"), *((zone, zone) for zone in _ZONES)]
    )
