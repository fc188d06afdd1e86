"""Which of the team's own telephone numbers to call from: rotated, true, and never disguised."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cadence.rules.facts import Reason, because


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFact:
    """
    A telephone number that the team owns and answers.

    `country` and `region` say where it belongs ("US", "US-IL"); `used_at` when this
    prospect was last called from it, `calls` how often the team called from it lately.

    :raises ValueError: if `used_at` has no zone
    """

    number: str
    country: str = ""
    region: str = ""
    active: bool = True
    used_at: datetime | None = None
    calls: int = 0

    def __post_init__(self) -> None:
        if self.used_at is not None and self.used_at.tzinfo is None:
            raise ValueError("used_at must be timezone-aware")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberChoice:
    """The number to call from, and why that one."""

    number: str
    reason: Reason


def own_number(
    numbers: Iterable[NumberFact], *, country: str = "", region: str = ""
) -> NumberChoice | None:
    """
    Return the number to call a prospect in `country` and `region` from; None without any.

    Among the active ones: of the prospect's country where there is one (of its region
    first, as long as each of those was not used before for this prospect), then the one
    that this prospect was called from least recently, then the one with the fewest
    calls lately, then the lowest. The order of `numbers` changes nothing.
    """
    active = [one for one in numbers if one.active]
    if not active:
        return None
    at_home = [one for one in active if one.country and one.country == country]
    pool = at_home or [one for one in active if not one.country] or active
    near = [one for one in pool if region and one.region == region and one.used_at is None]
    chosen = min(near or pool, key=_least_recent)
    return NumberChoice(number=chosen.number, reason=_why(chosen, pool, near=bool(near)))


def _least_recent(one: NumberFact) -> tuple[float, int, str]:
    used = float("-inf") if one.used_at is None else one.used_at.timestamp()
    return used, one.calls, one.number


def _why(chosen: NumberFact, pool: list[NumberFact], *, near: bool) -> Reason:
    if len(pool) == 1:
        return because("number_only", number=chosen.number)
    if near:
        return because("number_local", number=chosen.number)
    if chosen.used_at is None:
        return because("number_unused", number=chosen.number)
    return because("number_rested", number=chosen.number)
