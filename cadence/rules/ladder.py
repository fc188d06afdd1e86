"""The ladder of reminders: when a due attempt is told, told again, escalated, and told for ever."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from cadence.rules.hours import LAST_DAY, clamped, instant
from cadence.rules.policy import Policy
from cadence.rules.words import Urgency
from cadence.rules.working import WorkingHours

REP = frozenset({"rep"})
REP_AND_MANAGER = frozenset({"rep", "manager"})
_ONE_MINUTE = timedelta(minutes=1)
_END = datetime.combine(LAST_DAY, time(0), tzinfo=UTC) - timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """
    One rung: its `level` is its position, `at` its time in UTC, `name` what it is.

    `tells` names who is told, `how` by which means the policy tells them.
    """

    level: int
    at: datetime
    name: str
    tells: frozenset[str]
    how: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.at.tzinfo is None or self.level < 0:
            raise ValueError("A rung has a position and an aware time")


def grace(urgency: Urgency, policy: Policy) -> timedelta:
    """Return how long after its due time an attempt becomes overdue."""
    minutes = {
        Urgency.NEW_LEAD: policy.lead_grace_minutes,
        Urgency.PROMISE: policy.promise_grace_minutes,
        Urgency.ROUTINE: policy.routine_grace_minutes,
    }[urgency]
    return timedelta(minutes=minutes)


def rungs(
    due_at: datetime, *, urgency: Urgency, policy: Policy, hours: WorkingHours
) -> tuple[Rung, ...]:
    """
    Return the first five rungs, strictly increasing in time; `rung` knows those after.

    Due and nag come by the clock, so that the nag is the moment of being overdue;
    the day's end, escalation and mornings keep to the rep's working days. An attempt
    that falls due outside them escalates from their next working moment.
    """
    due_at = clamped(due_at)
    worked_at = hours.next_moment(due_at)
    day = hours.next_day(hours.local_day(worked_at))
    first = [
        (due_at, "due", REP, ("page", "bell", "browser")),
        (due_at + grace(urgency, policy), "nag", REP, ("page", "bell", "browser")),
        (hours.ends_at(day), "day_end", REP, ("digest",)),
        (
            _escalation(worked_at, urgency=urgency, policy=policy, hours=hours),
            "escalation",
            REP_AND_MANAGER,
            ("dashboard", "bell", "digest"),
        ),
    ]
    first.sort(key=lambda one: one[0])
    made: list[Rung] = []
    for level, (at, name, tells, how) in enumerate(first):
        at = max(at, made[-1].at + _ONE_MINUTE) if made else at
        made.append(Rung(level=level, at=at, name=name, tells=tells, how=how))
    made.append(_morning(len(made), made[-1].at, 0, hours))
    return tuple(made)


def rung(
    level: int, due_at: datetime, *, urgency: Urgency, policy: Policy, hours: WorkingHours
) -> Rung:
    """
    Return the rung at `level`, counted from 0 and without end.

    Past the first rungs there is one every working morning; a manager is told by the
    first of each week. Times grow strictly with the level.
    """
    first = rungs(due_at, urgency=urgency, policy=policy, hours=hours)
    if level < len(first):
        return first[level]
    return _morning(level, first[-2].at, level - len(first) + 1, hours)


def _escalation(
    worked_at: datetime, *, urgency: Urgency, policy: Policy, hours: WorkingHours
) -> datetime:
    if urgency is Urgency.NEW_LEAD:
        return worked_at + timedelta(minutes=policy.lead_escalation_minutes)
    if urgency is Urgency.PROMISE:
        return worked_at + timedelta(minutes=policy.promise_escalation_minutes)
    later = policy.routine_escalation_working_days
    day = hours.next_day(hours.local_day(worked_at), after=later)
    return instant(day, hours.local(worked_at).time(), hours.tz)


def _morning(level: int, after: datetime, number: int, hours: WorkingHours) -> Rung:
    """Return the working morning with `number` (from 0) after an instant."""
    today = hours.local_day(after)
    day = hours.next_day(today)
    if hours.starts_at(day) <= after:
        day = hours.next_day(day, after=1)
    before = hours.next_day(day, after=number - 1) if number > 1 else (day if number else today)
    if number:
        day = hours.next_day(day, after=number)
    new_week = before.isocalendar()[:2] != day.isocalendar()[:2]
    at = hours.starts_at(day)
    if at >= _END:
        # At the calendar's end mornings no longer grow: the level itself tells them apart.
        seconds = timedelta(seconds=min(level, 1_000_000))
        at = max(_END + seconds, after + seconds)
    return Rung(
        level=level,
        at=at,
        name="morning",
        tells=REP_AND_MANAGER if new_week else REP,
        how=("digest",),
    )
