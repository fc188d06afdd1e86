"""A whole experiment: worlds, tactics, paired seeds; and the two that stand beside the table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cadence.lab.figures import Figures, Run, difference, summed_up
from cadence.lab.fitting import best_fixed, trained
from cadence.lab.runs import Tick, run
from cadence.lab.tactics import FIXED, Engine, Oracle, Tactic
from cadence.lab.worlds import WORLDS, World
from cadence.rules.policy import Policy

# In the order in which they are shown.
TACTICS = (*FIXED, "best_fixed", "engine", "engine_trained", "oracle")
# Prospects in the log that the trained engine learned from.
LOG_SIZE = 5_000
STAMPS = 20
_DEFAULT = Policy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of an experiment: runs by world and tactic, seed by seed."""

    seeds: int
    size: int
    runs: Mapping[str, Mapping[str, Sequence[Run]]] = field(default_factory=dict)

    def figures(self, world: str, tactic: str) -> Figures:
        """Return the figures of one tactic in one world."""
        return summed_up(self.runs[world][tactic])

    def gain(self, world: str, tactic: str, over: str) -> tuple[float, float]:
        """Return how many points more `tactic` reached in 20 working days, and the error."""
        return difference(self.runs[world][tactic], self.runs[world][over])

    def as_json(self) -> dict[str, object]:
        """Return {"worlds": {world: {tactic: figures}}}, with how it was made."""
        return {
            "seeds": self.seeds,
            "size": self.size,
            "worlds": {
                world: {tactic: summed_up(runs).as_json() for tactic, runs in tactics.items()}
                for world, tactics in self.runs.items()
            },
        }


def experiment(
    worlds: Iterable[World],
    tactics: Iterable[str] = TACTICS,
    *,
    seeds: int,
    size: int,
    log_size: int = LOG_SIZE,
    policy: Policy = _DEFAULT,
    tick: Tick | None = None,
) -> Outcome:
    """
    Return what each tactic makes of the same people, in each world, seed by seed.

    The trained engine learns from its own log of `log_size` other people, and the best
    fixed hours are fitted, once for each world. `tick` is told of people done;
    `work_of` says how many there will be.

    :raises ValueError: for an unknown tactic, or without seeds or people
    """
    names = list(tactics)
    unknown = [name for name in names if name not in TACTICS]
    if unknown or seeds < 1 or size < 1:
        raise ValueError(f"Nothing to do with {unknown or 'no seeds or people'}")
    runs: dict[str, dict[str, list[Run]]] = {}
    for world in worlds:
        told = runs[world.name] = {name: [] for name in names}
        made = {
            name: _tactic(name, world, log_size=log_size, policy=policy, tick=tick)
            for name in names
        }
        for seed in range(1, seeds + 1):
            for name in names:
                told[name].append(run(world, made[name], seed=seed, size=size, tick=tick)[0])
    return Outcome(seeds=seeds, size=size, runs=runs)


def _tactic(name: str, world: World, *, log_size: int, policy: Policy, tick: Tick | None) -> Tactic:
    if name == "engine_trained":
        return trained(world, seed=0, size=log_size, policy=policy, tick=tick)
    if name == "best_fixed":
        return best_fixed(world, seed=0, policy=policy)
    if name == "oracle":
        return Oracle(policy=policy)
    return FIXED[name] if name in FIXED else Engine(policy=policy)


def work_of(
    worlds: int, tactics: Sequence[str], *, seeds: int, size: int, log_size: int = LOG_SIZE
) -> int:
    """Return how many people an experiment calls, its training included."""
    learning = log_size if "engine_trained" in tactics else 0
    return worlds * (seeds * len(tactics) * size + learning)


def with_signs_of_life(world: World, stamps: int = STAMPS) -> World:
    """Return `world` with signs of life of everybody, under a name of its own."""
    return replace(world, name=f"{world.name}_{stamps}_signs", stamps=stamps)


def share_of_gap(outcome: Outcome, world: str, signed: str) -> float:
    """
    Return how much of the way to the oracle signs of life carry the trained engine.

    From what it reaches in `world` without them to what the oracle reaches.
    """
    without = outcome.figures(world, "engine_trained").reached_20d
    best = outcome.figures(signed, "oracle").reached_20d
    reached = outcome.figures(signed, "engine_trained").reached_20d
    return (reached - without) / (best - without) if best > without else 0.0


def worlds_named(names: Iterable[str]) -> list[World]:
    """
    Return the worlds called so; "cold_20_signs" is "cold" with twenty signs of life each.

    :raises ValueError: for a name that no world has
    """
    found = []
    for name in names:
        plain, _, stamps = name.removesuffix("_signs").rpartition("_")
        if name in WORLDS:
            found.append(WORLDS[name])
        elif name.endswith("_signs") and plain in WORLDS and stamps.isdigit():
            found.append(with_signs_of_life(WORLDS[plain], int(stamps)))
        else:
            raise ValueError(f"There is no world {name!r}; there are {', '.join(WORLDS)}")
    return found
