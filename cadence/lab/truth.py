"""One person's truth: the odds that a call is answered. Tactics never get to see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from random import Random

from cadence.lab.worlds import HALF_HOURS, Hours, Persona, World

_MOST = 0.9
_OFFICE = range(18, 34)
_HARDLY = 0.2
# An assistant puts calls through in half-hours that are this good beside the best.
_FREE = 0.9


@dataclass(slots=True, kw_only=True)
class Truth:
    """
    Who somebody really is: how often they answer, and when.

    `odds` is the only question that the telephone asks; it is 0 while they are away.
    """

    weekdays: tuple[float, ...]
    shape: tuple[float, ...]
    later: tuple[float, ...]
    shifts_on: date
    away: tuple[date, date] | None
    screened: float
    screened_halves: frozenset[int]
    machine: bool

    def is_away(self, day: date) -> bool:
        """Whether they are gone on a local day."""
        return self.away is not None and self.away[0] <= day <= self.away[1]

    def presence(self, day: date, half: int) -> float:
        """Return the odds that they would take a call that nobody screens."""
        if self.is_away(day):
            return 0.0
        shape = self.shape if day < self.shifts_on else self.later
        return min(shape[half] * self.weekdays[day.weekday()], _MOST)

    def odds(self, day: date, half: int) -> float:
        """Return the odds that a call in that half-hour reaches them."""
        return self.presence(day, half) * (1 - self.screening(half))

    def screening(self, half: int) -> float:
        """Return the odds that an assistant takes the call in that half-hour."""
        return self.screened if half in self.screened_halves else 0.0

    def best_half(self, day: date, halves: Sequence[int]) -> int:
        """Return the one of `halves` with the best odds on `day`."""
        return max(halves, key=lambda half: self.odds(day, half))


def born(world: World, chance: Random) -> Truth:
    """Return somebody of `world`, drawn by `chance`."""
    level = 0.0
    if chance.random() >= world.never:
        most = world.steadiness
        level = chance.betavariate(world.level * most, (1 - world.level) * most)
    before = _own_hours(world, chance, 0)
    after = before
    shifts = world.shift_day is not None and chance.random() < world.shift_share
    if shifts:
        after = _own_hours(world, chance, world.shift_minutes)
    shape = _shape(world, before)
    spread = world.weekday_spread
    return Truth(
        weekdays=tuple(max(chance.gauss(1, spread), 0.2) if spread else 1.0 for _ in range(7)),
        shape=tuple(level * one for one in shape),
        later=tuple(level * one for one in _shape(world, after)),
        shifts_on=world.starts_on + timedelta(days=world.shift_day or 0),
        away=_absence(world, chance),
        screened=world.screened,
        screened_halves=_screened_halves(world, shape),
        machine=chance.random() < world.machine,
    )


def _own_hours(world: World, chance: Random, later: int) -> tuple[tuple[float, ...], int]:
    shares = [one.share for one in world.personas]
    persona: Persona = chance.choices(world.personas, shares)[0]
    moved = tuple(one + chance.gauss(0, world.jitter) + later for one in persona.around)
    return moved, persona.width


def _screened_halves(world: World, shape: Sequence[float]) -> frozenset[int]:
    """Return when the assistant takes calls: the hours, but those in which the boss is freest."""
    first, last = (edge // 30 for edge in world.screened_hours)
    free = _FREE * max(shape[first:last])
    return frozenset(half for half in range(first, last) if shape[half] < free)


def _absence(world: World, chance: Random) -> tuple[date, date] | None:
    if chance.random() >= world.away:
        return None
    first = world.starts_on + timedelta(days=chance.randrange(-world.away_days, 28))
    return first, first + timedelta(days=world.away_days - 1)


def _shape(world: World, own: tuple[tuple[float, ...], int]) -> list[float]:
    around, width = own
    common = _common(world.hours)
    personal = [
        sum(exp(-(((30 * half + 15 - one) / width) ** 2)) for one in around) + _HARDLY / 10
        for half in range(HALF_HOURS)
    ]
    # Everybody's own hours hold as much as anybody else's: between eight and eight, on average 1.
    mean = sum(personal[16:40]) / 24
    share = world.individual
    return [
        both * (1 - share + share * one / mean) for both, one in zip(common, personal, strict=True)
    ]


def _common(hours: Hours) -> list[float]:
    weights = [hours.get(half // 2, _HARDLY) for half in range(HALF_HOURS)]
    mean = sum(weights[half] for half in _OFFICE) / len(_OFFICE)
    return [one / mean for one in weights]
