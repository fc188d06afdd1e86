"""Ratios to a floor: A B A B in the same run, because the machine changes while it is measured."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass

PAIRS = 9
Sample = Callable[[], float]  # does the work once; returns seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """How A compares with B: the median over the pairs, and the smallest and greatest pair.

    `p95` is the 95th percentile of all of A over the median of all of B. Seconds are
    medians, to give an idea of the size; they hold for that hour of that machine alone.
    """

    median: float
    least: float
    most: float
    p95: float
    seconds: float
    floor_seconds: float
    pairs: int

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.least:.2f}–{self.most:.2f})"


def interleaved(a: Sample, b: Sample, *, each: int, pairs: int = PAIRS, warm: int = 5) -> Ratio:
    """Measure `a` against `b`, `each` times in turn, after `warm` uncounted runs of both."""
    for _ in range(warm):
        a()
        b()
    found: list[tuple[list[float], list[float]]] = []
    for _ in range(pairs):
        found.append(([a() for _ in range(each)], [b() for _ in range(each)]))
    return ratio(found)


def ratio(found: list[tuple[list[float], list[float]]]) -> Ratio:
    """Return the ratio that pairs of samples amount to."""
    each = [statistics.median(a) / statistics.median(b) for a, b in found]
    all_a = sorted(second for a, _ in found for second in a)
    all_b = [second for _, b in found for second in b]
    floor = statistics.median(all_b)
    return Ratio(
        median=statistics.median(each),
        least=min(each),
        most=max(each),
        p95=all_a[min(len(all_a) - 1, int(len(all_a) * 0.95))] / floor,
        seconds=statistics.median(all_a),
        floor_seconds=floor,
        pairs=len(found),
    )
