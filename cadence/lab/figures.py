"""What a run amounts to: the figures, their means over paired seeds and their standard errors."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev
from typing import Any

Number = float | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """
    One population called by one tactic: people reached and calls made, as expected of
    the true odds or, where answers were drawn, as counted. `illegal` counts calls.
    """

    people: int
    reached_6: float
    reached_12: float
    reached_20d: float
    dials: float
    opt_outs: float
    illegal: int
    voicemails_per_week_max: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """
    A tactic over all seeds. Shares are per cent of the people, `_se` standard errors.

    The errors come from how the seeds differ; with one seed, from its number of people.
    """

    reached_6: float
    reached_6_se: float
    reached_12: float
    reached_12_se: float
    reached_20d: float
    reached_20d_se: float
    dials_per_reach: float
    opt_outs: float
    illegal: int
    voicemails_per_week_max: int
    seeds: int
    people: int

    def as_json(self) -> dict[str, Number]:
        """Return the figures, rounded as they deserve."""
        return {
            name: round(value, 3) if isinstance(value, float) else value
            for name, value in ((name, getattr(self, name)) for name in self.__slots__)
        }


def summed_up(runs: Sequence[Run]) -> Figures:
    """
    Return the figures of a tactic's runs, one for each seed.

    :raises ValueError: if there are none
    """
    if not runs:
        raise ValueError("Without a run there are no figures")
    told: dict[str, Any] = {}
    for name in ("reached_6", "reached_12", "reached_20d"):
        shares = [100 * getattr(run, name) / run.people for run in runs]
        told[name], told[f"{name}_se"] = fmean(shares), _error(shares, runs[0].people)
    reached = sum(run.reached_12 for run in runs)
    people = sum(run.people for run in runs)
    return Figures(
        **told,
        dials_per_reach=sum(run.dials for run in runs) / max(reached, 1),
        opt_outs=100 * sum(run.opt_outs for run in runs) / people,
        illegal=sum(run.illegal for run in runs),
        voicemails_per_week_max=max(run.voicemails_per_week_max for run in runs),
        seeds=len(runs),
        people=people,
    )


def difference(ones: Sequence[Run], others: Sequence[Run]) -> tuple[float, float]:
    """
    Return how many points more `ones` reached in 20 working days than `others`, and its error.

    Run by run: both must have called the same people with the same luck.
    """
    points = [
        100 * (one.reached_20d - other.reached_20d) / one.people
        for one, other in zip(ones, others, strict=True)
    ]
    return fmean(points), _error(points, ones[0].people)


def _error(shares: Sequence[float], people: int) -> float:
    if len(shares) > 1:
        return stdev(shares) / sqrt(len(shares))
    share = min(max(abs(shares[0]), 0.0), 100.0)
    return sqrt(share * (100 - share) / people)
