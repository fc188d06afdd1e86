"""Tactics as data: fixed steps, the engine that plans real prospects, and the oracle."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Protocol

from cadence.lab.truth import Truth
from cadence.rules.answers import NextAttempt
from cadence.rules.decide import decide
from cadence.rules.facts import Facts
from cadence.rules.hours import HALF_HOUR, Calendar, instant
from cadence.rules.learn import PRIOR, Curve
from cadence.rules.odds import spread
from cadence.rules.place import place
from cadence.rules.policy import Policy

# Stands for "the hour at which the lead came in" among the minutes of a step.
ENROLMENT = -1
_DEFAULT = Policy()


class Tactic(Protocol):
    """Anything that says when to call next, from the facts alone; None to give up."""

    @property
    def policy(self) -> Policy:
        """The policy that the facts are gathered under."""

    def next(self, facts: Facts) -> datetime | None:
        """Return the instant of the next call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """
    Calls on given working days (0 is the first) at given minutes after midnight, there.

    A minute of `ENROLMENT` or less is the hour at which the lead came in, and as many
    minutes later. What no law allows moves to the nearest half-hour that it does.
    """

    steps: tuple[tuple[int, int], ...]
    policy: Policy = _DEFAULT

    def next(self, facts: Facts) -> datetime | None:
        """Return the next step's instant; None after the last."""
        made = len(facts.touches)
        if made >= len(self.steps):
            return None
        days, minute = self.steps[made]
        if minute <= ENROLMENT:
            minute = _enrolled_at(facts.key) + ENROLMENT - minute
        first = facts.calendar.local_day(facts.recorded_at)
        return _clipped(facts.calendar, facts, days, minute) or instant(
            first, time(12), facts.calendar.tz
        )


def _enrolled_at(key: int) -> int:
    """Return the minute at which a lead comes in: any half-hour of an office day."""
    return 9 * 60 + HALF_HOUR * (spread(key) % 16)


def _clipped(calendar: Calendar, facts: Facts, days: int, minute: int) -> datetime | None:
    day = calendar.working_day(calendar.local_day(facts.recorded_at), after=days)
    if day is None:
        return None
    return min(calendar.half_hours(day), key=lambda one: abs(one[0] - minute))[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """The very code that plans prospects: `rules.decide` and `rules.place`."""

    policy: Policy = _DEFAULT
    curve: Curve = field(default=PRIOR)

    def next(self, facts: Facts) -> datetime | None:
        """Return where the next attempt is placed; None if it is no call any more."""
        decision = decide(facts)
        if not isinstance(decision, NextAttempt) or decision.row == 14:
            return None
        return place(decision, facts, curve=self.curve).at


@dataclass(frozen=True, slots=True, kw_only=True)
class Oracle:
    """
    Knows the true odds and every absence: what no tactic can beat on the same days.

    It calls on the days of the policy, at each person's best half-hour.
    """

    policy: Policy = _DEFAULT

    def next(self, facts: Facts) -> datetime | None:
        """:raises TypeError: always, because without the truth it is no oracle"""
        raise TypeError("The oracle has to be told the truth")

    def next_knowing(self, facts: Facts, truth: Truth) -> datetime | None:
        """Return the best half-hour of the next day on which they are there."""
        decision = decide(facts)
        if not isinstance(decision, NextAttempt) or decision.row == 14:
            return None
        calendar, day = facts.calendar, decision.day
        while truth.is_away(day):
            day = calendar.working_day(day + timedelta(days=1)) or day + timedelta(days=1)
        halves = calendar.half_hours(day)
        return max(halves, key=lambda one: truth.odds(day, one[0] // HALF_HOUR))[1]


def days_of(policy: Policy) -> tuple[int, ...]:
    """Return the working days, from 0, of a policy's attempts when none reaches anybody."""
    days = [0]
    for made in range(1, policy.attempts_per_phase):
        days.append(days[-1] + policy.chase_gap(made))
    return tuple(days)


def _daily(*minutes: int) -> tuple[tuple[int, int], ...]:
    return tuple((day, minutes[day % len(minutes)]) for day in range(12))


# What is sold as good practice, as it is described in public.
FIXED: dict[str, Fixed] = {
    "every_3_days": Fixed(steps=tuple((3 * number, 10 * 60) for number in range(7))),
    "hubspot": Fixed(steps=((1, ENROLMENT), (5, ENROLMENT), (10, ENROLMENT))),
    "velocify": Fixed(
        steps=(
            (0, ENROLMENT),
            (0, ENROLMENT - 60),
            (1, ENROLMENT),
            (5, ENROLMENT),
            (14, ENROLMENT),
            (15, ENROLMENT),
        )
    ),
    "same_time": Fixed(steps=tuple((day, 10 * 60) for day in days_of(_DEFAULT))),
    "article": Fixed(steps=_daily(7 * 60 + 30, 12 * 60, 17 * 60 + 30)),
}
