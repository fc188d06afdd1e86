"""How a log of calls is read: what the hour did, apart from who was still left to be called.

A call is taken to be answered with odds that are a product: of the half-hour, of how many
calls were in vain before (whoever is left after eight is hard to reach at any hour), and of
how near to this half-hour those were (who missed a call at ten may never be there at ten).
The three are told apart by turns, each shrunk to what would be assumed without any log.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import exp, sqrt
from math import log as log_of

from cadence.rules.tally import HALF_HOURS, MOST_BEFORE, NEARNESS, Tally

Odds = tuple[float, ...]

# How much less a call half a year old tells: half as much.
_MONTHS_TO_HALF = 6
# How far apart half-hours are thought to be before any are seen: a spread of some 20 %.
_ASSUMED_SPREAD = 0.04
_LEAST_SPREAD = 0.0004
# A half-hour is like those beside it, and a little like those two away.
_BESIDE = (1.0, 0.6, 0.25)
# The points of log odds that one step of nearness takes, as the rule has them without a log.
STEP = 0.35 / NEARNESS[0]
# How sure that is: hardly, so that some hundred answers to repeated calls outweigh it.
_SURE = 0.5
_LEAST_REPEAT, _MOST_REPEAT = 0.0, 4.0
_TURNS = 10
# Answers' worth of belief that the list is as good as the odds have it.
_LEVEL_ANSWERS = 5.0
# How alike people are in how often they answer: three calls that reach 15 %, six 24 % and twelve
# 33 % stand for some five.
_USUAL_SAMENESS = 5.0
_SAMENESS = tuple(1.25**power for power in range(26))
# What share of people may never answer, and of first calls usually are.
_NEVER = (0.0, 0.15, 0.3, 0.45, 0.6)
_USUAL_ANSWERED, _MOST_ANSWERED = 0.14, 0.9


@dataclass(slots=True)
class Cell:
    """Calls added up by half-hour: how many were answered, how many were to be expected."""

    reached: list[float] = field(default_factory=lambda: [0.0] * HALF_HOURS)
    expected: list[float] = field(default_factory=lambda: [0.0] * HALF_HOURS)

    def add(self, half: int, reached: float, expected: float) -> None:
        """Count calls of one half-hour."""
        self.reached[half] += reached
        self.expected[half] += expected


@dataclass(slots=True)
class Counted:
    """One tally with its weight of age: how many calls, how many answered."""

    tally: Tally
    dials: float
    reached: float


def weighed(tallies: Iterable[Tally]) -> list[Counted]:
    """Return the tallies, equal ones added up and old ones counted for less, in a fixed order."""
    equal: dict[tuple[str, str, int, int, int, int, date], list[Tally]] = {}
    for one in tallies:
        equal.setdefault(_key(one), []).append(one)
    months = [one[0].month for one in equal.values() if one[0].month is not None]
    newest = max(months, default=None)
    found = []
    for key in sorted(equal):
        same = equal[key]
        weight = _weight(same[0].month, newest)
        dials = sum(one.dials for one in same)
        reached = sum(one.reached for one in same)
        found.append(Counted(same[0], weight * dials, weight * reached))
    return found


def _key(one: Tally) -> tuple[str, str, int, int, int, int, date]:
    month = one.month or date.max
    return one.role, one.country, one.weekday, one.half_hour, one.before, one.near, month


def _weight(month: date | None, newest: date | None) -> float:
    if month is None or newest is None:
        return 1.0
    months = 12 * (newest.year - month.year) + newest.month - month.month
    return float(0.5 ** (months / _MONTHS_TO_HALF))


@dataclass(slots=True)
class Reading:
    """What a log says of everybody: the odds by half-hour, by calls in vain, by nearness."""

    odds: Odds
    levels: list[float]
    repeat: float

    def expected(self, one: Counted, odds: Odds) -> float:
        """Return how many of these calls should have been answered, going by `odds`."""
        tally = one.tally
        nearness = exp(-self.repeat * STEP * tally.near)
        return one.dials * odds[tally.half_hour] * self.levels[tally.before] * nearness

    def told(self, log: Iterable[Counted], odds: Odds) -> Cell:
        """Return these calls by half-hour, against what `odds` had promised of them."""
        cell = Cell()
        for one in log:
            cell.add(one.tally.half_hour, one.reached, self.expected(one, odds))
        return cell


def read(log: Sequence[Counted], prior: Odds, *, prior_answers: float) -> Reading:
    """Return what `log` says, shrunk to `prior` as if that stood on `prior_answers` answers."""
    reading = Reading(odds=prior, levels=[1.0] * (MOST_BEFORE + 1), repeat=1.0)
    if not log:
        return reading
    sure = _SURE
    for _ in range(_TURNS):
        _read_levels(reading, log)
        sure = _read_repeat(reading, log)
        reading.odds = shrunk(prior, reading.told(log, prior), prior_answers=prior_answers)
    reading.repeat = _cautious(reading.repeat, sure)
    return reading


def _read_levels(reading: Reading, log: Sequence[Counted]) -> None:
    """
    Tell how well calls are answered after so many in vain, at whatever hour they are made.

    Some never answer at all; of the others each answers a share of calls that differs as a
    beta distribution does. Two numbers are told from the log, how many and how alike, not
    thirteen, because the first call's hour and its being the first go together.
    """
    reading.levels = [1.0] * (MOST_BEFORE + 1)
    reached, expected = [0.0] * (MOST_BEFORE + 1), [0.0] * (MOST_BEFORE + 1)
    first = 0.0
    for one in log:
        reached[one.tally.before] += one.reached
        expected[one.tally.before] += reading.expected(one, reading.odds)
        first += one.dials * (one.tally.before == 0)
    answered = (reached[0] + _LEVEL_ANSWERS) / (first + _LEVEL_ANSWERS / _USUAL_ANSWERED)
    best, found = float("-inf"), reading.levels
    for sameness in _SAMENESS:
        for never in _NEVER:
            levels = survivors(sameness, never, answered)
            usual = sum(one * level for one, level in zip(expected, levels, strict=True))
            scale = (sum(reached) + _LEVEL_ANSWERS) / (usual + _LEVEL_ANSWERS)
            likely = (
                sum(
                    seen * log_of(scale * level) - scale * level * one
                    for seen, one, level in zip(reached, expected, levels, strict=True)
                )
                - 0.5 * log_of(sameness / _USUAL_SAMENESS) ** 2
            )
            if likely > best:
                best, found = likely, [scale * level for level in levels]
    reading.levels = found


def survivors(sameness: float, never: float, answered: float) -> list[float]:
    """
    Return how well whoever is left after 0, 1, 2 … calls in vain answers, beside the first.

    Of those who ever answer, whoever is left after n in vain answers s / (s + n) times as
    well; and among who is left, those who never do are more with each call. `answered` is
    the share of first calls that are.
    """
    left, levels = 1.0 - never, []
    each = min(answered / (1.0 - never), _MOST_ANSWERED)
    for before in range(MOST_BEFORE + 1):
        share = sameness / (sameness + before)
        levels.append(share * left / (left + never) / (1.0 - never))
        left *= 1.0 - each * share
    return levels


def _read_repeat(reading: Reading, log: Sequence[Counted]) -> float:
    """
    Tell how much worse a call near the hours of earlier ones is: one step of Newton's.

    Return how sure that is, as the information in it.
    """
    slope, bend = _SURE * (1.0 - reading.repeat), _SURE
    for one in log:
        if one.tally.near:
            steps = STEP * one.tally.near
            expected = reading.expected(one, reading.odds)
            slope -= steps * (one.reached - expected)
            bend += steps * steps * expected
    step = max(-1.0, min(slope / bend, 1.0))
    reading.repeat = min(max(reading.repeat + step, _LEAST_REPEAT), _MOST_REPEAT)
    return bend


def _cautious(repeat: float, sure: float) -> float:
    """
    Return the strength to plan with: spreading has to be shown, but not where nothing is.

    A little too strong costs a little where there are no habits. A little too weak costs
    next to nothing where they are strong, but none at all costs most: then one hour is
    called over and over. So a part of the error is taken off, none of it without a log and
    less and less with a long one, and as much is left as the log cannot rule out.
    """
    error, assumed = 1 / sqrt(sure), 1 / sqrt(_SURE)
    doubt = error * (1 - error / assumed)
    return max(repeat - doubt, doubt, _LEAST_REPEAT)


def shrunk(parent: Odds, cell: Cell, *, prior_answers: float) -> Odds:
    """
    Return the odds of a cell, shrunk to its parent's.

    How far is read off the cell itself: where its half-hours differ from the parent's by
    no more than chance would have it, they are taken to be the parent's. A half-hour is
    first drawn to those beside it, then moved by its own calls.
    """
    smooth = [_beside(cell, half, own=True) for half in range(HALF_HOURS)]
    others = [_beside(cell, half, own=False) for half in range(HALF_HOURS)]
    broad = _spread_of(smooth, [1.0] * HALF_HOURS, prior_answers)
    around = [_mean(reached, expected, 1.0, broad) for reached, expected in others]
    own = list(zip(cell.reached, cell.expected, strict=True))
    narrow = _spread_of(own, around, prior_answers)
    centre = [_mean(reached, expected, 1.0, broad) for reached, expected in smooth]
    return tuple(
        min(max(odds * _mean(reached, expected, middle, narrow), 0.001), 0.95)
        for odds, (reached, expected), middle in zip(parent, own, centre, strict=True)
    )


def _beside(cell: Cell, half: int, *, own: bool) -> tuple[float, float]:
    reached = expected = 0.0
    for apart in range(0 if own else 1, len(_BESIDE)):
        for near in {half - apart, half + apart}:
            if 0 <= near < HALF_HOURS:
                reached += _BESIDE[apart] * cell.reached[near]
                expected += _BESIDE[apart] * cell.expected[near]
    return reached, expected


def _spread_of(
    counts: Sequence[tuple[float, float]], middles: Sequence[float], prior_answers: float
) -> float:
    """Return by how much half-hours truly differ (a variance), chance taken off."""
    halves = HALF_HOURS / 2.4
    weight = prior_answers**2 / halves
    more, base = _ASSUMED_SPREAD * weight, weight
    for (reached, expected), middle in zip(counts, middles, strict=True):
        usual = expected * middle
        more += (reached - usual) ** 2 - max(usual, reached if expected else 0.0)
        base += usual * usual
    return max(more / base, _LEAST_SPREAD)


def _mean(reached: float, expected: float, middle: float, spread: float) -> float:
    """Return the factor of a half-hour around `middle`, which counts as 1/spread answers."""
    sure = 1.0 / spread
    return middle * (reached + sure) / (expected * middle + sure)
