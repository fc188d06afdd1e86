"""What the bell's page sends."""

from datetime import datetime

from django import forms

from groundwork import timestamps


class SeeAllForm(forms.Form):
    """Until when the page's reminders were raised: what came in since was not seen."""

    up_to = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_up_to(self) -> datetime | None:
        try:
            return timestamps.instant(self.cleaned_data["up_to"], years=timestamps.RECORDED)
        except ValueError:
            return None
