"""What an outcome changes beyond its touch: remembered when logged, forgotten when taken back."""

from collections.abc import Sequence
from datetime import date, datetime

from cadence import rules
from prospects.facts import standing
from prospects.models import Appointment, Contact, Prospect, Touch

_OUTCOME = rules.Outcome
_ENDED = {
    _OUTCOME.APPOINTMENT_HELD: Appointment.State.HELD,
    _OUTCOME.APPOINTMENT_MISSED: Appointment.State.MISSED,
}


def remember(prospect: Prospect, touch: Touch, *, contacts: Sequence[Contact]) -> None:
    """Keep a date, an appointment, a refusal, a departure. The prospect is not saved here.

    The person's row in `contacts` is changed and saved.
    """
    outcome, details = _OUTCOME(touch.outcome), touch.details
    prospect.hook = touch.hook or prospect.hook
    if outcome is _OUTCOME.PROJECT_DATE:
        prospect.project_on = date.fromisoformat(details["on"])
    elif outcome is _OUTCOME.APPOINTMENT_SET and touch.promised_at:
        Appointment.objects.create(
            prospect=prospect,
            contact_id=touch.contact_id,
            rep=touch.rep or prospect.owner,
            touch=touch,
            starts_at=touch.promised_at,
            minutes=details.get("minutes", 30),
            place=details.get("place", ""),
            timezone=prospect.next_tz,
            created_at=touch.recorded_at,
        )
    elif outcome in _ENDED:
        _turn_appointment(prospect, was=Appointment.State.PLANNED, now_is=_ENDED[outcome])
    elif person := _person(touch, contacts):
        if outcome is _OUTCOME.OPTED_OUT:
            _opt_out(person, touch)
        elif outcome is _OUTCOME.LEFT_COMPANY:
            person.left_at = person.left_at or touch.recorded_at
            _save(person, at=touch.recorded_at)


def forget(
    prospect: Prospect,
    touch: Touch,
    *,
    touches: Sequence[Touch],
    contacts: Sequence[Contact],
    now: datetime,
) -> None:
    """Take back what `remember` kept of `touch`. The touches before it say what holds again."""
    before = [row for row in standing(touches) if row.pk != touch.pk]
    outcome = _OUTCOME(touch.outcome)
    if touch.hook:
        prospect.hook = next((row.hook for row in reversed(before) if row.hook), "")
    if outcome is _OUTCOME.PROJECT_DATE:
        dates = [row.details["on"] for row in before if row.outcome == outcome]
        prospect.project_on = date.fromisoformat(dates[-1]) if dates else None
    elif outcome is _OUTCOME.APPOINTMENT_SET:
        Appointment.objects.filter(touch=touch).update(state=Appointment.State.CANCELLED)
    elif outcome in _ENDED:
        _turn_appointment(prospect, was=_ENDED[outcome], now_is=Appointment.State.PLANNED)
    elif person := _person(touch, contacts):
        if outcome is _OUTCOME.OPTED_OUT:
            _opt_in(person, touch, before)
            _save(person, at=now)
        elif outcome is _OUTCOME.LEFT_COMPANY and person.left_at == touch.recorded_at:
            person.left_at = None
            _save(person, at=now)


def _person(touch: Touch, contacts: Sequence[Contact]) -> Contact | None:
    return next((one for one in contacts if one.pk == touch.contact_id), None)


def _save(person: Contact, *, at: datetime) -> None:
    person.updated_at = at
    person.save(update_fields=["opted_out_channels", "opted_out_at", "left_at", "updated_at"])


def _turn_appointment(prospect: Prospect, *, was: str, now_is: str) -> None:
    """Change the state of the latest appointment that is in state `was`, if there is one."""
    latest = Appointment.objects.filter(prospect=prospect, state=was).order_by("-starts_at", "-id")
    Appointment.objects.filter(pk__in=latest.values("pk")[:1]).update(state=now_is)


def _opt_out(person: Contact, touch: Touch) -> None:
    channel = touch.details.get("channel")
    if channel:
        person.opted_out_channels = sorted({*person.opted_out_channels, channel})
    else:
        person.opted_out_at = person.opted_out_at or touch.recorded_at
    _save(person, at=touch.recorded_at)


def _opt_in(person: Contact, touch: Touch, before: Sequence[Touch]) -> None:
    """Undo a refusal, unless the person had refused the same already."""
    channel = touch.details.get("channel")
    said_before = any(
        row.outcome == _OUTCOME.OPTED_OUT
        and row.contact_id == touch.contact_id
        and row.details.get("channel") == channel
        for row in before
    )
    if channel and not said_before:
        person.opted_out_channels = [c for c in person.opted_out_channels if c != channel]
    elif not channel and person.opted_out_at == touch.recorded_at:
        person.opted_out_at = None
