"""How promising each legal half-hour is: the curve, the prospect's own history, their wish."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from math import exp, log
from operator import itemgetter

from cadence.rules.answers import NextAttempt
from cadence.rules.facts import BestTime, ContactFact, Facts, TouchFact
from cadence.rules.hours import HALF_HOUR, Calendar, Slot, zone
from cadence.rules.learn import Curve
from cadence.rules.tally import HALF_HOURS
from cadence.rules.words import (
    NO_INTERACTION,
    REACHED_THEM,
    Channel,
    Direction,
    Outcome,
    Phase,
)

_DAY = itemgetter(0)
_LOTS = 1 << 64
_MASK = _LOTS - 1
_ONE_DAY = timedelta(days=1)
# No kernel reaches further than this many half-hours: the policy does not allow more.
_MARGIN = 60
# Beyond these points either way a half-hour is as good or as bad as it gets.
_MOST = 500
_FACTOR = tuple(exp(points / 100) for points in range(-_MOST, _MOST + 1))
# A wish that was spoken outweighs what hours usually bring, but not a run of failures in it.
_WISH_POINTS = 120
_SAME_HOUR_POINTS = -300
# The tie spread is divided by this once a log has told hours apart.
_TOLD_APART = 10
# People take up other hours: what was seen of them counts for half after eight weeks.
_LONGEST_SEEN = 52
_FADED = tuple(0.5 ** (weeks / 8) for weeks in range(_LONGEST_SEEN + 1))
# Signs of life are a sample of somebody's hours. Before any, it is as if this many had been seen
# spread evenly over the day; each counts for its half-hour and, less, for those beside it.
_ASSUMED_SIGNS = 4
_SIGN = (4, 3, 2, 1)
# What is a whole sign for a half-hour out of some twenty in which people work.
_EVEN = 20 / (_SIGN[0] + 2 * sum(_SIGN[1:]))
# A log that shows less than half of the usual own habits makes an engaged line tell less too.
_HABITS_AT_FULL = 0.5
_FAILED = frozenset({Outcome.NO_ANSWER, Outcome.VOICEMAIL_LEFT, Outcome.GATEKEEPER})


def spread(*numbers: int) -> int:
    """Return a 64-bit hash of whole numbers, the same on every machine and in every run."""
    mixed = 0x9E3779B97F4A7C15
    for number in numbers:
        mixed = ((mixed ^ (number & _MASK)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed ^= mixed >> 31
        mixed = (mixed * 0x94D049BB133111EB) & _MASK
        mixed ^= mixed >> 29
    return mixed


def in_range(calendar: Calendar, earliest: datetime, latest: datetime) -> list[Slot]:
    """Return the legal half-hours that begin from `earliest` on and before `latest`, in order."""
    day, last = calendar.local_day(earliest), calendar.local_day(latest)
    found: list[Slot] = []
    while day <= last:
        slots = calendar.slots(day)
        if slots and earliest <= slots[0][2] and slots[-1][2] < latest:
            found += slots
        else:
            found += [slot for slot in slots if earliest <= slot[2] < latest]
        day += _ONE_DAY
    return found


@lru_cache(maxsize=4096)
def _moved(kernel: tuple[int, ...], weight: float, divisor: int) -> tuple[int, ...]:
    """Return the points that a touch gives to the half-hours before, at and after its own."""
    amounts = [round(weight * (amount // divisor)) for amount in kernel]
    return (*amounts[:0:-1], *amounts)


@lru_cache(maxsize=4096)
def _sign_points(count: int, whole: int) -> int:
    return round(100 * log((_ASSUMED_SIGNS + _EVEN * count) / whole))


def _is_sign(touch: TouchFact) -> bool:
    """Whether they moved by themselves: rang, wrote, or answered what was sent."""
    if touch.direction is Direction.INBOUND:
        return touch.outcome not in NO_INTERACTION
    return touch.outcome is Outcome.REPLIED


class Odds:
    """The odds for one decision: built once, asked for a range as often as needed."""

    __slots__ = (
        "calendar", "curve", "decision", "facts", "failure", "lot", "misses", "points", "trust",
        "wish",
    )  # fmt: skip

    def __init__(self, decision: NextAttempt, facts: Facts, curve: Curve) -> None:
        self.decision = decision
        self.calendar = decision.calendar
        self.facts = facts
        self.curve = curve
        self.wish = _wish(facts, decision.contact)
        self.lot = spread(facts.key, facts.cycle)
        self.points: list[int] = []
        self.misses = 0
        self.trust = min(curve.repeat / _HABITS_AT_FULL, 1.0)
        self.failure = facts.policy.failure_points
        if curve.repeat != 1:
            self.failure = tuple(round(one * curve.repeat) for one in self.failure)
        self._weigh_history()
        if decision.row == 7:
            self._avoid_the_voicemails_hour()

    def ranked(self, earliest: datetime, latest: datetime) -> list[Slot]:
        """Return the legal half-hours of a range, the most promising first."""
        slots = in_range(self.calendar, earliest, latest)
        policy = self.facts.policy
        opens, closes = policy.calls_open_minute, policy.calls_close_minute
        wish = self.is_wished if self.wish else _never
        open_for_us = [slot for slot in slots if opens <= slot[1] < closes or wish(slot)]
        usual = open_for_us
        # What the team's own log shows to be good is not odd there: the curve speaks for it.
        if self.misses < policy.odd_times_after and not self.curve.cells:
            usual = [slot for slot in open_for_us if not self.is_odd(slot) or wish(slot)]
        return self._by_score(usual or open_for_us or slots)

    def drawn(self, earliest: datetime, latest: datetime, *, day: date) -> list[Slot]:
        """
        Return the legal half-hours of a range in the order of a draw, those of `day` first.

        The more promising a half-hour is, the likelier it is drawn: each gets its share of
        calls, so that the curve stays measurable, and few calls are thrown away for it.
        """
        facts, promises = self.facts, dict[date, list[float]]()

        def waits(slot: Slot) -> tuple[bool, float]:
            on, minute, _ = slot
            promise = promises.get(on) or promises.setdefault(on, self._promise(on))
            lot = spread(facts.key, facts.cycle, on.toordinal(), minute)
            # Who waits shortest is drawn. It is the hour that is measured: another day would only
            # put the call off.
            return on != day, -log((lot + 1) / _LOTS) / promise[minute // HALF_HOUR]

        return sorted(in_range(self.calendar, earliest, latest), key=waits)

    def is_odd(self, slot: Slot) -> bool:
        """Whether a half-hour is the day's first or last legal one, or falls into lunch."""
        day, minute, _ = slot
        halves = self.calendar.half_hours(day)
        policy = self.facts.policy
        return (
            minute in (halves[0][0], halves[-1][0])
            or policy.lunch_opens_minute <= minute < policy.lunch_closes_minute
        )

    def is_wished(self, slot: Slot) -> bool:
        """Whether the contact, or somebody there, named this time as a good one."""
        return self.wish is not None and self.wish.holds(slot[0].weekday(), slot[1])

    def _by_score(self, slots: list[Slot]) -> list[Slot]:
        first = self.decision.day.toordinal()
        step = self.facts.policy.neighbour_day_percent / 100
        # A new lead is not waiting for a certain day: the days of its range are equals.
        equal = self.decision.phase is Phase.NEW
        # Hours that a log has told apart are no ties any more.
        percent = self.facts.policy.tie_spread_percent / (_TOLD_APART if self.curve.cells else 1)
        jitter = percent / 100 / 65_536
        seed = self.lot | 1
        scored: list[tuple[float, Slot]] = []
        for day, those in groupby(slots, key=_DAY):
            ordinal = day.toordinal()
            promise = self._promise(day)
            weight = -1.0 if equal else -(step ** max(ordinal - first, 0))
            # Odd and another one for each half-hour of all days: what spreads those that are equal.
            number = 2 * HALF_HOURS * ordinal + 1
            for slot in those:
                half = slot[1] // HALF_HOUR
                lot = (seed * (number + half + half) & _MASK) >> 48
                scored.append((promise[half] * weight * (1 + jitter * lot), slot))
        scored.sort()
        return [slot for _, slot in scored]

    def _promise(self, day: date) -> list[float]:
        """Return how promising the 48 half-hours of a day are, its distance left aside."""
        points = self.points
        if self.wish is not None:
            holds, weekday = self.wish.holds, day.weekday()
            points = [
                one + _WISH_POINTS if holds(weekday, HALF_HOUR * half) else one
                for half, one in enumerate(points)
            ]
        if min(points) < -_MOST or max(points) > _MOST:
            points = [min(max(one, -_MOST), _MOST) for one in points]
        odds = self._curve(day.weekday())
        return [odd * _FACTOR[one + _MOST] for odd, one in zip(odds, points, strict=True)]

    def _curve(self, weekday: int) -> tuple[float, ...]:
        contact = contact_of(self.facts, self.decision.contact)
        return self.curve.odds(
            role=contact.role if contact else None,
            country=self.calendar.country,
            weekday=weekday,
        )

    # Whole numbers only: their sum is the same in whatever order the touches come.

    def _weigh_history(self) -> None:
        contact = self.decision.contact
        tz, today = zone(self.calendar.tz), self.decision.day.toordinal()
        signs = [at.astimezone(tz) for at in self.facts.activity]
        # With a margin on either side, so that nothing has to ask where the day ends.
        wide = [0] * (HALF_HOURS + 2 * _MARGIN)
        for touch in self.facts.touches:
            if touch.direction is not Direction.OUTBOUND or touch.channel is not Channel.CALL:
                if _is_sign(touch):
                    signs.append(touch.at.astimezone(tz))
                continue
            kernel, weight = self._evidence(touch.outcome)
            if not weight:
                continue
            local = touch.at.astimezone(tz)
            weeks = (today - local.toordinal()) // 7
            if weeks > 0:
                weight *= _FADED[min(weeks, _LONGEST_SEEN)]
            # What one person does says something, but less, of another at the same company.
            other = touch.contact != contact and touch.contact is not None and contact is not None
            amounts = _moved(kernel, weight, 2 if other else 1)
            half = (local.hour * 60 + local.minute) // HALF_HOUR
            for near, amount in enumerate(amounts, half + _MARGIN - len(amounts) // 2):
                wide[near] += amount
        self.points = wide[_MARGIN:-_MARGIN]
        if signs:
            self._weigh_signs([(one.hour * 60 + one.minute) // HALF_HOUR for one in signs])

    def _evidence(self, outcome: Outcome) -> tuple[tuple[int, ...], float]:
        """Return what a call with such an outcome says of its half-hour, and how strongly."""
        if outcome in _FAILED:
            self.misses += 1
            return self.failure, -1.0
        if outcome is Outcome.BUSY:
            # Nobody answered, but somebody is at that telephone at that hour.
            self.misses += 1
            return self.facts.policy.signal_points, self.trust
        return self.facts.policy.success_points, float(outcome in REACHED_THEM)

    def _weigh_signs(self, signs: list[int]) -> None:
        """Turn signs of life into points: the more there are, the more they outweigh the curve."""
        counts = [0] * HALF_HOURS
        for half in signs:
            for apart, amount in enumerate(_SIGN):
                if half + apart < HALF_HOURS:
                    counts[half + apart] += amount
                if apart and half >= apart:
                    counts[half - apart] += amount
        points, whole = self.points, _ASSUMED_SIGNS + len(signs)
        for half, count in enumerate(counts):
            points[half] += _sign_points(count, whole)

    def _avoid_the_voicemails_hour(self) -> None:
        left = [touch.at for touch in self.facts.touches if touch.promised_on is not None]
        if left:
            local = max(left).astimezone(zone(self.calendar.tz))
            half = (local.hour * 60 + local.minute) // HALF_HOUR
            for near in range(max(half - 1, 0), min(half + 2, HALF_HOURS)):
                self.points[near] += _SAME_HOUR_POINTS


def _never(_slot: Slot) -> bool:
    return False


def contact_of(facts: Facts, key: int | None) -> ContactFact | None:
    """Return the contact with `key`, if there is one."""
    if key is None:
        return None
    return next((one for one in facts.contacts if one.key == key), None)


def _wish(facts: Facts, key: int | None) -> BestTime | None:
    """Return the best time that was named last, else the one the contact gave."""
    named = [touch for touch in facts.touches if touch.best_time is not None]
    if named:
        return max(named, key=lambda touch: (touch.at, touch.key)).best_time
    contact = contact_of(facts, key)
    return contact.best_time if contact else None
