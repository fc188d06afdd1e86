"""What can be known beforehand: a curve learned from a log, the best fixed hours in hindsight."""

from cadence.lab.population import people
from cadence.lab.runs import Tick, run, tallies
from cadence.lab.tactics import Engine, Fixed, days_of
from cadence.lab.worlds import World
from cadence.rules.hours import HALF_HOUR
from cadence.rules.learn import Curve
from cadence.rules.policy import Policy

# Other people than those who are called afterwards.
_ANOTHER = 1_000_003
_PASSES = 3
# People whose true odds the best fixed hours are fitted on.
FITTED_ON = 800

# For each person: the odds left that nobody was reached, and the odds by attempt and half-hour.
_Rows = list[list[list[float]]]


def trained(
    world: World, *, seed: int, size: int, policy: Policy, tick: Tick | None = None
) -> Engine:
    """Return the engine with the curve that it learns from its own log of other people."""
    engine = Engine(policy=policy)
    _, log = run(world, engine, seed=seed + _ANOTHER, size=size, drawn=True, tick=tick)
    return Engine(policy=policy, curve=Curve.learned(tallies(log)))


def best_fixed(world: World, *, seed: int, size: int = FITTED_ON, policy: Policy) -> Fixed:
    """
    Return the fixed hours, on the policy's days, that would have reached most of other people.

    Fitted on their true odds, which nobody has: hour by hour, then each again given the others.
    """
    days = days_of(policy)
    halves, rows = _true_odds(world, seed=seed + _ANOTHER, size=size, days=days)
    chosen: list[int | None] = [None] * len(days)
    for _ in range(_PASSES):
        for number in range(len(days)):
            chosen[number] = None
            chosen[number] = _best(rows, chosen, number)
    return Fixed(
        steps=tuple(
            (day, halves[index or 0] * HALF_HOUR) for day, index in zip(days, chosen, strict=True)
        ),
        policy=policy,
    )


def _true_odds(
    world: World, *, seed: int, size: int, days: tuple[int, ...]
) -> tuple[list[int], _Rows]:
    halves: list[int] = []
    rows: _Rows = []
    for known, truth in people(world, seed=seed, size=size):
        calendar = known.calendar
        first = calendar.local_day(known.recorded_at)
        dates = [calendar.working_day(first, after=day) or first for day in days]
        halves = halves or [minute // HALF_HOUR for minute, _ in calendar.half_hours(dates[0])]
        rows.append([[truth.odds(day, half) for half in halves] for day in dates])
    return halves, rows


def _best(rows: _Rows, chosen: list[int | None], number: int) -> int:
    gains = [0.0] * len(rows[0][number])
    for row in rows:
        missed = 1.0
        for attempt, index in enumerate(chosen):
            if index is not None:
                missed *= 1 - row[attempt][index]
        for index, odds in enumerate(row[number]):
            gains[index] += missed * odds
    return max(range(len(gains)), key=gains.__getitem__)
