"""What one call teaches of the hours, as a touch carries it: fixed when it is logged.

What is known of a person is corrected later, and forgotten when they ask; what their calls
taught must not change with it, or no count of the touches would ever be the same twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from cadence import rules
from prospects.facts import touch_fact
from prospects.models import Touch

# A touch that is not written yet comes after all that are.
_LAST = 1 << 62
# Month, role, country, weekday, half-hour, calls in vain before, how near those were.
Lesson = tuple[date, str, str, int, int, int, int]


def lesson_of(
    touch: Touch, earlier: Iterable[rules.TouchFact], *, tz: str, role: str, country: str
) -> str:
    """Return the lesson of a touch, "" for none, given the standing facts logged before it."""
    fact = touch_fact(touch)
    if touch.pk is None:
        fact = replace(fact, key=_LAST)
    tally = rules.dialled(fact, earlier, tz=tz, role=role, country=country)
    return "" if tally is None else pack(tally)


def pack(tally: rules.Tally) -> str:
    """Return the key of a tally as text, as `unpack` reads it."""
    month = tally.month or date.min
    return (
        f"{month:%Y-%m} {tally.role or '-'} {tally.country or '-'} "
        f"{tally.weekday} {tally.half_hour} {tally.before} {tally.near}"
    )


def unpack(lesson: str) -> Lesson:
    """
    Return the key that `pack` wrote.

    :raises ValueError: for anything else
    """
    month, role, country, *numbers = lesson.split(" ")
    weekday, half_hour, before, near = map(int, numbers)
    return (
        date.fromisoformat(f"{month}-01"),
        "" if role == "-" else role,
        "" if country == "-" else country,
        weekday,
        half_hour,
        before,
        near,
    )


def taught(lesson: str, outcome: str) -> tuple[int, int]:
    """Return how many calls and how many answered ones a touch with a lesson stands for."""
    return (1, int(rules.Outcome(outcome).reached_them)) if lesson else (0, 0)


def known_before(touch: Touch, touches: Sequence[Touch]) -> list[Touch]:
    """Return those of a prospect's touches that stood when `touch` was logged."""
    logged = [one for one in touches if one.pk < touch.pk]
    replaced = {one.corrects_id for one in logged if one.corrects_id is not None}
    return [one for one in logged if one.pk not in replaced and one.outcome != rules.Outcome.VOID]
