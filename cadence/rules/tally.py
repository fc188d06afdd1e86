"""What a log of calls is counted into: the only thing that the curve is learned from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from cadence.rules.facts import TouchFact
from cadence.rules.hours import HALF_HOUR, minute_of, zone
from cadence.rules.words import Channel, Direction, Outcome

HALF_HOURS = 48
# More calls in vain than these are counted as these.
MOST_BEFORE = 12
# How much a call in vain counts for calls 0, 1, 2 and 3 half-hours away, and when it is enough.
NEARNESS = (4, 3, 1, 1)
MOST_NEAR = 12
IN_VAIN = frozenset({Outcome.NO_ANSWER, Outcome.BUSY, Outcome.VOICEMAIL_LEFT, Outcome.GATEKEEPER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """
    Calls made and answered in one half-hour (0 to 47) for a role, country and weekday.

    `before` is how many calls to the same prospect had been in vain by then (12 stands
    for more), `near` how near to this half-hour those were (0: none was, up to 12). A
    late call finds those who are hard to reach, at whatever hour: without the two, the
    hours that are tried first look better than they are. `month` is the first day of
    the month of the calls, so that old ones can count for less; None counts in full.
    """

    role: str
    country: str
    weekday: int
    half_hour: int
    dials: int
    reached: int
    before: int = 0
    near: int = 0
    month: date | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.half_hour < HALF_HOURS or not 0 <= self.weekday < 7:
            raise ValueError("A tally stands for a half-hour of a weekday")
        if not 0 <= self.reached <= self.dials:
            raise ValueError("No more calls can be answered than were made")
        if not 0 <= self.before <= MOST_BEFORE or not 0 <= self.near <= MOST_NEAR:
            raise ValueError("A tally counts at most twelve calls in vain, and as much nearness")


def dialled(
    touch: TouchFact,
    earlier: Iterable[TouchFact],
    *,
    tz: str,
    role: str,
    country: str = "",
    activity: Iterable[datetime] = (),
) -> Tally | None:
    """
    Return the tally of one call, given the prospect's `earlier` touches in any order.

    `tz`, `role` and `country` are those of whoever was called. None for what teaches
    nothing about hours: anything but a call by us that rang, and calls to somebody who
    was reached before, turned to us, was engaged, named a best time or showed signs of
    life (`activity`), since it was them who told us those hours.
    The tallies of a log are these, added up over equal keys; the order is indifferent.
    """
    so_far = [one for one in earlier if (one.at, one.key) < (touch.at, touch.key)]
    if not _rang(touch) or any(map(_tells_hours, so_far)) or any(at < touch.at for at in activity):
        return None
    local = touch.at.astimezone(zone(tz))
    half = minute_of(local) // HALF_HOUR
    in_vain = [one.at.astimezone(zone(tz)) for one in so_far if _rang(one)]
    before = len(in_vain)
    near = sum(nearness(half, minute_of(one) // HALF_HOUR) for one in in_vain)
    return Tally(
        role=role,
        country=country,
        weekday=local.weekday(),
        half_hour=half,
        dials=1,
        reached=int(touch.outcome not in IN_VAIN),
        before=min(before, MOST_BEFORE),
        near=min(near, MOST_NEAR),
        month=local.date().replace(day=1),
    )


def nearness(half_hour: int, other: int) -> int:
    """Return how near two half-hours of a day are: 4 for the same, 0 from two hours apart on."""
    apart = abs(half_hour - other)
    return NEARNESS[apart] if apart < len(NEARNESS) else 0


def _tells_hours(touch: TouchFact) -> bool:
    turned_to_us = touch.direction is Direction.INBOUND and not touch.outcome.is_no_interaction
    told = touch.best_time is not None or touch.outcome is Outcome.BUSY
    return turned_to_us or told or touch.outcome.reached_them


def _rang(touch: TouchFact) -> bool:
    return (
        touch.channel is Channel.CALL
        and touch.direction is Direction.OUTBOUND
        and (touch.outcome in IN_VAIN or touch.outcome.reached_them)
    )
