"""What an outcome asks for beside the note: a time, a period, a reason. One small form each."""

from datetime import UTC, date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from cadence import rules
from desk import when

_THEIRS, _MINE = "theirs", "mine"
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


class Ask(forms.Form):
    """The details of one outcome. `details()` answers as `prospects.details` names them."""

    # Where a detail that the action refuses is shown, if not at a field of its own name.
    SHOWN_AT: dict[str, str] = {}

    use_required_attribute = False  # one form holds them all: the browser must not insist

    def __init__(self, *args: Any, now: datetime, theirs: str, mine: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.zones = now, {_THEIRS: theirs, _MINE: mine}

    @classmethod
    def blank(cls, prefix: str) -> Self:
        """Return the questions alone, to be shown; they do not depend on where or when."""
        return cls(prefix=prefix, now=_ANY_TIME, theirs="UTC", mine="UTC")

    @property
    def today(self) -> date:
        """The day it is where the prospect is."""
        return self.now.astimezone(ZoneInfo(self.zones[_THEIRS])).date()

    @property
    def is_answered(self) -> bool:
        """Whether anything was filled in beyond how the questions first stood."""
        unanswered = (None, "", False)
        return any(one.data not in (*unanswered, one.initial) for one in self)

    def details(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def channel(self) -> rules.Channel | None:
        return None

    def refuse(self, message: str, *, field: str) -> None:
        """Show what the action refused at the field it is about, else above the form."""
        shown_at = self.SHOWN_AT.get(field, field)
        self.add_error(shown_at if shown_at in self.fields else None, message)

    def read_day(self, text: str) -> date | None:
        try:
            return when.parse_day(text, today=self.today) if text else None
        except when.NotATime as problem:
            raise ValidationError(str(problem)) from problem


class Nothing(Ask):
    """Asks for a second key only, because it closes the prospect."""


class AgreedTime(Ask):
    """A time that was agreed, on their clock or on mine."""

    SHOWN_AT = {"promised_at": "when"}

    when = forms.CharField(max_length=60, label="When", help_text=f"{when.HINT_WHEN.capitalize()}.")
    whose = forms.ChoiceField(
        choices=[(_THEIRS, "their time"), (_MINE, "my time")],
        initial=_THEIRS,
        required=False,
        label="On whose clock",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if text := cleaned.get("when"):
            zone = self.zones[cleaned.get("whose") or _THEIRS]
            try:
                at = when.parse_when(text, now=self.now, zone=zone)
            except when.NotATime as problem:
                raise ValidationError({"when": str(problem)}) from problem
            if at <= self.now:
                raise ValidationError({"when": "That is in the past."})
            cleaned["promised_at"] = at
        return cleaned

    def details(self) -> dict[str, Any]:
        kept = super().details()
        kept.pop("when", None)
        kept.pop("whose", None)
        return kept


class AppointmentTime(AgreedTime):
    minutes = forms.IntegerField(min_value=5, max_value=720, required=False, label="Minutes")
    place = forms.CharField(max_length=300, required=False, label="Place, or how")


class Later(Ask):
    SHOWN_AT = {"period_days": "period", "month": "period"}

    period = forms.CharField(
        max_length=40,
        label="In how long, or which month",
        help_text=f"{when.HINT_LATER.capitalize()}.",
    )

    def clean_period(self) -> dict[str, int | str]:
        try:
            return when.parse_later(self.cleaned_data["period"], today=self.today)
        except when.NotATime as problem:
            raise ValidationError(str(problem)) from problem

    def details(self) -> dict[str, Any]:
        return dict(self.cleaned_data["period"])


class ProjectDate(Ask):
    on = forms.DateField(
        label="The project starts on", widget=forms.DateInput(attrs={"type": "date"})
    )


class PromisedDay(Ask):
    promised_on = forms.CharField(
        max_length=40, label="Promised to call again", help_text="Such as tomorrow, thu, 3 dec."
    )

    def clean_promised_on(self) -> date | None:
        return self.read_day(self.cleaned_data["promised_on"])


class GatekeeperSaid(Ask):
    best_time = forms.CharField(
        max_length=120, required=False, label="Best time", help_text="Such as Tue-Thu 07:30-08:30."
    )
    until = forms.CharField(
        max_length=40, required=False, label="Away until", help_text="Such as mon, 3 dec."
    )
    refused = forms.BooleanField(required=False, label="Asked us not to be put through")

    def clean_best_time(self) -> str:
        text = self.cleaned_data["best_time"]
        if text:
            try:
                return rules.BestTime.parse(text).as_text()
            except ValueError as problem:
                raise ValidationError(str(problem)) from problem
        return ""

    def clean_until(self) -> date | None:
        return self.read_day(self.cleaned_data["until"])

    def details(self) -> dict[str, Any]:
        return {name: value for name, value in super().details().items() if value is not False}


class Reason(Ask):
    reason = forms.CharField(max_length=1_000, label="Why")
    revisit_on = forms.DateField(
        required=False,
        label="Look again on (leave empty for never)",
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class OptOut(Ask):
    which = forms.ChoiceField(
        required=False,
        label="Of what",
        choices=[
            ("", "Anything: never contact this person again"),
            ("call", "Calls only"),
            ("email", "E-mails only"),
            ("message", "Messages only"),
        ],
    )

    def details(self) -> dict[str, Any]:
        return {"channel": self.cleaned_data["which"]} if self.cleaned_data.get("which") else {}


class OnChannel(Ask):
    way = forms.ChoiceField(
        label="What",
        initial="email",
        choices=[
            ("email", "E-mail"),
            ("message", "Message"),
            ("linkedin", "LinkedIn"),
            ("card", "Card"),
            ("gift", "Gift"),
            ("article", "Article"),
            ("fax", "Fax"),
            ("newsletter", "Newsletter"),
        ],
    )

    def details(self) -> dict[str, Any]:
        return {}

    def channel(self) -> rules.Channel | None:
        return rules.Channel(self.cleaned_data["way"])
