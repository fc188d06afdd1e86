"""What somebody fills in about the policy: every number, checked by the rule itself."""

from dataclasses import fields
from typing import Any

from django import forms

from cadence import rules, written
from cadence.actions.versions import CannotKeepPolicy, checked
from cadence.exceptions import Change, Day
from desk.cadence.words import GROUPS, Group, told
from groundwork import places

_ROW_LONGEST, _CLOCK_LONGEST = 400, 8


class _Row(forms.CharField):
    """Numbers one after another: "1, 1, 2"."""

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value) or "")[:_ROW_LONGEST]
        try:
            return [int(part) for part in text.replace(";", ",").split(",") if part.strip()]
        except ValueError:
            raise forms.ValidationError("Write whole numbers with commas between.") from None

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


class _Clock(forms.CharField):
    """A time of day: "7:30", "20", "24:00"; in minutes after midnight."""

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value) or "")[:_CLOCK_LONGEST]
        hour, _, minute = text.replace(".", ":").partition(":")
        try:
            found = int(hour) * 60 + int(minute or 0)
        except ValueError:
            raise forms.ValidationError("Write a time, such as 7:30.") from None
        if not 0 <= found <= 24 * 60 or int(minute or 0) > 59:
            raise forms.ValidationError("Write a time, such as 7:30.")
        return found

    def prepare_value(self, value: Any) -> Any:
        return written.clock(value) if isinstance(value, int) else value


def _field(one: Any) -> forms.Field:
    words = told(one.name)
    least, most = one.metadata["least"], one.metadata["most"]
    common: dict[str, Any] = {"label": words.label, "help_text": words.says}
    if isinstance(one.default, tuple):
        widget = forms.TextInput(attrs={"class": "form-control", "inputmode": "text"})
        return _Row(widget=widget, **common)
    if words.kind == "clock":
        widget = forms.TextInput(attrs={"class": "form-control", "inputmode": "numeric"})
        return _Clock(widget=widget, **common)
    number = forms.NumberInput(
        attrs={"class": "form-control", "min": least, "max": most, "data-slide": ""}
    )
    return forms.IntegerField(min_value=least, max_value=most, widget=number, **common)


class PolicyForm(forms.Form):
    """The numbers of one policy. `numbers()` are all of them, as the rule reads them."""

    use_required_attribute = False

    def __init__(
        self,
        data: Any = None,
        *,
        policy: rules.Policy,
        read_only: bool = False,
        **options: Any,
    ) -> None:
        initial = {**policy.as_numbers(), **options.pop("initial", {})}
        super().__init__(data, initial=initial, auto_id="n_%s", **options)
        self.bounds = {one.name: one.metadata for one in fields(rules.Policy)}
        self.fields.update({one.name: _field(one) for one in fields(rules.Policy)})
        if read_only:
            for field in self.fields.values():
                field.disabled = True

    def groups(self) -> list[tuple[Group, list[dict[str, Any]]]]:
        """Return the fields as the page shows them; a number without a group stands last."""
        grouped = {name for group in GROUPS for name in group.names}
        rest = tuple(name for name in self.fields if name not in grouped)
        more = Group(key="more", title="More", says="", names=rest)
        groups = [*GROUPS, *([more] if rest else [])]
        return [
            (group, [self._shown(name) for name in group.names if name in self.fields])
            for group in groups
        ]

    def _shown(self, name: str) -> dict[str, Any]:
        least, most = self.bounds[name]["least"], self.bounds[name]["most"]
        kind = told(name).kind
        if kind == "clock":
            within = f"{written.clock(least)} to {written.clock(most)}"
        else:
            within = f"{least} to {most}"
        return {"field": self[name], "unit": told(name).unit, "within": within, "kind": kind}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors:
            try:
                checked(given)
            except CannotKeepPolicy as problem:
                for name, words in problem.problems.items():
                    self.add_error(name if name in self.fields else None, words)
        return given

    def numbers(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def policy(self) -> rules.Policy:
        return rules.Policy.from_numbers(self.cleaned_data)


class SampleForm(forms.Form):
    """Whom the attempts are drawn for."""

    use_required_attribute = False

    country = forms.ChoiceField(label="Prospect in")
    region = forms.CharField(max_length=10, required=False, label="Region")
    role = forms.ChoiceField(
        choices=[
            (rules.Role.DECISION_MAKER, "decides"),
            (rules.Role.INFLUENCER, "has influence"),
            (rules.Role.GATEKEEPER, "gatekeeper"),
            (rules.Role.OTHER, "other"),
        ],
        label="who",
    )
    starts_on = forms.DateField(
        required=False,
        label="came to us on",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
    )

    def __init__(self, *args: Any, belongs_to: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "s_%s"
        named = sorted(places.country_names().items(), key=lambda pair: pair[1])
        self.fields["country"].choices = named  # type: ignore[attr-defined]
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if select else "form-control"
            field.widget.attrs["form"] = belongs_to  # they stand beside it, not in it


class NewPolicyForm(forms.Form):
    """A policy of its own for some campaigns."""

    use_required_attribute = False

    name = forms.CharField(
        max_length=80,
        label="A policy of its own, named",
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )


def _hours(label: str) -> forms.CharField:
    return forms.CharField(
        max_length=200,
        required=False,
        label=label,
        widget=forms.TextInput(attrs={"class": "form-control", "placeholder": "none"}),
    )


class _Place(forms.Form):
    """A country, or everywhere, and perhaps a region of it."""

    use_required_attribute = False

    country = forms.ChoiceField(required=False, label="Country")
    region = forms.CharField(max_length=10, required=False, label="Region, such as FL")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        named = sorted(places.country_names().items(), key=lambda pair: pair[1])
        self.fields["country"].choices = [("", "Everywhere"), *named]  # type: ignore[attr-defined]
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs.setdefault("class", "form-select" if select else "form-control")

    def clean_region(self) -> str:
        region: str = self.cleaned_data["region"]
        return region.strip().upper().removeprefix(f"{self.cleaned_data.get('country', '')}-")


class LawForm(_Place):
    """Other hours for a place. `change()` is what it asks for."""

    weekdays = _hours("Monday to Friday")
    saturday = _hours("Saturday")
    sunday = _hours("Sunday")
    max_attempts = forms.IntegerField(
        min_value=1, max_value=50, required=False, label="Attempts in 24 hours"
    )
    refusal_pause_days = forms.IntegerField(
        min_value=0, max_value=3_650, required=False, label="Days of pause after a refusal"
    )
    ground = forms.CharField(
        max_length=1_000,
        required=False,
        label="On what ground",
        help_text="Required for anything looser than the table. The audit trail keeps it.",
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name in ("weekdays", "saturday", "sunday"):
            try:
                told[name] = written.windows(told.get(name) or "")
            except written.NotHours as problem:
                self.add_error(name, str(problem))
        return told

    def change(self) -> Change:
        """Return what a valid form asks for; with no hours at all, they are the table's."""
        told = self.cleaned_data
        week = (*((told["weekdays"],) * 5), told["saturday"], told["sunday"])
        return Change(
            country=told["country"],
            region=told["region"],
            windows=week if any(week) else None,
            max_attempts=told["max_attempts"],
            refusal_pause_days=told["refusal_pause_days"],
        )


class DayForm(_Place):
    """A day of the team's own calendar."""

    on = forms.DateField(
        label="Day",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Write the day as YYYY-MM-DD.", "required": "Choose a day."},
    )
    is_holiday = forms.ChoiceField(
        choices=[
            ("yes", "no calls: treat it as a holiday"),
            ("no", "calls: though it is a holiday"),
        ],
        label="means",
    )
    name = forms.CharField(
        max_length=120, required=False, label="Name, or on what ground calls are made"
    )

    def day(self) -> Day:
        told = self.cleaned_data
        return Day(
            on=told["on"],
            country=told["country"],
            region=told["region"],
            is_holiday=told["is_holiday"] == "yes",
        )
