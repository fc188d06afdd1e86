"""Chance that can be repeated: every thing of every prospect has dice of its own."""

from bisect import bisect
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from itertools import accumulate
from random import Random
from typing import TypeVar
from uuid import UUID

# A quiet Tuesday: 09:00 in Chicago, 16:00 in Berlin; no holiday near, no clock change.
MOMENT = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)

Name = TypeVar("Name")

MEAN_TOUCHES_LOG, SPREAD_TOUCHES = 1.845, 0.9  # a log-normal of mean 9.5, median 6.3
MOST_TOUCHES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is made: how many prospects, around which moment, by which seed."""

    prospects: int
    seed: int = 1
    at: datetime = MOMENT


def dice(world: World, number: int, purpose: str) -> Random:
    """Return the dice for one `purpose` of one thing; no other purpose rolls them."""
    key = f"{world.seed}/{purpose}/{number}".encode()
    return Random(int.from_bytes(blake2b(key, digest_size=8).digest()))


def pick(roll: Random, shares: tuple[tuple[float, Name], ...]) -> Name:
    """Return one of the names, each as likely as its share says. Shares need not add up to 1."""
    sums = _sums(shares)
    return shares[min(bisect(sums, roll.random() * sums[-1]), len(shares) - 1)][1]


@cache
def _sums(shares: tuple[tuple[float, Name], ...]) -> tuple[float, ...]:
    return tuple(accumulate(share for share, _ in shares))


def touches_wanted(roll: Random) -> int:
    """Return how many touches a prospect has: most a few, some two hundred."""
    return min(int(roll.lognormvariate(MEAN_TOUCHES_LOG, SPREAD_TOUCHES)), MOST_TOUCHES)


@cache
def zipf(count: int, top: float) -> tuple[float, ...]:
    """Return the cumulative shares of `count` ranks, of which the first has `top`."""
    low, high = 0.0, 4.0
    for _ in range(60):
        exponent = (low + high) / 2
        whole = sum(rank**-exponent for rank in range(1, count + 1))
        low, high = (exponent, high) if 1 / whole < top else (low, exponent)
    return tuple(accumulate(rank**-high / whole for rank in range(1, count + 1)))


def rank(roll: Random, shares: tuple[float, ...]) -> int:
    """Return a rank from 0, by its share."""
    return min(bisect(shares, roll.random()), len(shares) - 1)


def public_id(roll: Random, at: datetime) -> UUID:
    """Return a UUID of version 7, as `groundwork.ids` would have made it at `at`."""
    value = int(at.timestamp() * 1000) << 80 | roll.getrandbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
