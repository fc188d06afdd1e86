"""The scan against the bare claim query, and an idle scan against `select 1`; runs inside."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction

from bench.counts import listening
from bench.ratios import interleaved, ratio
from groundwork import clock
from prospects.models import Prospect
from reminders.actions import scan
from reminders.models import Reminder

PAIRS = 7
BATCH = 500
_LONG_AGO = timedelta(hours=3)  # past the grace of any attempt
_LATER = timedelta(days=1)

# Rows are spread over the table, as life would have it.
_FALL_OVERDUE = """
UPDATE prospects_prospect
   SET next_attempt_at = %(due)s, overdue_at = %(now)s, nag_at = %(now)s, nag_level = 1,
       cycle = cycle + 1
 WHERE id IN (SELECT id FROM prospects_prospect WHERE status = 'open'
              ORDER BY md5(id::text || %(salt)s) LIMIT %(count)s)
"""
_REST = "UPDATE prospects_prospect SET nag_at = %(later)s WHERE nag_at <= %(now)s"
_CLAIM = """
UPDATE prospects_prospect SET nag_at = %(later)s
 WHERE id IN (SELECT id FROM prospects_prospect WHERE status = 'open' AND nag_at <= %(now)s
              ORDER BY nag_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED)
RETURNING id
"""


def scanning(*, most: int) -> dict[str, object]:
    """Return what raising costs, with up to `most` prospects overdue at once.

    The database is left with other due times than it had.
    """
    now = clock.now()
    run(_REST, now=now, later=now + _LATER)
    at_once = min(most, Prospect.objects.open().count() // 2)
    pairs = [_pair(at_once // (2 * PAIRS), now=now, turn=turn) for turn in range(PAIRS)]
    ratios = ratio([([scanned], [claimed]) for scanned, claimed, _ in pairs])
    return {
        "claim": _as_json(ratios),
        "per_second": at_once // (2 * PAIRS) / ratios.seconds,
        "floor_per_second": at_once // (2 * PAIRS) / ratios.floor_seconds,
        "statements_each": max(each for _, _, each in pairs),
        "burst": _burst(at_once, now=now),
        "idle": _as_json(_idle()),
        "idle_statements": _statements(lambda: scan(now=now)),
    }


def run(statement: str, **values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def _fall_overdue(count: int, *, now: datetime, salt: str) -> None:
    done = run(_FALL_OVERDUE, due=now - _LONG_AGO, now=now, count=count, salt=salt)
    assert done == count, (done, count)


def _pair(count: int, *, now: datetime, turn: int) -> tuple[float, float, float]:
    """Return the seconds of a scan of `count` overdue rows, of the bare claims, and SQL a row."""
    _fall_overdue(count, now=now, salt=f"scan {turn}")
    began = time.perf_counter()
    with listening(blocks=False) as heard:
        result = scan(now=now)
    scanned = time.perf_counter() - began
    assert result.moved == count, (result, count)
    _fall_overdue(count, now=now, salt=f"claim {turn}")
    began = time.perf_counter()
    while run(_CLAIM, now=now, later=now + _LATER, batch=BATCH):
        pass
    return scanned, time.perf_counter() - began, len(heard.texts) / count


def _burst(count: int, *, now: datetime) -> dict[str, object]:
    """Let `count` rows fall overdue at one instant and scan until nothing is left."""
    before = Reminder.objects.count()
    _fall_overdue(count, now=now, salt="burst")
    began = time.perf_counter()
    moved, scans = 0, 0
    while (result := scan(now=now)).moved:
        moved, scans = moved + result.moved, scans + 1
    took = time.perf_counter() - began
    rows = Reminder.objects.count() - before
    return {"overdue": count, "moved": moved, "rows": rows, "seconds": took, "scans": scans}


def _idle():
    now = clock.now()
    return interleaved(_timed(lambda: scan(now=now)), _timed(_select_one), each=40, pairs=PAIRS)


def _timed(work: Callable[[], object]) -> Callable[[], float]:
    def sample() -> float:
        began = time.perf_counter()
        work()
        return time.perf_counter() - began

    return sample


def _select_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def _statements(work: Callable[[], object]) -> int:
    with listening(blocks=False) as heard:
        work()
    return len(heard.texts)


# --- P1 and P2: the database alone -----------------------------------------------------------


def floors() -> dict[str, float]:
    """Return P0 and P2 in seconds, each alone: they give the size of things."""
    run("CREATE TABLE IF NOT EXISTS bench_plain (id bigserial PRIMARY KEY, text text UNIQUE)")
    began = time.perf_counter()
    for _ in range(500):
        _select_one()
    p0 = (time.perf_counter() - began) / 500
    began = time.perf_counter()
    for number in range(200):
        with transaction.atomic():
            run("INSERT INTO bench_plain (text) VALUES (%(text)s)", text=f"{began}-{number}")
    return {"p0": p0, "p2": (time.perf_counter() - began) / 200}


def _as_json(found) -> dict[str, float]:
    return {name: getattr(found, name) for name in found.__slots__}
