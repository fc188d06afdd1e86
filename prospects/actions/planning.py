"""Writing the rule's answer into the prospect's own columns. Used by every action here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from cadence import rules
from cadence.models import Policy
from cadence.queries import curve_version, newest_curve_key
from outbox import actions as outbox
from prospects import queries
from prospects.actions.hinting import hint
from prospects.facts import gather, policy_of, standing
from prospects.models import Contact, PlanChange, Prospect, Touch

PLAN_COLUMNS = (
    "status",
    "next_attempt_at",
    "next_local_date",
    "next_local_time",
    "next_tz",
    "next_channel",
    "next_kind",
    "next_contact",
    "next_why",
    "held_by",
    "attempt_number",
    "phase",
    "urgency",
    "cycle",
    "overdue_at",
    "nag_at",
    "nag_level",
    "policy_version",
    "curve_version",
    "explored",
    "raise_error",
    "closed_at",
    "lost_reason",
    "revisit_on",
    "updated_at",
)


# What the first reason of a plan says that a person holds, and the kind of change it was.
_HOLDS = {
    "snoozed": rules.ChangeKind.SNOOZE.value,
    "moved": rules.ChangeKind.MOVE.value,
    "caught_up": rules.ChangeKind.CATCH_UP.value,
}
_CLOSING = frozenset({rules.Outcome.WON, rules.Outcome.LOST, rules.Outcome.OPTED_OUT})
# Ten working days, with weekends and holidays between them: as far as `rules.place` passes on.
OVERFLOW = timedelta(days=21)


def about(prospect: Prospect, *, cycle: int | None = None) -> str:
    """Return the name under which messages about this prospect in a cycle are queued.

    In the cycle in which it is, if none is given.
    """
    return f"prospect:{prospect.pk}:cycle:{prospect.cycle if cycle is None else cycle}"


def next_cycle(prospect: Prospect, *, now: datetime) -> None:
    """Begin a new cycle: everything that was to be told about the old one is void."""
    if prospect.pk:
        outbox.void(about=about(prospect), now=now)
        prospect.cycle += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the rule says of a prospect, from which facts, by which version of its policy."""

    facts: rules.Facts
    decision: rules.Decision
    policy: Policy | None


# Picks the half-hour of a decision, and tells by which version of the curve.
Placer = Callable[[rules.NextAttempt, rules.Facts], tuple[rules.Placed, int | None]]


def plan(
    prospect: Prospect,
    *,
    touches: Sequence[Touch],
    changes: Sequence[PlanChange] = (),
    contacts: Sequence[Contact],
    now: datetime,
) -> None:
    """Set the plan's columns from the facts, without saving.

    Afterwards the prospect is open with a next attempt, or closed with none.
    """
    judged = judge(prospect, touches=touches, changes=changes, contacts=contacts)
    placer = partial(_place, prospect)
    write_down(prospect, judged, touches=touches, contacts=contacts, now=now, placer=placer)
    hint(prospect, now=now)


def judge(
    prospect: Prospect,
    *,
    touches: Sequence[Touch],
    changes: Sequence[PlanChange],
    contacts: Sequence[Contact],
) -> Judged:
    """Return what the rule says. Sets nothing."""
    policy, row = policy_of(prospect)
    facts = gather(prospect, touches=touches, changes=changes, contacts=contacts, policy=policy)
    return Judged(facts=facts, decision=rules.decide(facts), policy=row)


def write_down(
    prospect: Prospect,
    judged: Judged,
    *,
    touches: Sequence[Touch],
    contacts: Sequence[Contact],
    now: datetime,
    placer: Placer,
) -> None:
    """Set the plan's columns by what was judged, without saving."""
    decision = judged.decision
    prospect.updated_at = now
    prospect.policy_version = judged.policy
    prospect.raise_error = ""
    if isinstance(decision, rules.Closed):
        _close(prospect, decision, touches=touches, now=now)
    else:
        placed, curve = placer(decision, judged.facts)
        prospect.curve_version_id = curve
        _set_next_attempt(prospect, decision, placed, facts=judged.facts, contacts=contacts)


def _close(
    prospect: Prospect, decision: rules.Closed, *, touches: Sequence[Touch], now: datetime
) -> None:
    prospect.status = decision.status
    closing = [row for row in standing(touches) if row.outcome in _CLOSING]
    last = max(closing, key=lambda row: (row.occurred_at, row.pk), default=None)
    prospect.closed_at = last.recorded_at if last else now
    prospect.lost_reason = last.details.get("reason", "") if last else ""
    prospect.revisit_on = None
    prospect.next_attempt_at = prospect.nag_at = prospect.overdue_at = None
    prospect.next_local_date = prospect.next_local_time = prospect.next_contact = None
    prospect.next_tz = prospect.next_channel = prospect.next_kind = prospect.phase = ""
    prospect.next_why = [reason.as_json() for reason in decision.reasons]
    prospect.held_by = ""
    prospect.nag_level = 0


def _set_next_attempt(
    prospect: Prospect,
    decision: rules.NextAttempt,
    placed: rules.Placed,
    *,
    facts: rules.Facts,
    contacts: Sequence[Contact],
) -> None:
    prospect.status = Prospect.Status.OPEN
    prospect.closed_at = None
    prospect.lost_reason = ""
    prospect.revisit_on = _revisit_on(decision)
    prospect.next_attempt_at = placed.at
    prospect.next_local_date = placed.local_date
    prospect.next_local_time = placed.local_time
    prospect.next_tz = placed.tz
    prospect.next_channel = decision.channel.value
    prospect.next_kind = decision.kind.value
    prospect.next_contact = _contact(decision.contact, contacts)
    prospect.next_why = [reason.as_json() for reason in placed.reasons]
    prospect.held_by = _HOLDS.get(decision.reasons[0].code, "") if decision.reasons else ""
    prospect.attempt_number = decision.attempt_number
    prospect.phase = decision.phase.value
    prospect.urgency = decision.urgency.value
    prospect.explored = placed.explored
    start_ladder(prospect, due_at=placed.at, grace=rules.grace(decision.urgency, facts.policy))


def _revisit_on(decision: rules.NextAttempt) -> date | None:
    """Return the day on which a lost prospect is to be asked again, while that stands."""
    days = [reason.values["on"] for reason in decision.reasons if reason.code == "revisit"]
    return date.fromisoformat(str(days[0])) if days else None


def _place(
    prospect: Prospect, decision: rules.NextAttempt, facts: rules.Facts
) -> tuple[rules.Placed, int | None]:
    """Pick the half-hour by what was learned and by what stands in the owner's diary."""
    if decision.exact_at is not None:
        return rules.place(decision, facts), None
    key = _curve_key(prospect)
    curve = curve_version(key) if key else rules.PRIOR
    earliest, latest = decision.earliest, decision.latest
    beyond = latest + OVERFLOW
    owner, besides = prospect.owner, prospect.pk
    diary, read_until = queries.diary(
        owner, earliest=earliest, latest=latest, beyond=beyond, besides=besides
    )
    placed = rules.place(decision, facts, curve=curve, load=diary)
    if placed.at >= latest and read_until < beyond:
        # The range is full: look at the diary as far as an attempt may be passed on.
        diary, _ = queries.diary(owner, earliest=earliest, latest=beyond, besides=besides)
        placed = rules.place(decision, facts, curve=curve, load=diary)
    return placed, key


def _curve_key(prospect: Prospect) -> int | None:
    """Return the key of the team's newest curve. Many a prospect was read with it."""
    if hasattr(prospect, "team_curve"):
        return prospect.team_curve
    return newest_curve_key(prospect.team_id)


def start_ladder(prospect: Prospect, *, due_at: datetime, grace: timedelta) -> None:
    """Put the prospect on the ladder's first rung, which is raised when the attempt is due."""
    prospect.overdue_at = due_at + grace
    prospect.nag_at = max(due_at, prospect.paused_until or due_at)
    prospect.nag_level = 0


def _contact(key: int | None, contacts: Sequence[Contact]) -> Contact | None:
    for place, contact in enumerate(contacts, start=1):
        if key is not None and (contact.pk or place) == key:
            return contact
    return None


__all__ = [
    "OVERFLOW",
    "PLAN_COLUMNS",
    "Judged",
    "Placer",
    "Policy",
    "about",
    "judge",
    "next_cycle",
    "plan",
    "start_ladder",
    "write_down",
]
