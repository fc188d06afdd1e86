"""What a manager asks for: which prospects, and what shall become of them."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms

from cadence import rules
from dashboards.actions import CatchUp, Change, HandOver, Picked, Replan
from groundwork import pages
from people.actors import Actor
from people.models import User

MOST_PICKED = pages.PER_PAGE
MOST_SPREAD = 500  # when catching up on a whole backlog
_PICK = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?::(\d{1,9}))?", re.ASCII)
_YEARS = range(2000, 2100)


class Picks(forms.Field):
    """Prospects by their public ids, each with the cycle in which it was shown (`id:cycle`)."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {
        "required": "Choose at least one prospect.",
        "too_many": f"Choose at most {MOST_PICKED} prospects at a time.",
        "unreadable": "That is no prospect.",
    }

    def to_python(self, value: Sequence[str] | None) -> list[Picked]:
        picked: dict[str, Picked] = {}
        for written in value or []:
            found = _PICK.fullmatch(written)
            if found is None:
                raise forms.ValidationError(self.error_messages["unreadable"])
            cycle = int(found[2]) if found[2] else None
            picked[found[1]] = Picked(public_id=UUID(found[1]), cycle=cycle)
        if len(picked) > MOST_SPREAD:
            raise forms.ValidationError(self.error_messages["too_many"])
        return list(picked.values())


class Colleague(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody who works in the team, by their public id; whatever else is given is nobody."""

    default_error_messages = {"invalid_choice": "Choose somebody who works in this team."}

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            message = self.error_messages["invalid_choice"]
            raise forms.ValidationError(message, code="invalid_choice") from None


class ChangeForm(forms.Form):
    """A hand-over or a re-plan of some prospects. `change()` is what it asks for.

    A date and time are meant on the viewer's own clock.
    """

    HAND_OVER, REPLAN, CATCH_UP = "hand-over", "re-plan", "catch-up"

    pick = Picks(required=False)
    do = forms.ChoiceField(
        choices=[(HAND_OVER, "Hand over"), (REPLAN, "Move"), (CATCH_UP, "Catch up")],
        error_messages={
            "required": "Say what shall be done.",
            "invalid_choice": "That cannot be done.",
        },
    )
    to = Colleague(
        queryset=User.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="Choose a rep",
        widget=forms.Select(attrs={"class": "form-select"}),
        label="Hand over to",
    )
    on = forms.DateField(
        required=False,
        label="Move to the day",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Write the day as YYYY-MM-DD."},
    )
    at = forms.TimeField(
        required=False,
        label="at",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "form-control"}),
        input_formats=["%H:%M", "%H:%M:%S"],
        error_messages={"invalid": "Write the time as HH:MM."},
    )
    # Whose whole backlog is to be caught up on, where nothing was chosen.
    whose = Colleague(
        queryset=User.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.HiddenInput,
    )
    reason = forms.CharField(required=False, max_length=1_000, label="Why")
    back = forms.CharField(required=False, max_length=2_000, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, viewer: Actor, tz: str, **options: Any) -> None:
        super().__init__(data, use_required_attribute=False, **options)
        self.tz = tz
        team = User.objects.active().visible_to(viewer).order_by("name", "id")
        self.fields["to"].queryset = team  # type: ignore[attr-defined]
        everybody = User.objects.visible_to(viewer)
        self.fields["whose"].queryset = everybody  # type: ignore[attr-defined]

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on is not None and on.year not in _YEARS:
            raise forms.ValidationError("Choose a day before the year 2100.")
        return on

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        self._check_picked(told)
        if told.get("do") == self.HAND_OVER and not told.get("to") and "to" not in self.errors:
            self.add_error("to", "Choose who takes over.")
        if told.get("do") == self.REPLAN:
            for name, missing in (("on", "Choose a day."), ("at", "Choose a time.")):
                if told.get(name) is None and name not in self.errors:
                    self.add_error(name, missing)
        return told

    def _check_picked(self, told: dict[str, Any]) -> None:
        if "pick" in self.errors:
            return
        messages, picked = Picks.default_error_messages, told.get("pick")
        whole = told.get("do") == self.CATCH_UP and told.get("whose")
        if not picked and not whole:
            self.add_error("pick", messages["required"])
        elif told.get("do") != self.CATCH_UP and picked and len(picked) > MOST_PICKED:
            self.add_error("pick", messages["too_many"])

    def picked(self) -> list[Picked]:
        picked: list[Picked] = self.cleaned_data["pick"]
        return picked

    def change(self) -> Change:
        """Return what a valid form asks for."""
        told = self.cleaned_data
        if told["do"] == self.HAND_OVER:
            return HandOver(to=told["to"], reason=told["reason"])
        if told["do"] == self.CATCH_UP:
            return CatchUp(reason=told["reason"])
        return Replan(until=self._until(told["on"], told["at"]), reason=told["reason"])

    def _until(self, on: date, at: time) -> datetime:
        return rules.instant(on, at, self.tz)


class WordsForm(forms.Form):
    """A manager's words about some prospects."""

    NUDGE, SEEN = "nudge", "seen"

    pick = Picks()
    do = forms.ChoiceField(
        choices=[(NUDGE, "Nudge"), (SEEN, "Seen, because")],
        error_messages={
            "required": "Say what shall be done.",
            "invalid_choice": "That cannot be done.",
        },
    )
    words = forms.CharField(
        max_length=1_000,
        error_messages={"required": "Write what they should know."},
    )
    back = forms.CharField(required=False, max_length=2_000)
