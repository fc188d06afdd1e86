"""The people of one run: what a tactic may know of them, the truth beside it, and the telephone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random

from cadence.lab.truth import Truth, born
from cadence.lab.worlds import HALF_HOURS, World
from cadence.rules.facts import BestTime, ContactFact, Facts, TouchFact
from cadence.rules.hours import HALF_HOUR, Calendar, instant, minute_of, zone
from cadence.rules.law import law_for
from cadence.rules.odds import spread
from cadence.rules.policy import Policy
from cadence.rules.words import Channel, Outcome

_OPENING = time(7)
_WHOLE = float(1 << 64)
_ANSWER, _LINE, _SCREEN, _HINT = range(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the team knows of a prospect before the first call. Nothing here comes from the truth
    but the signs of life, which anybody could have seen."""

    key: int
    recorded_at: datetime
    calendar: Calendar
    contact: ContactFact
    activity: tuple[datetime, ...]

    def facts(self, touches: tuple[TouchFact, ...], policy: Policy) -> Facts:
        """Return the facts as the product would gather them after `touches`."""
        return Facts(
            key=self.key,
            recorded_at=self.recorded_at,
            calendar=self.calendar,
            touches=touches,
            contacts=(self.contact,),
            policy=policy,
            cycle=len(touches) + 1,
            activity=self.activity,
        )


@lru_cache(maxsize=64)
def _calendar(tz: str, country: str, holidays: frozenset[date]) -> Calendar:
    return law_for(country=country).calendar(tz=tz, holidays=holidays, country=country)


def people(world: World, *, seed: int, size: int) -> Iterator[tuple[Known, Truth]]:
    """Yield `size` prospects of `world` with their truth; the same seed yields the same ones."""
    chance = Random(spread(seed, *world.name.encode()))  # noqa: S311 - a simulation
    names, shares = zip(*world.zones, strict=True)
    for _ in range(size):
        tz = chance.choices(names, shares)[0]
        truth = born(world, chance)
        calendar = _calendar(tz, world.country, world.holidays)
        day = calendar.working_day(world.starts_on + timedelta(days=chance.randrange(5)))
        key = chance.getrandbits(62)
        yield (
            Known(
                key=key,
                recorded_at=instant(day or world.starts_on, _OPENING, tz),
                calendar=calendar,
                contact=ContactFact(key=1, role=world.role, has_phone=True),
                activity=tuple(_signs_of_life(world, truth, tz, chance)),
            ),
            truth,
        )


def _signs_of_life(world: World, truth: Truth, tz: str, chance: Random) -> Iterator[datetime]:
    """Yield when they were seen at their desk in the weeks before, in proportion to being there."""
    if not world.stamps:
        return
    weights = truth.shape if any(truth.shape) else [16 <= half < 40 for half in range(HALF_HOURS)]
    for half in chance.choices(range(HALF_HOURS), weights, k=world.stamps):
        day = world.starts_on - timedelta(days=chance.randrange(1, 29))
        minute = half * HALF_HOUR + chance.randrange(HALF_HOUR)
        yield instant(day, time(minute // 60, minute % 60), tz)


class Telephone:
    """
    Rings people up. The same seed gives the same luck for the same person, day and half-hour,
    whichever tactic rings: that is what makes runs comparable in pairs.
    """

    def __init__(self, world: World, *, seed: int) -> None:
        self.world = world
        self.seed = seed

    def answers(self, known: Known, truth: Truth, at: datetime, *, drawn: bool) -> float:
        """Return the odds that a call at `at` is answered; with `drawn`, luck makes them 0 or 1."""
        day, half, luck = self._moment(known, at)
        odds = truth.odds(day, half)
        return float(self._lot(luck, _ANSWER) < odds) if drawn else odds

    def ring_in_vain(self, known: Known, truth: Truth, at: datetime, key: int) -> TouchFact:
        """Return what comes of a call at `at` that does not reach them."""
        day, half, luck = self._moment(known, at)
        if self._lot(luck, _SCREEN) < truth.screening(half):
            return self._assistant(known, truth, day, luck, at, key)
        if self._lot(luck, _LINE) < truth.presence(day, half) * self.world.busy:
            return _touch(at, key, Outcome.BUSY)
        return _touch(at, key, Outcome.NO_ANSWER)

    def talked(self, at: datetime, key: int) -> TouchFact:
        """Return the call that reached them."""
        return _touch(at, key, Outcome.REACHED_TALKED)

    def message_left(self, touch: TouchFact) -> TouchFact:
        """Return the call in vain as one that left a message on the machine."""
        return _touch(touch.at, touch.key, Outcome.VOICEMAIL_LEFT)

    def refusals(self, lately: int) -> float:
        """Return the odds that a conversation ends in an opt-out, after so many calls in a week."""
        return min(self.world.refusals * (1 + lately / 5), 1.0)

    def _moment(self, known: Known, at: datetime) -> tuple[date, int, tuple[int, int, int]]:
        local = at.astimezone(zone(known.calendar.tz))
        day, half = local.date(), minute_of(local) // HALF_HOUR
        return day, half, (known.key, day.toordinal(), half)

    def _assistant(
        self,
        known: Known,
        truth: Truth,
        day: date,
        luck: tuple[int, int, int],
        at: datetime,
        key: int,
    ) -> TouchFact:
        if self._lot(luck, _HINT) >= self.world.hints:
            return _touch(at, key, Outcome.GATEKEEPER)
        if truth.away is not None and truth.is_away(day):
            return _touch(at, key, Outcome.GATEKEEPER, until=truth.away[1])
        return _touch(at, key, Outcome.GATEKEEPER, best_time=_named(known.calendar, truth, day))

    def _lot(self, luck: tuple[int, int, int], kind: int) -> float:
        return spread(self.seed, kind, *luck) / _WHOLE


def _named(calendar: Calendar, truth: Truth, day: date) -> BestTime | None:
    """Return the hour and a half around somebody's best half-hour, of those open to calls."""
    halves = [minute // HALF_HOUR for minute, _ in calendar.half_hours(day)]
    if not halves:
        return None
    best = truth.best_half(day, halves)
    opens = best - 1 if best - 1 in halves else best
    closes = best + 2 if best + 1 in halves else best + 1
    return BestTime(opens=opens * HALF_HOUR, closes=closes * HALF_HOUR)


def _touch(
    at: datetime,
    key: int,
    outcome: Outcome,
    *,
    until: date | None = None,
    best_time: BestTime | None = None,
) -> TouchFact:
    return TouchFact(
        at=at,
        key=key,
        channel=Channel.CALL,
        outcome=outcome,
        contact=1,
        planned_for=at,
        until=until,
        best_time=best_time,
    )
