"""Changing a plan by hand, and opening a closed prospect again."""

from typing import Any

from django import forms

from desk.forms.asks import AgreedTime


class MoveForm(AgreedTime):
    """Another time for the next attempt, and why it can wait or must not."""

    SHOWN_AT = {"until": "when"}

    reason = forms.CharField(max_length=1_000, label="Why")

    def plan(self) -> dict[str, Any]:
        """Return the arguments of `snooze`, of a valid form."""
        return {"until": self.cleaned_data["promised_at"], "reason": self.cleaned_data["reason"]}


class ReopenForm(forms.Form):
    reason = forms.CharField(max_length=1_000, required=False, label="Why")
