"""The half-hour: given a decision, a curve and a load, when exactly to try, and why then."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cadence.rules.answers import NextAttempt
from cadence.rules.facts import Facts, Reason, because
from cadence.rules.hours import HALF_HOUR, Slot
from cadence.rules.learn import PRIOR, Curve
from cadence.rules.load import EMPTY_LOAD, Load
from cadence.rules.odds import Odds

_HALF_HOUR = timedelta(minutes=HALF_HOUR)
# How many working days beyond the range a full diary may push an attempt.
_DAYS_TO_OVERFLOW = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """
    When to try: `at` in UTC, and the wall-clock intention that it was derived from.

    `explored` marks a time picked at random, to keep the curve measured. `reasons` are
    the decision's, then those of the place.
    """

    at: datetime
    local_date: date
    local_time: time
    tz: str
    explored: bool
    reasons: tuple[Reason, ...]

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("at must be timezone-aware")


def place(
    decision: NextAttempt, facts: Facts, *, curve: Curve = PRIOR, load: Load = EMPTY_LOAD
) -> Placed:
    """
    Pick the half-hour for `decision`, which was made from the same `facts`.

    The most promising half-hour of the range that is legal, worked by the rep and
    free. A full diary passes on to the next best and then to the following working
    days; if nothing is free there either, the best is taken all the same, so that an
    attempt always has a time. An `exact_at` stands as it is. Reads no clock.
    """
    if decision.exact_at is not None:
        return _placed(decision, decision.exact_at, ())
    odds = Odds(decision, facts, curve)
    ranked = odds.ranked(decision.earliest, decision.latest)
    explored = _explores(decision, facts, odds.lot)
    if explored:
        ranked = odds.drawn(decision.earliest, decision.latest, day=ranked[0][0])
    for slot in ranked:
        if load.is_worked(slot[2]) and load.is_free(slot[2]):
            reasons = [because("explored") if explored else _why(odds, slot)]
            if slot is not ranked[0] and load.is_worked(ranked[0][2]):
                reasons.append(because("first_choice_full"))
            return _placed(decision, slot[2], tuple(reasons), explored=explored)
    return _overflow(decision, odds, ranked, load)


def _placed(
    decision: NextAttempt, at: datetime, reasons: tuple[Reason, ...], *, explored: bool = False
) -> Placed:
    local = decision.calendar.local(at)
    return Placed(
        at=at,
        local_date=local.date(),
        local_time=local.time(),
        tz=decision.calendar.tz,
        explored=explored,
        reasons=decision.reasons + reasons,
    )


def _overflow(decision: NextAttempt, odds: Odds, ranked: list[Slot], load: Load) -> Placed:
    """Pass on to the following working days; without room there, take the best all the same."""
    calendar = decision.calendar
    last = calendar.local_day(decision.latest)
    for after in range(1, _DAYS_TO_OVERFLOW + 1):
        day = calendar.working_day(last, after=after)
        slots = calendar.half_hours(day) if day else ()
        # Full days are passed over before anybody weighs their half-hours.
        if not slots or load.is_full(slots[0][1], slots[-1][1]):
            continue
        if not any(load.is_free(at) and load.is_worked(at) for _, at in slots):
            continue
        for slot in odds.ranked(slots[0][1], slots[-1][1] + _HALF_HOUR):
            if load.is_worked(slot[2]) and load.is_free(slot[2]):
                return _placed(decision, slot[2], (because("days_full"),))
    worked = [slot for slot in ranked if load.is_worked(slot[2])]
    code = "no_room" if worked else "outside_rep_hours"
    return _placed(decision, (worked or ranked)[0][2], (because(code),))


def _explores(decision: NextAttempt, facts: Facts, lot: int) -> bool:
    """Whether this cold prospect is one of the few called at a random hour."""
    return (
        decision.row in (4, 13) and not facts.hand_raiser and lot % facts.policy.explore_one_in == 0
    )


def _why(odds: Odds, slot: Slot) -> Reason:
    """Return what speaks for a half-hour: their wish, their own signs, the odd hour, the curve."""
    points = odds.points[slot[1] // HALF_HOUR]
    if odds.is_wished(slot):
        return because("asked_for_this_time")
    if points > 0:
        return because("they_are_there_then")
    if odds.misses >= odds.facts.policy.odd_times_after and odds.is_odd(slot):
        return because("odd_time", misses=odds.misses)
    return because("fresh_hour" if odds.misses else "good_hour")
