"""The odds of a half-hour, and the load that stands in it: what `place` is given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Self

from cadence.rules.hours import HALF_HOUR
from cadence.rules.words import Role
from cadence.rules.working import WorkingHours

HALF_HOURS = 48
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

Cell = tuple[str, str, int]
Odds = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Calls made and answered in one half-hour (0 to 47) for a role, country and weekday."""

    role: str
    country: str
    weekday: int
    half_hour: int
    dials: int
    reached: int

    def __post_init__(self) -> None:
        if not 0 <= self.half_hour < HALF_HOURS or not 0 <= self.weekday < 7:
            raise ValueError("A tally stands for a half-hour of a weekday")
        if not 0 <= self.reached <= self.dials:
            raise ValueError("No more calls can be answered than were made")


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

    def __post_init__(self) -> None:
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

        Each cell is shrunk to the next more general one as if that had been seen in
        `prior_dials` dials spread over the day. The order of `tallies` does not matter.
        """
        counts: dict[Cell, list[list[int]]] = {}
        for tally in tallies:
            for cell in _cells_of(tally):
                halves = counts.setdefault(cell, [[0, 0] for _ in range(HALF_HOURS)])
                halves[tally.half_hour][0] += tally.dials
                halves[tally.half_hour][1] += tally.reached
        everybody = _level(_prior_odds(), counts.get((ANY, ANY, EVERY_DAY)))
        everybody = _shrunk(everybody, counts.pop((ANY, ANY, EVERY_DAY), None), prior_dials)
        cells: dict[Cell, Odds] = {}
        for cell in sorted(counts, key=_generality):
            parent = _parent(cell)
            cells[cell] = _shrunk(cells.get(parent, everybody), counts[cell], prior_dials)
        return cls(everybody=everybody, cells=cells)

    def as_numbers(self) -> dict[str, Any]:
        """Return the curve, JSON-ready, as `from_numbers` reads it."""
        return {
            "everybody": list(self.everybody),
            "cells": [[*cell, list(odds)] for cell, odds in sorted(self.cells.items())],
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
            return cls(everybody=tuple(map(float, numbers["everybody"])), cells=cells)
        except (KeyError, TypeError) as problem:
            raise ValueError("These numbers are no curve") from problem


def _cells_of(tally: Tally) -> tuple[Cell, ...]:
    return (
        (ANY, ANY, EVERY_DAY),
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


def _level(prior: Odds, halves: list[list[int]] | None) -> Odds:
    """Return the prior's shape at the team's own level: how good the list is, is not the hour's."""
    dials = sum(half[0] for half in halves or ())
    if not halves or not dials:
        return prior
    expected = sum(half[0] * odds for half, odds in zip(halves, prior, strict=True))
    reached = sum(half[1] for half in halves)
    # Shrunk like everything else, so that the first ten dials do not set the level.
    factor = (reached + PRIOR_DIALS * 0.14) / (expected + PRIOR_DIALS * 0.14)
    return tuple(min(max(odds * factor, 0.001), 0.95) for odds in prior)


def _shrunk(parent: Odds, halves: list[list[int]] | None, prior_dials: int) -> Odds:
    if not halves:
        return parent
    # The prior's dials fall where calls are made: some twenty half-hours of a day.
    weight = max(prior_dials / 20, 1.0)
    return tuple(
        min(max((reached + weight * odds) / (dials + weight), 0.001), 0.999)
        for (dials, reached), odds in zip(halves, parent, strict=True)
    )


PRIOR = Curve()


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """
    What already stands in a rep's diary, and what fits.

    `standing` counts attempts per half-hour, keyed by its start in UTC; `per_day` per
    date on the rep's own clock (`hours`), or in UTC without hours. A capacity of None
    is no limit.
    """

    standing: Mapping[datetime, int] = field(default_factory=dict)
    per_day: Mapping[date, int] = field(default_factory=dict)
    half_hour_capacity: int | None = None
    day_capacity: int | None = None
    hours: WorkingHours | None = None

    def is_free(self, at: datetime) -> bool:
        """Whether one more attempt fits into the half-hour that starts at `at`, and its day."""
        most = self.half_hour_capacity
        if most is not None:
            # In zones a quarter of an hour off, a local half-hour begins within one of UTC's.
            into = timedelta(minutes=at.minute % HALF_HOUR)
            if self.standing.get(at - into, 0) >= most:
                return False
        if self.day_capacity is None:
            return True
        day = self.hours.local_day(at) if self.hours else at.date()
        return self.per_day.get(day, 0) < self.day_capacity

    def is_worked(self, at: datetime) -> bool:
        """Whether the rep works at `at`; without hours, always."""
        return self.hours is None or self.hours.is_working(at)


EMPTY_LOAD = Load()
