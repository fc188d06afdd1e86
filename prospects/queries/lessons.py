"""Touches read for what they teach of the hours, in the order in which they were written."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Max

from cadence import rules
from prospects.facts import TOUCH_COLUMNS, called_zones, touch_fact
from prospects.lessons import Lesson, known_before, lesson_of, taught, unpack
from prospects.models import Contact, Prospect, SlotMark, SlotTally, Touch

# Whose calls, and what they teach: the key of one tally.
Cell = tuple[int, Lesson]
# Calls, and answered ones among them.
Counts = dict[Cell, tuple[int, int]]
# Touches read at once.
STRETCH = 5_000


class Logged(NamedTuple):
    """A touch, as far as counting asks."""

    key: int
    prospect: int
    team: int
    outcome: str
    corrects: int | None
    lesson: str | None
    is_call: bool


def newest_touch() -> int:
    """Return the greatest key of a touch that can be seen; 0 without any."""
    return Touch.objects.aggregate(newest=Max("pk"))["newest"] or 0


def writers() -> list[str]:
    """Return the names of the other transactions that write touches at this moment.

    Each holds a lock on the table from before it is given a key until it ends. SQLite has
    one writer at a time, which is the one that asks.
    """
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT virtualtransaction FROM pg_locks"
            " WHERE locktype = 'relation' AND relation = %s::regclass"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()",
            [Touch._meta.db_table],
        )
        return [name for (name,) in cursor.fetchall()]


def stretch(*, after: int, to: int, old_ones: bool = False) -> list[Logged]:
    """Return the touches that come next in the order of their keys, at most `STRETCH`.

    With `old_ones` only those that carry no lesson of their own.
    """
    rows = Touch.objects.filter(pk__gt=after, pk__lte=to)
    if old_ones:
        rows = rows.filter(lesson=None)
    return _logged(rows.order_by("pk")[:STRETCH])


def _logged(rows: Any) -> list[Logged]:
    call, outbound = rules.Channel.CALL, rules.Direction.OUTBOUND
    return [
        Logged(key, prospect, team, outcome, corrects, lesson, (channel, way) == (call, outbound))
        for key, prospect, team, outcome, corrects, lesson, channel, way in rows.values_list(
            "pk",
            "prospect_id",
            "prospect__team_id",
            "outcome",
            "corrects_id",
            "lesson",
            "channel",
            "direction",
        )
    ]


def lessons_in(rows: Sequence[Logged]) -> Counts:
    """Return what `rows` add to the tallies; what they correct is taken off again."""
    corrected = _logged(Touch.objects.filter(pk__in=[row.corrects for row in rows if row.corrects]))
    known = _worked_out([row for row in (*rows, *corrected) if row.lesson is None and row.is_call])
    counts: defaultdict[Cell, list[int]] = defaultdict(lambda: [0, 0])
    for sign, some in ((1, rows), (-1, corrected)):
        for row in some:
            lesson = known.get(row.key, "") if row.lesson is None else row.lesson
            dials, reached = taught(lesson, row.outcome)
            if dials:
                cell = counts[row.team, unpack(lesson)]
                cell[0] += sign * dials
                cell[1] += sign * reached
    return {cell: (dials, reached) for cell, (dials, reached) in counts.items() if dials or reached}


def _worked_out(calls: Iterable[Logged]) -> dict[int, str]:
    """Return the lessons of calls that carry none, by what was logged before and is known now."""
    wanted = {call.key for call in calls}
    prospects = {call.prospect for call in calls}
    if not wanted:
        return {}
    by_key = Prospect.objects.select_related("team").in_bulk(prospects)
    people = Contact.objects.filter(prospect__in=prospects).in_bulk()
    touches: defaultdict[int, list[Touch]] = defaultdict(list)
    for touch in Touch.objects.filter(prospect__in=prospects).only(*TOUCH_COLUMNS, "prospect_id"):
        touches[touch.prospect_id].append(touch)
    found = {}
    for key, logged in touches.items():
        prospect = by_key[key]
        facts = {one.pk: touch_fact(one) for one in logged}
        for touch in logged:
            if touch.pk in wanted:
                person = people.get(touch.contact_id or 0)
                whom = [person] if person else []
                found[touch.pk] = lesson_of(
                    touch,
                    [facts[one.pk] for one in known_before(touch, logged)],
                    tz=called_zones(prospect, whom)[0],
                    role=person.role if person else "",
                    country=(prospect.country or prospect.team.country).upper(),
                )
    return found


def count_anew(*, to: int) -> Counts:
    """Return the tallies of every touch up to the key `to`, from the touches alone."""
    counts: Counter[Cell] = Counter()
    answered: Counter[Cell] = Counter()
    carried = Touch.objects.filter(pk__lte=to).exclude(corrected_by__pk__lte=to)
    carried = carried.exclude(lesson=None).exclude(lesson="")
    rows = carried.order_by().values_list("prospect__team_id", "lesson", "outcome")
    for team, lesson, outcome, number in rows.annotate(number=Count("pk")):
        dials, reached = taught(lesson, outcome)
        counts[team, unpack(lesson)] += number * dials
        answered[team, unpack(lesson)] += number * reached
    after = 0
    while old := stretch(after=after, to=to, old_ones=True):
        after = old[-1].key
        replaced = set(_corrections(old, to=to))
        for cell, (dials, reached) in lessons_in(
            [row._replace(corrects=None) for row in old if row.key not in replaced]
        ).items():
            counts[cell] += dials
            answered[cell] += reached
    return {cell: (dials, answered[cell]) for cell, dials in counts.items() if dials}


def _corrections(rows: Sequence[Logged], *, to: int) -> Any:
    return Touch.objects.filter(corrects__in=[row.key for row in rows], pk__lte=to).values_list(
        "corrects_id", flat=True
    )


def counted() -> tuple[int, Counts]:
    """Return up to which key the touches are counted, and the tallies as they are stored."""
    mark = SlotMark.objects.first()
    rows = SlotTally.objects.values_list(
        "team_id", "month", "role", "country", "weekday", "half_hour", "before", "near",
        "dials", "reached",
    )  # fmt: skip
    found = {(team, tuple(lesson)): (dials, reached) for team, *lesson, dials, reached in rows}
    return (mark.counted_to if mark else 0), found  # type: ignore[return-value]
