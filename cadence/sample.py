"""What a policy does with a prospect who never answers: its attempts one after another. No row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cadence import rules
from cadence.calendars import calling_calendar, zones_for
from cadence.exceptions import NOTHING, OwnRules
from cadence.rules.hours import LAST_DAY, clamped_day
from cadence.rules.odds import spread

MOST = 20  # a page draws no more, whatever the policy says
# Any number would do; this one spreads to an ordinary half-hour, and never explores.
_KEY = 1
_SOON = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Whom the attempts are drawn for: where they are, what they decide, when they came to us."""

    country: str
    starts_on: date
    role: rules.Role = rules.Role.DECISION_MAKER
    region: str = ""
    asked_us: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One attempt of the sample: when on their clock, by which channel, what is offered beside."""

    number: int
    local: datetime
    channel: rules.Channel
    beside: rules.Channel | None
    why: str

    @property
    def clock(self) -> str:
        """The time of day there: a page would turn `local` into its own zone."""
        return f"{self.local:%H:%M}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The attempts of one phase, the zone they are in, days without calls, and what comes then."""

    attempts: Sequence[Tried]
    tz: str
    law: str
    then: str
    working_days: int
    calendar: rules.Calendar


def draw(
    sample: Sample,
    policy: rules.Policy,
    *,
    curve: rules.Curve = rules.PRIOR,
    own: OwnRules = NOTHING,
) -> Drawn:
    """Return the attempts of the first phase, none of which reaches anybody.

    With everybody's room and no rep's hours: what the rule would like, before a diary is full.
    """
    zones = zones_for(country=sample.country, region=sample.region)
    calendar = calling_calendar(tz=zones[0], country=sample.country, region=sample.region, own=own)
    start = rules.instant(clamped_day(sample.starts_on), time(9), calendar.tz)
    facts = _facts(sample, policy, calendar, start, ())
    tried: list[Tried] = []
    touches: tuple[rules.TouchFact, ...] = ()
    for number in range(1, min(policy.attempts_per_phase, MOST) + 1):
        decision = rules.decide(facts)
        if isinstance(decision, rules.Closed) or decision.day > LAST_DAY:
            break
        placed = rules.place(decision, facts, curve=curve)
        tried.append(_tried(number, decision, placed))
        touches = (*touches, _missed(number, decision, placed))
        facts = _facts(sample, policy, calendar, start, touches)
    return Drawn(
        attempts=tried,
        tz=calendar.tz,
        law=calendar.law,
        then=_then(facts, policy),
        working_days=_working_days(calendar, tried),
        calendar=calendar,
    )


def _tried(number: int, decision: rules.NextAttempt, placed: rules.Placed) -> Tried:
    return Tried(
        number=number,
        local=decision.calendar.local(placed.at),
        channel=decision.channel,
        beside=decision.propose,
        why=_why(placed.reasons),
    )


def _missed(number: int, decision: rules.NextAttempt, placed: rules.Placed) -> rules.TouchFact:
    return rules.TouchFact(
        key=number,
        at=placed.at,
        planned_for=placed.at,
        channel=decision.channel,
        outcome=rules.Outcome.NO_ANSWER,
        contact=1,
    )


def _facts(
    sample: Sample,
    policy: rules.Policy,
    calendar: rules.Calendar,
    start: datetime,
    touches: tuple[rules.TouchFact, ...],
) -> rules.Facts:
    return rules.Facts(
        key=_KEY,
        recorded_at=start,
        calendar=calendar,
        hand_raiser=sample.asked_us,
        touches=touches,
        contacts=(rules.ContactFact(key=1, role=sample.role, has_phone=True, has_email=True),),
        policy=policy,
        # Never one that explores: the page would draw a lot, not the rule.
        cycle=_cycle(policy, len(touches)),
    )


def _cycle(policy: rules.Policy, number: int) -> int:
    cycle = 1 + number * 1_000
    while spread(_KEY, cycle) % policy.explore_one_in == 0:
        cycle += 1
    return cycle


def _why(reasons: Sequence[rules.Reason]) -> str:
    """Return why that half-hour: the last reason that says something."""
    said = [words for reason in reasons if (words := rules.reason_in_words(reason))]
    return said[-1] if said else ""


def _then(facts: rules.Facts, policy: rules.Policy) -> str:
    decision = rules.decide(facts)
    nurture = f"a sign of life every {policy.nurture_days} days"
    if isinstance(decision, rules.NextAttempt) and decision.kind is rules.Kind.HAND_OVER:
        day = f"{decision.day:%a} {decision.day.day} {decision.day:%b}"
        return (
            f"Then, on {day}, a hand-over to a colleague is proposed for "
            f"{policy.attempts_per_phase} more; otherwise {nurture}, for ever."
        )
    return f"Then {nurture}."


def _working_days(calendar: rules.Calendar, tried: Sequence[Tried]) -> int:
    if not tried:
        return 0
    day, last = tried[0].local.date(), tried[-1].local.date()
    return 1 + sum(
        calendar.is_working_day(day + _SOON * ahead) for ahead in range(1, (last - day).days + 1)
    )
