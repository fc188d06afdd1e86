"""The log form: one note, one person, and the outcome that was pressed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cadence.rules import Channel, Direction
from desk.forms.asks import Ask
from desk.forms.outcomes import OUTCOMES, Button
from prospects.actions import CannotLogTouch
from prospects.models import Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A button as it stands on the page, with its own questions, open or not."""

    button: Button
    ask: Ask | None
    open: bool


class TouchForm(forms.Form):
    """
    What a rep says came of it. `touch()` answers with the arguments of `log_touch`.

    Pressing Enter in a field sends no outcome: then the only question that was answered
    says which one it is.
    """

    use_required_attribute = False

    submission_id = forms.UUIDField(widget=forms.HiddenInput)
    cycle = forms.IntegerField(
        min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput
    )
    outcome = forms.ChoiceField(
        choices=[(value, button.label) for value, button in OUTCOMES.items()],
        required=False,
        error_messages={"invalid_choice": "That is none of the outcomes."},
    )
    note = forms.CharField(
        max_length=10_000,
        required=False,
        label="Note",
        widget=forms.Textarea(attrs={"rows": 2, "data-hotkey": "n"}),
    )
    hook = forms.CharField(max_length=1_000, required=False, label="Agreed for next time")
    own_number = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": "That number is not the team's."}
    )
    contact = forms.TypedChoiceField(required=False, empty_value=None, label="With whom")

    def __init__(
        self,
        data: Any = None,
        *,
        contacts: Sequence[Contact],
        now: datetime,
        theirs: str,
        mine: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.offer(contacts)
        self.asks = {
            value: button.ask(data, prefix=value, now=now, theirs=theirs, mine=mine)
            for value, button in OUTCOMES.items()
            if button.ask
        }
        self.pressed = ""

    def offer(self, contacts: Sequence[Contact]) -> None:
        """Say who may be chosen as the one the touch was with."""
        people = {str(contact.public_id): contact for contact in contacts}
        self.fields["contact"].choices = [  # type: ignore[attr-defined]
            ("", "The person planned"),
            *((key, str(contact)) for key, contact in people.items()),
        ]
        self.fields["contact"].coerce = people.get  # type: ignore[attr-defined]

    def offer_numbers(self, numbers: Iterable[str]) -> None:
        """Say from which of the team's own numbers the call may have been made."""
        self.fields["own_number"].choices = [(one, one) for one in numbers]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "outcome" in self.errors:
            return cleaned
        self.pressed = cleaned.get("outcome") or self._only_answered()
        if not self.pressed:
            raise ValidationError("Say what came of it: press one of the outcomes.")
        ask = self.asks.get(self.pressed)
        if ask is not None and not ask.is_valid():
            raise ValidationError("One thing is still missing, or cannot be read.")
        return cleaned

    def _only_answered(self) -> str:
        answered = [value for value, ask in self.asks.items() if ask.is_answered]
        return answered[0] if len(answered) == 1 else ""

    def touch(self) -> dict[str, Any]:
        """Return what `prospects.actions.log_touch` takes, of a valid form."""
        button, ask = OUTCOMES[self.pressed], self.asks.get(self.pressed)
        channel = (ask.channel() if ask else None) or button.channel
        by_us = channel is Channel.CALL and button.direction is not Direction.INBOUND
        return {
            "outcome": button.outcome,
            "channel": channel,
            "own_number": self.cleaned_data["own_number"] if by_us else "",
            "direction": button.direction,
            "details": ask.details() if ask else {},
            "submission_id": self.cleaned_data["submission_id"],
            "seen_cycle": self.cleaned_data["cycle"],
            "note": self.cleaned_data["note"],
            "hook": self.cleaned_data["hook"],
            "contact": self.cleaned_data["contact"],
        }

    def refuse(self, problem: CannotLogTouch) -> None:
        """Show what the action refused, where it can be mended."""
        if ask := self.asks.get(self.pressed):
            ask.refuse(str(problem), field=problem.field)
        self.add_error(None, str(problem))

    def problems(self) -> list[str]:
        """Return everything that was refused, in sentences."""
        asked = self.asks.get(self.pressed)
        errors = [self.errors, asked.errors if asked else {}]
        said = [str(each) for each in chain(*errors[0].values(), *errors[1].values())]
        return list(dict.fromkeys(said))

    def often(self) -> SafeString:
        """Return the markup of the ten buttons that are always in sight."""
        return self._buttons(often=True)

    def seldom(self) -> SafeString:
        return self._buttons(often=False)

    def seldom_pressed(self) -> bool:
        """Whether what was refused is among the rarer outcomes."""
        return bool(self.pressed) and not OUTCOMES[self.pressed].often

    def _buttons(self, *, often: bool) -> SafeString:
        pressed = OUTCOMES.get(self.pressed)
        if pressed is None or pressed.often is not often:
            return _blank_buttons(often=often)
        return _rendered(often=often, pressed=pressed, answered=self.asks.get(pressed.value))


@cache
def _blank_buttons(*, often: bool) -> SafeString:
    """Every page's buttons, rendered once a process: they are most of the work of the desk."""
    return _rendered(often=often, pressed=None, answered=None)


def _rendered(*, often: bool, pressed: Button | None, answered: Ask | None) -> SafeString:
    """Render one group. What was answered stands; the other outcomes' questions are blank."""
    offered = [
        Offered(
            button=button,
            ask=answered if button is pressed else _unanswered(button),
            open=button is pressed,
        )
        for button in OUTCOMES.values()
        if button.often is often
    ]
    return render_to_string("desk/outcomes.html", {"offered": offered})


def _unanswered(button: Button) -> Ask | None:
    return button.ask.blank(button.value) if button.ask else None


class UndoForm(forms.Form):
    """Taking back what was logged a moment ago."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput)

    def id(self) -> UUID:
        """Return the number that makes a second press the same undo."""
        number: UUID = self.cleaned_data["submission_id"]
        return number
