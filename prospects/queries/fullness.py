"""How full one rep's days are, read in time that does not grow with what they hold."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.dateparse import parse_date

from cadence import rules
from people.models import User

# At most so many rows of each day: once it is full, nobody asks how full.
_URGENCIES = ", ".join(str(urgency.value) for urgency in rules.Urgency)
_ONE_DAY = (
    "SELECT next_attempt_at AS at, count(*) AS count,"  # noqa: S608 (no value in it is given)
    " CAST(NULL AS date) AS first_on, CAST(NULL AS date) AS last_on"
    " FROM (SELECT next_attempt_at FROM prospects_prospect"
    # All urgencies by name: that lets the queue's index serve.
    f" WHERE owner_id = %s AND status = 'open' AND urgency IN ({_URGENCIES})"
    " AND next_attempt_at >= %s AND next_attempt_at < %s AND id <> %s LIMIT %s) AS one_day"
    " GROUP BY next_attempt_at"
)
_LEAVE = (
    "SELECT NULL, 0, first_on, last_on FROM people_leave"
    " WHERE user_id = %s AND last_on >= %s AND first_on <= %s"
)

# A range longer than any that the rule gives is counted as a whole.
_MOST_DAYS, _EVERY_ROW = 62, 2**31 - 1

Counts = list[tuple[datetime, int]]
Spans = list[tuple[date, date]]


def fullness(
    owner: User, *, earliest: datetime, latest: datetime, besides: int
) -> tuple[Counts, Spans]:
    """Return what stands from `earliest` to before `latest`, by instant, and the leave around it.

    One statement. Of a day of the owner's that is full, no more is told than that it is.
    """
    most = owner.capacity_per_day + 1
    days = _days(earliest, latest, tz=owner.timezone)
    if len(days) > _MOST_DAYS:
        days, most = [(earliest, latest)], _EVERY_ROW
    statement = " UNION ALL ".join([*[_ONE_DAY] * len(days), _LEAVE])
    given: list[Any] = []
    for begins, ends in days:
        given += [owner.pk, _at(begins), _at(ends), besides, most]
    around = timedelta(days=1)  # whose day it is depends on where they live
    given += [owner.pk, earliest.date() - around, latest.date() + around]
    counts: Counts = []
    spans: Spans = []
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        for at, count, first, last in cursor.fetchall():
            if at is None:
                spans.append((_day(first), _day(last)))
            else:
                counts.append((_instant(at), count))
    return counts, spans


def _days(earliest: datetime, latest: datetime, *, tz: str) -> list[tuple[datetime, datetime]]:
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
