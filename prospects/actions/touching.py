"""Logging a touch, and taking one back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from cadence import rules
from people.actors import Actor, as_columns
from people.models import User
from prospects import details as outcome_details
from prospects import queries
from prospects.actions.planning import PLAN_COLUMNS, next_cycle, plan
from prospects.facts import standing, tallies, touch_fact
from prospects.models import Appointment, Contact, Prospect, Touch

TALLIES = (
    "attempts",
    "touches_count",
    "first_touch_at",
    "last_touch_at",
    "reached_at",
    "reached_on_attempt",
    "hook",
)
_OUTCOME = rules.Outcome
_INBOUND = frozenset({_OUTCOME.REPLIED})


class CannotLogTouch(Exception):
    """The message is fit to show to the rep. `field` names the input at fault, if one is."""

    def __init__(self, message: str, *, field: str = "", code: str = "invalid") -> None:
        super().__init__(message)
        self.field = field
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A touch, the prospect as it stands after it, and whether this call wrote it."""

    touch: Touch
    prospect: Prospect
    is_new: bool


@transaction.atomic
def log_touch(
    *,
    prospect_id: int,
    by: Actor,
    now: datetime,
    outcome: rules.Outcome,
    submission_id: UUID,
    channel: rules.Channel | None = None,
    direction: rules.Direction | None = None,
    occurred_at: datetime | None = None,
    rep: User | None = None,
    contact: Contact | None = None,
    details: Mapping[str, Any] | None = None,
    note: str = "",
    hook: str = "",
    own_number: str = "",
    seen_cycle: int | None = None,
) -> Logged:
    """Record a touch and move the prospect to its next attempt.

    `now` is when it is recorded; `occurred_at` (default `now`) when it happened. `channel`
    defaults to the planned one, `contact` to the planned person. `seen_cycle`, if given, is
    the cycle that the
    page showed: when somebody else has logged since, nothing is written. Safe to repeat:
    the same `submission_id` on this prospect answers with the touch already recorded.

    :raises CannotLogTouch: if the prospect is closed, a detail is missing or nonsense, the
        touch lies in the future, or somebody else was first
    """
    # The lock makes two reps logging at once take turns: the second sees the first's touch.
    prospect = queries.locked(prospect_id)
    touches = queries.touches_of(prospect)
    if earlier := next((t for t in touches if t.submission_id == submission_id), None):
        return Logged(touch=earlier, prospect=prospect, is_new=False)
    _check(prospect, now=now, occurred_at=occurred_at, seen_cycle=seen_cycle)
    clean = _clean_details(outcome, details or {})
    touch = _new_touch(
        prospect,
        touches,
        by=by,
        rep=rep,
        now=now,
        occurred_at=occurred_at or now,
        outcome=outcome,
        channel=channel,
        direction=direction,
        contact=contact,
        clean=clean,
    )
    touch.note, touch.hook, touch.own_number = note, hook, own_number
    touch.submission_id = submission_id
    touch.save(force_insert=True)
    prospect.hook = hook or prospect.hook
    _remember(prospect, touch, now=now)
    settle(prospect, [*touches, touch], now=now)
    return Logged(touch=touch, prospect=prospect, is_new=True)


def _check(
    prospect: Prospect, *, now: datetime, occurred_at: datetime | None, seen_cycle: int | None
) -> None:
    if not prospect.is_open:
        raise CannotLogTouch(f"{prospect.name} is closed. Reopen it to log a touch.")
    if seen_cycle is not None and seen_cycle != prospect.cycle:
        raise CannotLogTouch(
            f"Somebody else has logged a touch on {prospect.name} since this page was opened. "
            "Nothing was saved: look at the timeline, then log yours if it is another one.",
            code="stale",
        )
    if occurred_at is not None and occurred_at > now + timedelta(minutes=1):
        raise CannotLogTouch(
            "A touch cannot lie in the future.", field="occurred_at", code="future"
        )


def _clean_details(outcome: rules.Outcome, given: Mapping[str, Any]) -> dict[str, Any]:
    if outcome is _OUTCOME.VOID:
        raise CannotLogTouch("Take a touch back by its undo.", field="outcome")
    try:
        return outcome_details.clean(outcome=outcome, given=given)
    except outcome_details.BadDetails as problem:
        raise CannotLogTouch(problem.message, field=problem.field, code=problem.code) from problem


def _new_touch(
    prospect: Prospect,
    touches: list[Touch],
    *,
    by: Actor,
    rep: User | None,
    now: datetime,
    occurred_at: datetime,
    outcome: rules.Outcome,
    channel: rules.Channel | None,
    direction: rules.Direction | None,
    contact: Contact | None,
    clean: dict[str, Any],
) -> Touch:
    if direction is None:
        direction = rules.Direction.OUTBOUND
        if outcome in _INBOUND:
            direction = rules.Direction.INBOUND
        elif outcome is _OUTCOME.NOTED:
            direction = rules.Direction.INTERNAL
    promised = clean.pop("promised_at", None)
    touch = Touch(
        prospect=prospect,
        contact_id=contact.pk if contact else prospect.next_contact_id,
        rep=rep or as_columns(by)["user"] or prospect.owner,
        api_key=as_columns(by)["api_key"],
        occurred_at=occurred_at,
        recorded_at=now,
        planned_for=prospect.next_attempt_at,
        channel=(channel or rules.Channel(prospect.next_channel)).value,
        direction=direction.value,
        outcome=outcome.value,
        promised_at=datetime.fromisoformat(promised) if promised else None,
        details=clean,
    )
    touch.attempt_number = _attempt_number(prospect, touches, touch)
    return touch


def _attempt_number(prospect: Prospect, touches: list[Touch], touch: Touch) -> int | None:
    """Return which attempt this touch is, or None for what is no attempt of its own."""
    earlier = [touch_fact(row) for row in standing(touches)]
    fact = touch_fact(touch)
    if not rules.counts_as_attempt(fact, earlier, tz=prospect.next_tz or "UTC"):
        return None
    made = sum(row.attempt_number is not None for row in standing(touches))
    return prospect.attempts_before + made + 1


def _remember(prospect: Prospect, touch: Touch, *, now: datetime) -> None:
    """Keep what the outcome says beyond its touch: a date, a reason, an appointment, a refusal."""
    outcome, clean = _OUTCOME(touch.outcome), touch.details
    if outcome is _OUTCOME.PROJECT_DATE:
        prospect.project_on = clean["on"]
    elif outcome is _OUTCOME.APPOINTMENT_SET:
        Appointment.objects.create(
            prospect=prospect,
            contact_id=touch.contact_id,
            rep=touch.rep,
            touch=touch,
            starts_at=touch.promised_at,
            minutes=clean.get("minutes", 30),
            place=clean.get("place", ""),
            timezone=prospect.next_tz,
            created_at=now,
        )
    elif outcome is _OUTCOME.OPTED_OUT and touch.contact_id:
        _opt_out(touch, now=now)
    elif outcome is _OUTCOME.LEFT_COMPANY and touch.contact_id:
        Contact.objects.filter(pk=touch.contact_id).update(left_at=now, updated_at=now)


def _opt_out(touch: Touch, *, now: datetime) -> None:
    contact = Contact.objects.get(pk=touch.contact_id)
    channel = touch.details.get("channel")
    if channel:
        contact.opted_out_channels = sorted({*contact.opted_out_channels, channel})
    else:
        contact.opted_out_at = now
    contact.updated_at = now
    contact.save(update_fields=["opted_out_channels", "opted_out_at", "updated_at"])


def settle(prospect: Prospect, touches: list[Touch], *, now: datetime) -> None:
    """Recount, move to a new cycle, plan, save."""
    for column, value in tallies(touches, attempts_before=prospect.attempts_before).items():
        setattr(prospect, column, value)
    next_cycle(prospect, now=now)
    plan(
        prospect,
        touches=touches,
        changes=queries.changes_of(prospect),
        contacts=queries.contacts_of(prospect),
        now=now,
    )
    latest = max(standing(touches), key=lambda row: (row.occurred_at, row.pk), default=None)
    if not prospect.is_open and latest is not None:
        prospect.lost_reason = latest.details.get("reason", "")
    prospect.save(update_fields=[*PLAN_COLUMNS, *TALLIES, "project_on"])
