"""How promising each legal half-hour is: the curve, the prospect's own history, their wish."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from math import exp, log

from cadence.rules.answers import NextAttempt
from cadence.rules.facts import BestTime, ContactFact, Facts, TouchFact
from cadence.rules.hours import HALF_HOUR, Calendar, zone
from cadence.rules.learn import Curve
from cadence.rules.tally import HALF_HOURS
from cadence.rules.words import Channel, Direction, Outcome, Phase

# A half-hour that can be tried: its local day, its local minute, its start in UTC.
Slot = tuple[date, int, datetime]

_MASK = (1 << 64) - 1
_ONE_DAY = timedelta(days=1)
# Beyond these points either way a half-hour is as good or as bad as it gets.
_MOST = 500
_FACTOR = tuple(exp(points / 100) for points in range(-_MOST, _MOST + 1))
# A wish that was spoken outweighs what hours usually bring, but not a run of failures in it.
_WISH_POINTS = 120
_SAME_HOUR_POINTS = -300
# The tie spread is divided by this once a log has told hours apart.
_TOLD_APART = 10
# People take up other hours: what was seen of them counts for half after eight weeks.
_FADED = tuple(0.5 ** (weeks / 8) for weeks in range(53))
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


def in_range(calendar: Calendar, earliest: datetime, latest: datetime) -> Iterator[Slot]:
    """Yield the legal half-hours that begin from `earliest` on and before `latest`, in order."""
    day, last = calendar.local_day(earliest), calendar.local_day(latest)
    while day <= last:
        for minute, at in calendar.half_hours(day):
            if earliest <= at < latest:
                yield day, minute, at
        day += _ONE_DAY


class Odds:
    """The odds for one decision: built once, asked for a range as often as needed."""

    __slots__ = (
        "calendar", "curve", "decision", "facts", "failure", "misses", "points", "seed", "signs",
        "trust", "wish",
    )  # fmt: skip

    def __init__(self, decision: NextAttempt, facts: Facts, curve: Curve) -> None:
        self.decision = decision
        self.calendar = decision.calendar
        self.facts = facts
        self.curve = curve
        self.wish = _wish(facts, decision.contact)
        self.seed = spread(facts.key, facts.cycle) | 1
        self.points = [0] * HALF_HOURS
        self.misses = 0
        self.signs: list[int] = []
        self.trust = min(curve.repeat / _HABITS_AT_FULL, 1.0)
        self.failure = facts.policy.failure_points
        if curve.repeat != 1:
            self.failure = tuple(round(one * curve.repeat) for one in self.failure)
        self._weigh_history()

    def ranked(self, earliest: datetime, latest: datetime) -> list[Slot]:
        """Return the legal half-hours of a range, the most promising first."""
        slots = list(in_range(self.calendar, earliest, latest))
        policy = self.facts.policy
        opens, closes = policy.calls_open_minute, policy.calls_close_minute
        wished = [slot for slot in slots if self.is_wished(slot)] if self.wish else []
        open_for_us = [slot for slot in slots if opens <= slot[1] < closes or slot in wished]
        usual = open_for_us
        # What the team's own log shows to be good is not odd there: the curve speaks for it.
        if self.misses < policy.odd_times_after and not self.curve.cells:
            usual = [slot for slot in open_for_us if slot in wished or not self.is_odd(slot)]
        return self._by_score(usual or open_for_us or slots)

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
        own, wished = self.points, self.wish is not None
        scored: list[tuple[float, Slot]] = []
        seen, odds, weight, ordinal = None, self.curve.everybody, 1.0, 0
        for slot in slots:
            day, minute, _ = slot
            if day is not seen:
                seen, ordinal = day, day.toordinal()
                odds = self._curve(day.weekday())
                weight = 1.0 if equal else step ** max(ordinal - first, 0)
            half = minute // HALF_HOUR
            points = own[half]
            if wished and self.is_wished(slot):
                points += _WISH_POINTS
            if not -_MOST <= points <= _MOST:
                points = _MOST if points > 0 else -_MOST
            factor = _FACTOR[points + _MOST]
            lot = (self.seed * (2 * (48 * ordinal + half) + 1) & _MASK) >> 48
            scored.append((-odds[half] * factor * weight * (1 + jitter * lot), slot))
        scored.sort()
        return [slot for _, slot in scored]

    def _curve(self, weekday: int) -> tuple[float, ...]:
        contact = contact_of(self.facts, self.decision.contact)
        return self.curve.odds(
            role=contact.role if contact else None,
            country=self.calendar.country,
            weekday=weekday,
        )

    # Whole numbers only: their sum is the same in whatever order the touches come.

    def _weigh_history(self) -> None:
        tz, today = zone(self.calendar.tz), self.decision.day
        for touch in self.facts.touches:
            kernel, sign = self._evidence(touch)
            if not kernel:
                continue
            local = touch.at.astimezone(tz)
            half = (local.hour * 60 + local.minute) // HALF_HOUR
            if kernel is _SIGN:
                self.signs.append(half)
                continue
            # What one person does says something, but less, of another at the same company.
            other = None not in (touch.contact, self.decision.contact)
            divisor = 2 if other and touch.contact != self.decision.contact else 1
            weeks = min(max((today - local.date()).days // 7, 0), len(_FADED) - 1)
            self._add(half, kernel, sign * _FADED[weeks], divisor)
        for at in self.facts.activity:
            local = at.astimezone(tz)
            self.signs.append((local.hour * 60 + local.minute) // HALF_HOUR)
        if self.signs:
            self._weigh_signs()
        if self.decision.row == 7:
            self._avoid_the_voicemails_hour()

    def _evidence(self, touch: TouchFact) -> tuple[tuple[int, ...], float]:
        policy, outcome = self.facts.policy, touch.outcome
        if touch.direction is Direction.INBOUND:
            return (_SIGN, 1) if not outcome.is_no_interaction else ((), 0)
        if touch.direction is not Direction.OUTBOUND or touch.channel is not Channel.CALL:
            return (_SIGN, 1) if outcome is Outcome.REPLIED else ((), 0)
        if outcome in _FAILED:
            self.misses += 1
            return self.failure, -1
        if outcome is Outcome.BUSY:
            # Nobody answered, but somebody is at that telephone at that hour.
            self.misses += 1
            return policy.signal_points, self.trust
        return (policy.success_points, 1) if outcome.reached_them else ((), 0)

    def _weigh_signs(self) -> None:
        """Turn signs of life into points: the more there are, the more they outweigh the curve."""
        counts = [0] * HALF_HOURS
        for half in self.signs:
            for apart, amount in enumerate(_SIGN):
                if half + apart < HALF_HOURS:
                    counts[half + apart] += amount
                if apart and half >= apart:
                    counts[half - apart] += amount
        whole = _ASSUMED_SIGNS + len(self.signs)
        for half, count in enumerate(counts):
            more = log((_ASSUMED_SIGNS + _EVEN * count) / whole)
            self.points[half] += round(100 * more)

    def _add(self, half: int, kernel: tuple[int, ...], sign: float, divisor: int) -> None:
        points = self.points
        for distance, amount in enumerate(kernel):
            amount = round(sign * (amount // divisor))
            if half + distance < HALF_HOURS:
                points[half + distance] += amount
            if distance and half >= distance:
                points[half - distance] += amount

    def _avoid_the_voicemails_hour(self) -> None:
        left = [touch.at for touch in self.facts.touches if touch.promised_on is not None]
        if left:
            local = max(left).astimezone(zone(self.calendar.tz))
            half = (local.hour * 60 + local.minute) // HALF_HOUR
            for near in range(max(half - 1, 0), min(half + 2, HALF_HOURS)):
                self.points[near] += _SAME_HOUR_POINTS


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
