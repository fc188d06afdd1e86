"""Ranks: reps in the order of how much they own, from 0; who they are and what falls to them."""

from functools import cache
from random import Random

from bench.population.chance import rank, zipf

TEAMS = (
    ("Lakeside", "US", "America/Chicago"),
    ("Harbour", "US", "America/New_York"),
    ("Summit", "US", "America/Los_Angeles"),
    ("Thames", "GB", "Europe/London"),
    ("Spree", "DE", "Europe/Berlin"),
)
REPS_PER_TEAM = 50
REPS = REPS_PER_TEAM * len(TEAMS)
TOP_SHARE = 0.10  # of all prospects, what the busiest rep has
PASSWORD = "yardstick and plumb line"  # noqa: S105 (of people who do not exist)


def rep_email(rank: int) -> str:
    """Return how the rep of a rank signs in."""
    return f"rep-{rank:03}@bench.example"


def rep_id(rank: int) -> int:
    return rank + 1


def team_of(rank: int) -> int:
    """Return the key, from 1, of the team that the rep of a rank belongs to."""
    return rank % len(TEAMS) + 1


def manager_email(team_id: int) -> str:
    return f"manager-{team_id}@bench.example"


def manager_id(team_id: int) -> int:
    return REPS + team_id


def owner_rank(roll: Random) -> int:
    """Return the rank of the rep that a prospect belongs to."""
    return rank(roll, _shares())


@cache
def _shares() -> tuple[float, ...]:
    return zipf(REPS, TOP_SHARE)
