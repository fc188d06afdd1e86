"""What the pages of this room send."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from cadence import rules
from groundwork import timestamps
from people.models import User
from reminders.models import Reminder
from reminders.wishing import BROWSER, EMAIL, NUDGE, Wanted

MOST_CHOSEN = 500


def _clock() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "form-control"})


class SeeAllForm(forms.Form):
    """Until when the page's reminders were raised: what came in since was not seen."""

    up_to = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_up_to(self) -> datetime | None:
        try:
            return timestamps.instant(self.cleaned_data["up_to"], years=timestamps.RECORDED)
        except ValueError:
            return None


KINDS = {
    Reminder.Kind.DUE.value: "An attempt is due",
    Reminder.Kind.NAG.value: "It is overdue",
    Reminder.Kind.DAY_END.value: "Still open at the end of the day",
    Reminder.Kind.ESCALATION.value: "Escalated to the manager",
    Reminder.Kind.MORNING.value: "Still waiting the next mornings",
    NUDGE: "My manager writes to me",
}
_WAYS = [(EMAIL, "E-mail"), (BROWSER, "Browser")]


class WishesForm(forms.Form):
    """Which notices come by which way, besides the page, and when it is quiet."""

    quiet_from = forms.TimeField(label="Quiet from", widget=_clock())
    quiet_until = forms.TimeField(label="until", widget=_clock())
    names_prospects = forms.BooleanField(
        required=False,
        label="Notifications may name the prospect",
        help_text="They can be read on a locked screen. Without this they only say how many.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for kind, label in KINDS.items():
            self.fields[f"by_{kind}"] = forms.MultipleChoiceField(
                choices=_WAYS,
                required=False,
                label=label,
                widget=forms.CheckboxSelectMultiple,
            )

    @staticmethod
    def chosen(wanted: Wanted) -> dict[str, Any]:
        """Return what the form shows for somebody's wishes."""
        ways = {
            f"by_{kind}": [way for way, _ in _WAYS if wanted.wants(kind, way)] for kind in KINDS
        }
        return {
            **ways,
            "quiet_from": wanted.quiet_from,
            "quiet_until": wanted.quiet_until,
            "names_prospects": wanted.names_prospects,
        }

    def rows(self) -> list[tuple[str, forms.BoundField]]:
        """Return each kind's field, in the order of the ladder."""
        return [(label, self[f"by_{kind}"]) for kind, label in KINDS.items()]

    def wishes(self) -> dict[str, Any]:
        """Return what a valid form asks for, as `actions.wish` takes it."""
        told = self.cleaned_data
        return {
            "channels": {kind: told[f"by_{kind}"] for kind in KINDS},
            "quiet_from": told["quiet_from"],
            "quiet_until": told["quiet_until"],
            "names_prospects": told["names_prospects"],
        }


class SubscriptionForm(forms.Form):
    """What a browser's script sends of its subscription."""

    endpoint = forms.CharField(max_length=500)
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=40)
    browser = forms.CharField(max_length=120, required=False)


class PauseForm(forms.Form):
    """For whom reminders rest, until when, and why. Times are on the viewer's own clock."""

    rep = forms.ModelChoiceField(
        queryset=User.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="The whole team",
        label="Of",
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": "Choose somebody who works in this team."},
    )
    on = forms.DateField(
        label="Until",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
        error_messages={"required": "Choose a day.", "invalid": "Write the day as YYYY-MM-DD."},
    )
    at = forms.TimeField(label="at", widget=_clock())
    reason = forms.CharField(
        label="Why",
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": "Say why: everybody can read it."},
    )
    prospect = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.use_required_attribute = False
        team = User.objects.active().visible_to(viewer).order_by("name", "id")
        self.fields["rep"].queryset = team  # type: ignore[attr-defined]
        self.viewer = viewer

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if not 2000 <= on.year < 2100:
            raise forms.ValidationError("Choose a day before the year 2100.")
        return on

    def until(self) -> datetime:
        """Return the end that a valid form asks for."""
        told = self.cleaned_data
        return rules.instant(told["on"], told["at"], self.viewer.timezone)


def chosen_messages(data: QueryDict) -> list[UUID]:
    """Return the messages that were ticked; what is no id at all is left out."""
    chosen = []
    for written in data.getlist("message")[:MOST_CHOSEN]:
        try:
            chosen.append(forms.UUIDField().clean(written))
        except ValidationError:
            continue
    return chosen


def chosen_addresses(data: QueryDict) -> list[int]:
    """Return the held-back addresses that were ticked; what is no number is left out."""
    written = data.getlist("address")[:MOST_CHOSEN]
    return [int(each) for each in written if each.isascii() and each.isdigit() and len(each) < 19]
