"""How full one rep's days are, read in time that does not grow with what they hold."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.dateparse import parse_date

from cadence import rules
from people.models import User

# At most so many rows of each day: once it is full, nobody asks how full.
_URGENCIES = ", ".join(str(urgency.value) for urgency in rules.Urgency)
_OPEN = (
    # All urgencies by name: that lets the queue's index serve.
    f"FROM prospects_prospect WHERE status = 'open' AND urgency IN ({_URGENCIES})"
    " AND owner_id = %s AND id <> %s"
)
_WHOLE = (
    "WITH first_days AS ({first}), further_days AS ({further})"
    " SELECT at, count(*), CAST(NULL AS date), CAST(NULL AS date) FROM first_days GROUP BY at"
    " UNION ALL"
    " SELECT at, count(*), CAST(NULL AS date), CAST(NULL AS date) FROM further_days GROUP BY at"
    " UNION ALL"
    " SELECT NULL, 0, first_on, last_on FROM people_leave"
    " WHERE user_id = %s AND last_on >= %s AND first_on <= %s"
)
_IF_BUSY = " WHERE (SELECT count(*) FROM first_days) >= %s"

# A range longer than any that the rule gives is counted as a whole.
_MOST_DAYS, _EVERY_ROW = 62, 2**31 - 1

Days = list[tuple[datetime, datetime]]
Spans = list[tuple[date, date]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fullness:
    """What stands from a beginning to before `read_until`, by instant, and the leave around it."""

    counts: list[tuple[datetime, int]]
    leave: Spans
    read_until: datetime


def fullness(
    owner: User, *, earliest: datetime, latest: datetime, beyond: datetime, besides: int
) -> Fullness:
    """Return what stands from `earliest` to before `latest`; up to `beyond` where that is busy.

    One statement. Of a day of the owner's that is full, no more is told than that it is. Busy
    means that half of all that fits stands there already.
    """
    most = owner.capacity_per_day + 1
    days = _days(earliest, latest, tz=owner.timezone)
    further = _days(latest, beyond, tz=owner.timezone) if beyond > latest else []
    if len(days) + len(further) > _MOST_DAYS:
        days, further, most = [(earliest, max(latest, beyond))], [], _EVERY_ROW
    busy = max(1, len(days) * owner.capacity_per_day // 2)
    first, given = _rows(days, owner=owner, besides=besides, most=most)
    more, also = _rows(further, owner=owner, besides=besides, most=most, busy=busy)
    around = timedelta(days=1)  # whose day it is depends on where they live
    whose: list[Any] = [owner.pk, earliest.date() - around, max(latest, beyond).date() + around]
    counts: list[tuple[datetime, int]] = []
    spans: Spans = []
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE.format(first=first, further=more), given + also + whose)
        for at, count, first_on, last_on in cursor.fetchall():
            if at is None:
                spans.append((_day(first_on), _day(last_on)))
            else:
                counts.append((_instant(at), count))
    is_busy = sum(count for at, count in counts if at < latest) >= busy
    read_until = max(latest, beyond) if is_busy or not further else latest
    return Fullness(counts=counts, leave=spans, read_until=read_until)


def _rows(
    days: Days, *, owner: User, besides: int, most: int, busy: int | None = None
) -> tuple[str, list[Any]]:
    """Return a query for what stands on each of the days, and its values.

    With `busy`, only if the first days hold so many.
    """
    if not days:
        return "SELECT at FROM first_days WHERE 1 = 0", []
    condition, wanted = (_IF_BUSY, [busy]) if busy is not None else ("", [])
    ends = [(_at(begins), _at(ends)) for begins, ends in days]
    if connection.vendor == "postgresql":
        # One plan for all the days: planning one a day takes longer than reading them.
        values = ", ".join(["(%s::timestamptz, %s::timestamptz)"] * len(days))
        text = (
            f"SELECT at FROM (VALUES {values}) AS day (begins, ends)"  # noqa: S608 (only places)
            " CROSS JOIN LATERAL"
            f" (SELECT next_attempt_at AS at {_OPEN} AND next_attempt_at >= begins"
            f" AND next_attempt_at < ends LIMIT %s) AS one_day{condition}"
        )
        return text, [*chain.from_iterable(ends), owner.pk, besides, most, *wanted]
    one = (
        f"SELECT at FROM (SELECT next_attempt_at AS at {_OPEN}"  # noqa: S608 (no value in it)
        " AND next_attempt_at >= %s"
        f" AND next_attempt_at < %s LIMIT %s) AS one_day{condition}"
    )
    given = [[owner.pk, besides, begins, ends, most, *wanted] for begins, ends in ends]
    return " UNION ALL ".join([one] * len(days)), list(chain.from_iterable(given))


def _days(earliest: datetime, latest: datetime, *, tz: str) -> Days:
    """Cut the range at the owner's midnights."""
    zone = ZoneInfo(tz)
    day = earliest.astimezone(zone).date()
    cuts = [earliest]
    while cuts[-1] < latest:
        day += timedelta(days=1)
        cuts.append(min(datetime.combine(day, time.min, tzinfo=zone), latest))
    return list(pairwise(cuts))


# SQLite keeps times as text and hands them back as text.


def _at(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _instant(at: Any) -> datetime:
    convert = getattr(connection.ops, "convert_datetimefield_value", None)
    found: datetime = convert(at, None, connection) if convert else at
    return found


def _day(day: Any) -> date:
    found = parse_date(day) if isinstance(day, str) else day
    if found is None:
        raise ValueError(f"not a day: {day}")
    return found
