"""What an administrator says of a webhook."""

from django import forms

from groundwork.events import EVENTS


class EndpointForm(forms.Form):
    """Whom to tell, and of what."""

    url = forms.URLField(
        label="Address",
        max_length=500,
        assume_scheme="https",
        help_text="It must answer from the internet by https.",
        error_messages={"required": "Where is it to be told?"},
    )
    name = forms.CharField(
        label="Name", max_length=120, required=False, help_text="Such as the program behind it."
    )
    events = forms.MultipleChoiceField(
        label="Tell it when",
        choices=tuple(EVENTS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one event."},
    )
