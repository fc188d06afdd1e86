"""Logging a touch, and taking one back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cadence import rules
from groundwork.one_transaction import one_transaction
from people.actors import Actor, as_columns
from people.models import User
from prospects import details as outcome_details
from prospects import queries
from prospects.actions.planning import PLAN_COLUMNS, next_cycle, plan
from prospects.actions.remembering import remember
from prospects.actions.telling import tell_touch
from prospects.claims import other_claimant
from prospects.facts import standing, tallies, touch_fact
from prospects.lessons import lesson_of
from prospects.models import Contact, PlanChange, Prospect, Touch

TALLIES = (
    "attempts",
    "touches_count",
    "first_touch_at",
    "last_touch_at",
    "reached_at",
    "reached_on_attempt",
    "hook",
)
_CLAIM = ("claimed_by", "claimed_until")
_OUTCOME = rules.Outcome
_INBOUND = frozenset({_OUTCOME.REPLIED})
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


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


# What it refuses, it refuses before it writes.
@one_transaction()
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
    the cycle that the page showed: when somebody else has logged since, nothing is written.
    Safe to repeat: the same `submission_id` on this prospect answers with the touch already
    recorded.

    :raises CannotLogTouch: if the prospect is closed, a detail is missing or nonsense, the
        touch lies in the future, or somebody else was first or is on it
    """
    # The lock makes two reps logging at once take turns: the second sees the first's touch.
    prospect = queries.locked(prospect_id, by=by)
    touches = queries.touches_of(prospect)
    if earlier := next((t for t in touches if t.submission_id == submission_id), None):
        return Logged(touch=earlier, prospect=prospect, is_new=False)
    _check(prospect, by=by, now=now, contact=contact, seen_cycle=seen_cycle)
    _check_when(occurred_at or now, now=now)
    clean = _clean_details(outcome, details or {}, at=occurred_at or now)
    contacts = queries.contacts_of(prospect)
    touch = _new_touch(
        prospect,
        touches,
        contacts,
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
    _follow(prospect, touches, touch, contacts=contacts, now=now)
    tell_touch(prospect, touch, team=by.team, at=now)
    return Logged(touch=touch, prospect=prospect, is_new=True)


def _follow(
    prospect: Prospect,
    touches: list[Touch],
    touch: Touch,
    *,
    contacts: Sequence[Contact],
    now: datetime,
) -> None:
    """Remember what the outcome says beyond its touch, and plan what comes next."""
    if prospect.claimed_by_id == touch.rep_id:
        prospect.claimed_by = prospect.claimed_until = None
    remember(prospect, touch, contacts=contacts)
    if rules.Outcome(touch.outcome).is_no_interaction:
        # A note says nothing about the prospect: its plan and its ladder stand.
        prospect.updated_at = now
        prospect.save(update_fields=["hook", "updated_at", *_CLAIM])
    else:
        # Read under its lock, the prospect says whether any change stands to be asked for.
        changes = None if prospect.has_changes else ()
        also = ("project_on", *_CLAIM)
        everything = [*touches, touch]
        settle(prospect, everything, contacts=contacts, now=now, changes=changes, also=also)


def _check(
    prospect: Prospect,
    *,
    by: Actor,
    now: datetime,
    contact: Contact | None,
    seen_cycle: int | None,
) -> None:
    if there := other_claimant(prospect, by=by, now=now):
        raise CannotLogTouch(
            f"{there} is on {prospect.name} just now, so nothing was saved. It is free as soon as "
            "they log or let go of it.",
            code="claimed",
        )
    if not prospect.is_open:
        raise CannotLogTouch(f"{prospect.name} is closed. Reopen it to log a touch.")
    if seen_cycle is not None and seen_cycle != prospect.cycle:
        raise CannotLogTouch(
            f"Somebody else has logged a touch on {prospect.name} since this page was opened. "
            "Nothing was saved: look at the timeline, then log yours if it is another one.",
            code="stale",
        )
    if contact is not None and contact.prospect_id not in prospect.keys_of_all:
        raise CannotLogTouch(
            f"This person is not at {prospect.name}.", field="contact", code="unknown"
        )


def _check_when(occurred_at: datetime, *, now: datetime) -> None:
    if occurred_at > now + timedelta(minutes=1):
        raise CannotLogTouch(
            "A touch cannot lie in the future.", field="occurred_at", code="future"
        )
    if occurred_at < EARLIEST:
        raise CannotLogTouch("A touch cannot lie before 1900.", field="occurred_at", code="range")


def _clean_details(
    outcome: rules.Outcome, given: Mapping[str, Any], *, at: datetime
) -> dict[str, Any]:
    if outcome is _OUTCOME.VOID:
        raise CannotLogTouch("Take a touch back by its undo.", field="outcome")
    try:
        clean = outcome_details.clean(outcome=outcome, given=given)
    except outcome_details.BadDetails as problem:
        raise CannotLogTouch(problem.message, field=problem.field, code=problem.code) from problem
    if "promised_at" in clean and datetime.fromisoformat(clean["promised_at"]) < at:
        raise CannotLogTouch(
            "The time agreed cannot lie before the touch.", field="promised_at", code="past"
        )
    return clean


def _new_touch(
    prospect: Prospect,
    touches: list[Touch],
    contacts: Sequence[Contact],
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
    _count(touch, prospect, standing(touches), contacts)
    return touch


def _count(
    touch: Touch, prospect: Prospect, earlier: Sequence[Touch], contacts: Sequence[Contact]
) -> None:
    """Say which attempt it is, if one of its own, and what it teaches of hours."""
    facts = [touch_fact(row) for row in earlier]
    if rules.counts_as_attempt(touch_fact(touch), facts, tz=prospect.next_tz or "UTC"):
        made = sum(row.attempt_number is not None for row in earlier)
        touch.attempt_number = prospect.attempts_before + made + 1
    touch.lesson = lesson_of(
        touch,
        facts,
        tz=prospect.next_tz or "UTC",
        role=next((one.role for one in contacts if one.pk == touch.contact_id), ""),
        country=(prospect.country or prospect.team.country).upper(),
    )


def settle(
    prospect: Prospect,
    touches: list[Touch],
    *,
    contacts: Sequence[Contact],
    now: datetime,
    changes: Sequence[PlanChange] | None = None,
    also: Sequence[str] = ("project_on",),
) -> None:
    """Recount, move to a new cycle, plan, and save that and the columns named in `also`."""
    for column, value in tallies(touches, attempts_before=prospect.attempts_before).items():
        setattr(prospect, column, value)
    next_cycle(prospect, now=now)
    plan(
        prospect,
        touches=touches,
        changes=queries.changes_of(prospect) if changes is None else changes,
        contacts=contacts,
        now=now,
    )
    prospect.save(update_fields=[*PLAN_COLUMNS, *TALLIES, *also])
