"""Too few hands: as many calls a day, planned by the engine or taken from a pile in turn."""

import heapq
from collections import Counter, deque
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from cadence.lab.population import Known, Telephone, people
from cadence.lab.truth import Truth
from cadence.lab.worlds import World
from cadence.rules.answers import NextAttempt
from cadence.rules.decide import decide
from cadence.rules.facts import TouchFact
from cadence.rules.learn import PRIOR, Curve
from cadence.rules.load import Load
from cadence.rules.odds import spread
from cadence.rules.place import place
from cadence.rules.policy import Policy
from cadence.rules.words import Outcome
from cadence.rules.working import WorkingHours

_HALF_HOUR = timedelta(minutes=30)
_MOST_CALLS = 12
_A_SIXTH = 6
_POLICY = Policy()


@dataclass(slots=True)
class _Chased:
    known: Known
    truth: Truth
    touches: list[TouchFact]
    reached: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scarce:
    """What a team reaches that can make only so many calls in a half-hour."""

    people: int
    dials: int
    reached: int
    illegal: int


def planned(
    world: World, *, seed: int, size: int, per_day: int, days: int, curve: Curve = PRIOR
) -> Scarce:
    """
    Return what is reached where the engine plans each call into what room there is.

    The team makes `per_day` calls a day, a sixth of them in any half-hour at most.
    """
    telephone, chased = Telephone(world, seed=seed), _people(world, seed=seed, size=size, days=days)
    diary = _Diary(chased=chased, curve=curve, per_day=per_day)
    for number in range(size):
        diary.plan(number)
    last = world.starts_on + timedelta(days=days)
    while diary.planned and diary.planned[0][0].date() < last:
        at, number = heapq.heappop(diary.planned)
        if not diary.has_room(at):
            later = at + _HALF_HOUR
            legal = chased[number].known.calendar.next_legal(later) or later
            heapq.heappush(diary.planned, (legal, number))
        elif not diary.call(telephone, at, number):
            diary.plan(number)
    return _counted(chased)


@dataclass(slots=True, kw_only=True)
class _Diary:
    """What is planned for when, and how much of it was done."""

    chased: list[_Chased]
    curve: Curve
    per_day: int
    planned: list[tuple[datetime, int]] = field(default_factory=list)
    standing: Counter[datetime] = field(default_factory=Counter)
    by_day: Counter[date] = field(default_factory=Counter)
    made: Counter[datetime] = field(default_factory=Counter)
    made_on: Counter[date] = field(default_factory=Counter)

    def plan(self, number: int) -> None:
        """Place the next attempt on one of the people, if the chase goes on."""
        one = self.chased[number]
        facts = one.known.facts(tuple(one.touches), _POLICY)
        decision = decide(facts)
        if isinstance(decision, NextAttempt) and decision.row != 14:
            load = Load(
                standing=self.standing,
                per_day=self.by_day,
                half_hour_capacity=max(self.per_day // _A_SIXTH, 1),
                day_capacity=self.per_day,
                hours=_HOURS,
            )
            at = place(decision, facts, curve=self.curve, load=load).at
            self.standing[at] += 1
            self.by_day[_HOURS.local_day(at)] += 1
            heapq.heappush(self.planned, (at, number))

    def has_room(self, at: datetime) -> bool:
        """Whether the team can make one more call then: plans beyond the room have to wait."""
        fits = self.made[at] < max(self.per_day // _A_SIXTH, 1)
        return _HOURS.is_working(at) and fits and self.made_on[_HOURS.local_day(at)] < self.per_day

    def call(self, telephone: Telephone, at: datetime, number: int) -> bool:
        """Make the call; return whether it reached them."""
        self.made[at] += 1
        self.made_on[_HOURS.local_day(at)] += 1
        return _call(telephone, self.chased[number], at)


def in_turn(world: World, *, seed: int, size: int, per_day: int, days: int) -> Scarce:
    """Return what is reached where each day's calls go to whoever waits longest, at any hour."""
    telephone, chased = Telephone(world, seed=seed), _people(world, seed=seed, size=size, days=days)
    pile = deque(range(size))
    for ahead in range(days):
        day = world.starts_on + timedelta(days=ahead)
        if not _HOURS.works_on(day):
            continue
        calls = []
        for number in [one for one in pile if chased[one].known.recorded_at.date() <= day][
            :per_day
        ]:
            halves = [
                at
                for _, at in chased[number].known.calendar.half_hours(day)
                if _HOURS.is_working(at)
            ]
            if halves:
                calls.append((halves[spread(seed, number, ahead) % len(halves)], number))
        for at, number in sorted(calls):
            pile.remove(number)
            reached = _call(telephone, chased[number], at)
            if not reached and len(chased[number].touches) < _MOST_CALLS:
                pile.append(number)
    return _counted(chased)


def _counted(chased: list[_Chased]) -> Scarce:
    return Scarce(
        people=len(chased),
        dials=sum(len(one.touches) for one in chased),
        reached=sum(one.reached for one in chased),
        illegal=sum(
            not one.known.calendar.is_legal(touch.at) for one in chased for touch in one.touches
        ),
    )


_HOURS = WorkingHours(
    tz="America/Chicago", hours=tuple(((480, 1080),) if day < 5 else () for day in range(7))
)


def _people(world: World, *, seed: int, size: int, days: int) -> list[_Chased]:
    """Return the people, come in evenly over the first half of the days."""
    found = []
    for number, (known, truth) in enumerate(people(world, seed=seed, size=size)):
        later = timedelta(days=number * (days // 2) // size)
        recorded_at = known.recorded_at + later
        found.append(_Chased(replace(known, recorded_at=recorded_at), truth, []))
    return found


def _call(telephone: Telephone, one: _Chased, at: datetime) -> bool:
    key = len(one.touches) + 1
    if telephone.answers(one.known, one.truth, at, drawn=True):
        one.touches.append(telephone.talked(at, key))
        one.reached = True
    else:
        one.touches.append(telephone.ring_in_vain(one.known, one.truth, at, key))
    return one.touches[-1].outcome is Outcome.REACHED_TALKED
