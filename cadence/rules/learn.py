"""The odds of a half-hour, learned from a team's log and shrunk to what strangers published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from cadence.rules.counts import Counted, Odds, read, shrunk, weighed
from cadence.rules.tally import HALF_HOURS, Tally
from cadence.rules.words import Role

ANY = "*"
EVERY_DAY = -1
# A published curve of strangers is worth some two hundred dials of one's own.
PRIOR_DIALS = 200

# Share of calls answered by local hour in per cent, in the largest sample that publishes rates
# (PhoneBurner, 11 million calls). Hours it does not publish are assumed poor, not measured.
PRIOR_HOURS: dict[int, float] = {
    7: 3.7, 8: 11.8, 9: 14.1, 10: 15.5, 11: 15.0, 12: 13.5,
    13: 14.4, 14: 15.0, 15: 14.4, 16: 14.1, 17: 12.6, 18: 12.4,
}  # fmt: skip
UNMEASURED = 3.0

# What share of calls the published curve has answered in office hours.
_TYPICAL = 0.14

Cell = tuple[str, str, int]
Counts = list[Counted]


def _prior_odds() -> Odds:
    return tuple(PRIOR_HOURS.get(half // 2, UNMEASURED) / 100 for half in range(HALF_HOURS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """
    The odds that a call is answered, per local half-hour.

    Asked for a role, country and weekday, it answers with the most particular cell
    that was learned: role and country and weekday, role and country, role, everybody.
    """

    everybody: Odds = field(default_factory=_prior_odds)
    cells: Mapping[Cell, Odds] = field(default_factory=dict)
    repeat: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.repeat <= 10:
            raise ValueError("What a repeated call loses is between 0 and 10 times the usual")
        for odds in (self.everybody, *self.cells.values()):
            if len(odds) != HALF_HOURS or not all(0 < one < 1 for one in odds):
                raise ValueError("A curve has 48 odds between 0 and 1")

    def odds(self, *, role: Role | None, country: str, weekday: int) -> Odds:
        """Return the 48 odds that hold for such a contact on such a day."""
        if not self.cells:
            return self.everybody
        name = ANY if role is None else role.value
        for cell in (
            (name, country, weekday),
            (name, country, EVERY_DAY),
            (name, ANY, EVERY_DAY),
        ):
            if cell in self.cells:
                return self.cells[cell]
        return self.everybody

    @classmethod
    def learned(cls, tallies: Iterable[Tally], *, prior_dials: int = PRIOR_DIALS) -> Self:
        """
        Return the curve of a team's own log, shrunk to the published prior.

        The prior counts as much as `prior_dials` dials spread over the day, and each cell
        is shrunk to the next more general one, the more the less the two truly differ.
        Calls half a year older than the newest count for half. The order of `tallies`
        does not matter.
        """
        log = weighed(tallies)
        answers = prior_dials * _TYPICAL
        prior = _level(_prior_odds(), log)
        reading = read(log, prior, prior_answers=answers)
        counts: dict[Cell, Counts] = {}
        for one in log:
            for cell in _cells_of(one.tally):
                counts.setdefault(cell, [])
                counts[cell].append(one)
        cells: dict[Cell, Odds] = {}
        for cell in sorted(counts, key=_generality):
            parent = cells.get(_parent(cell), reading.odds)
            told = reading.told(counts[cell], parent)
            cells[cell] = shrunk(parent, told, prior_answers=answers)
        return cls(everybody=reading.odds, cells=cells, repeat=reading.repeat)

    def as_numbers(self) -> dict[str, Any]:
        """Return the curve, JSON-ready, as `from_numbers` reads it."""
        return {
            "everybody": list(self.everybody),
            "cells": [[*cell, list(odds)] for cell, odds in sorted(self.cells.items())],
            "repeat": self.repeat,
        }

    @classmethod
    def from_numbers(cls, numbers: Mapping[str, Any]) -> Self:
        """
        Return the curve that `as_numbers` wrote; an empty mapping is the prior.

        :raises ValueError: if the numbers are no curve
        """
        if not numbers:
            return cls()
        try:
            cells = {
                (str(role), str(country), int(weekday)): tuple(map(float, odds))
                for role, country, weekday, odds in numbers["cells"]
            }
            everybody = tuple(map(float, numbers["everybody"]))
            return cls(everybody=everybody, cells=cells, repeat=float(numbers.get("repeat", 1)))
        except (KeyError, TypeError) as problem:
            raise ValueError("These numbers are no curve") from problem


def _cells_of(tally: Tally) -> tuple[Cell, ...]:
    return (
        (tally.role, ANY, EVERY_DAY),
        (tally.role, tally.country, EVERY_DAY),
        (tally.role, tally.country, tally.weekday),
    )


def _generality(cell: Cell) -> tuple[bool, bool, Cell]:
    return cell[2] != EVERY_DAY, cell[1] != ANY, cell


def _parent(cell: Cell) -> Cell:
    role, country, weekday = cell
    if weekday != EVERY_DAY:
        return role, country, EVERY_DAY
    return (role, ANY, EVERY_DAY) if country != ANY else (ANY, ANY, EVERY_DAY)


def _level(prior: Odds, log: Counts) -> Odds:
    """Return the prior's shape at the team's own level: how good the list is, is not the hour's."""
    expected = sum(one.dials * prior[one.tally.half_hour] for one in log)
    reached = sum(one.reached for one in log)
    # Shrunk like everything else, so that the first ten dials do not set the level.
    sure = PRIOR_DIALS * _TYPICAL
    factor = (reached + sure) / (expected + sure)
    return tuple(min(max(odds * factor, 0.001), 0.95) for odds in prior)


PRIOR = Curve()
