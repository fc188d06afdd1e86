"""What the pages of this room send."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from groundwork import timestamps

MOST_CHOSEN = 500


class SeeAllForm(forms.Form):
    """Until when the page's reminders were raised: what came in since was not seen."""

    up_to = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_up_to(self) -> datetime | None:
        try:
            return timestamps.instant(self.cleaned_data["up_to"], years=timestamps.RECORDED)
        except ValueError:
            return None


def chosen_messages(data: QueryDict) -> list[UUID]:
    """Return the messages that were ticked; what is no id at all is left out."""
    chosen = []
    for written in data.getlist("message")[:MOST_CHOSEN]:
        try:
            chosen.append(forms.UUIDField().clean(written))
        except ValidationError:
            continue
    return chosen
