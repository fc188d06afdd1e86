"""How a rep's day stands: done, left and late, counted in one statement that never counts far."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCounts:
    """Attempts made, attempts still to make, and how many of those are late; each up to a bound."""

    done: int
    left: int
    late: int


_COUNT = """
SELECT (SELECT count(*)
          FROM (SELECT 1 FROM prospects_touch
                 WHERE rep_id = %s AND occurred_at >= %s AND occurred_at <= %s
                   AND attempt_number IS NOT NULL LIMIT %s) AS made),
       count(*), count(CASE WHEN overdue_at <= %s THEN 1 END)
  FROM (SELECT overdue_at FROM prospects_prospect
         WHERE owner_id = %s AND status = 'open' AND urgency IN (0, 1, 2)
           AND next_attempt_at < %s LIMIT %s) AS waiting
"""


def day_counts(
    rep: User, *, begins_at: datetime, ends_at: datetime, now: datetime, most: int
) -> DayCounts:
    """Return how the day of `rep` stands at `now`; no figure is above `most`."""
    begins, ends, at = map(connection.ops.adapt_datetimefield_value, (begins_at, ends_at, now))
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [rep.pk, begins, at, most, at, rep.pk, ends, most])
        done, left, late = cursor.fetchone()
    return DayCounts(done=done, left=left, late=late)
