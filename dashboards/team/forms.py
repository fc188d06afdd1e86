"""What somebody fills in about the people of a team. Every form works without a script."""

from collections.abc import Iterable
from typing import Any

from django import forms

from cadence import written
from groundwork import places
from people.actions import Changes
from people.models import Leave, User

_YEARS = range(2000, 2100)
_DAYS = tuple(enumerate(written.DAY_NAMES))
OFFICE = "9:00-17:00"


def _zones() -> list[tuple[str, str]]:
    return [("UTC", "UTC"), *((zone, zone) for zone in sorted(places.zones()) if "/" in zone)]


class _Styled(forms.Form):
    """Fields in the look of the house."""

    use_required_attribute = False  # the answer in words is ours

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs.setdefault("class", "form-select" if select else "form-control")


class Person(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A colleague by their public id; whatever else is given is nobody."""

    default_error_messages = {"invalid_choice": "Choose somebody who works in this team."}

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            message = self.error_messages["invalid_choice"]
            raise forms.ValidationError(message, code="invalid_choice") from None


class InviteForm(_Styled):
    """Somebody new: who, what they do, and where the link goes."""

    name = forms.CharField(max_length=120, label="Name")
    email = forms.EmailField(
        max_length=254,
        label="E-mail address",
        help_text="They get a link there, by which they choose their password.",
    )
    role = forms.ChoiceField(label="Role", initial=User.Role.REP)
    timezone = forms.ChoiceField(label="Time zone", choices=_zones)

    def __init__(self, *args: Any, roles: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = list(roles)  # type: ignore[attr-defined]


class PersonForm(_Styled):
    """Everything about a person that a leader decides. `changes()` is what it asks for."""

    name = forms.CharField(max_length=120, label="Name")
    role = forms.ChoiceField(label="Role")
    timezone = forms.ChoiceField(label="Time zone", choices=_zones)
    capacity_per_day = forms.IntegerField(
        min_value=0,
        max_value=1_000,
        label="Attempts a day",
        help_text="No more than this are planned for one day, promises aside.",
    )
    capacity_per_half_hour = forms.IntegerField(
        min_value=0,
        max_value=100,
        label="Attempts a half-hour",
        help_text="So that a queue never promises 300 calls at 7:30.",
    )
    cover = Person(
        queryset=User.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="Nobody: the managers are told",
        label="Cover",
        help_text="Is told instead, on days of leave.",
    )

    def __init__(
        self, *args: Any, person: User, roles: Iterable[tuple[str, str]], **options: Any
    ) -> None:
        options.setdefault("initial", _as_initial(person))
        super().__init__(*args, **options)
        colleagues = User.objects.active().filter(team_id=person.team_id).exclude(pk=person.pk)
        self.fields["cover"].queryset = colleagues.order_by("name", "id")  # type: ignore[attr-defined]
        self.fields["role"].choices = list(roles)  # type: ignore[attr-defined]
        for weekday, name in _DAYS:
            self.fields[f"day_{weekday}"] = forms.CharField(
                required=False,
                max_length=200,
                label=name,
                widget=forms.TextInput(
                    attrs={"class": "form-control", "placeholder": "not working"}
                ),
            )

    def days(self) -> list[forms.BoundField]:
        """The week's fields, Monday first."""
        return [self[f"day_{weekday}"] for weekday, _ in _DAYS]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        hours = {}
        for weekday, _ in _DAYS:
            name = f"day_{weekday}"
            try:
                hours[str(weekday)] = [
                    list(window) for window in written.windows(told.get(name, ""))
                ]
            except written.NotHours as problem:
                self.add_error(name, str(problem))
        told["hours"] = {day: windows for day, windows in hours.items() if windows}
        if not told["hours"] and not self.errors:
            self.add_error("day_0", "Somebody who never works cannot be planned for.")
        return told

    def changes(self) -> Changes:
        """Return what a valid form asks for. The plain week is kept as the plain week."""
        told = self.cleaned_data
        hours = told["hours"]
        plain = {str(day): [[540, 1020]] for day in range(5)}
        return Changes(
            name=told["name"],
            role=told["role"],
            timezone=told["timezone"],
            hours={} if hours == plain else hours,
            capacity_per_day=told["capacity_per_day"],
            capacity_per_half_hour=told["capacity_per_half_hour"],
            cover=told["cover"] or False,
        )


def _as_initial(person: User) -> dict[str, Any]:
    days = {
        f"day_{weekday}": (
            written.day_as_text(
                tuple((opens, closes) for opens, closes in person.hours.get(str(weekday), ()))
            )
            if person.hours
            else (OFFICE if weekday < 5 else "")
        )
        for weekday, _ in _DAYS
    }
    return {
        "name": person.name,
        "role": person.role,
        "timezone": person.timezone,
        "capacity_per_day": person.capacity_per_day,
        "capacity_per_half_hour": person.capacity_per_half_hour,
        "cover": person.cover.public_id if person.cover else None,
        **days,
    }


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Write the day as YYYY-MM-DD.", "required": "Choose a day."},
    )


class LeaveForm(_Styled):
    """Days away, both ends included."""

    first_on = _day("First day away")
    last_on = _day("Last day away")
    kind = forms.ChoiceField(choices=Leave.Kind.choices, label="Why")
    note = forms.CharField(max_length=200, required=False, label="Note")


class PartingForm(_Styled):
    """Who takes over what somebody leaves behind."""

    to = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        label="Who takes over",
        error_messages={
            "invalid_choice": "Choose somebody who works in this team.",
            "invalid_pk_value": "Choose somebody who works in this team.",
        },
    )
    reason = forms.CharField(
        max_length=1_000, required=False, label="Why", help_text="The history shows it."
    )

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        super().__init__(*args, **options)
        others = User.objects.active().filter(team_id=person.team_id).exclude(pk=person.pk)
        self.fields["to"].queryset = others.order_by("name", "id")  # type: ignore[attr-defined]


class NumberForm(_Styled):
    """A number that the team truly owns."""

    number = forms.CharField(
        max_length=40,
        label="Number",
        help_text="With its country code, such as +1 312 555 0142. It must ring at your desk.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    label = forms.CharField(max_length=80, required=False, label="Name", help_text="Optional.")
