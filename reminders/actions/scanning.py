"""The scan: everything that has come is raised, exactly once, whoever scans and however often."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, OuterRef, Q

from prospects import actions as prospects
from reminders import queries
from reminders.actions.beating import beat
from reminders.actions.noticing import queue_notices
from reminders.actions.seeing import lapse_pointless
from reminders.actions.telling import tell_climbs
from reminders.climbing import Climb, climbs
from reminders.models import Reminder
from reminders.roster import Rosters

log = logging.getLogger(__name__)

BATCH = 1000
MOST_BATCHES = 50  # a run ends some time, also when there is no end to what is due
ASIDE = timedelta(minutes=15)
TIDY_EVERY = timedelta(minutes=10)
# A scan that finds nothing beats no more often than this: it is only a look.
BEAT_EVERY = timedelta(seconds=5)
NOTHING = timedelta(0)
# The database went away or somebody waits for a lock: no fault of any row.
NOT_THE_ROWS_FAULT = (OperationalError, InterfaceError, SoftTimeLimitExceeded)


@dataclass(slots=True)
class ScanResult:
    """What one run did, in numbers; `pushed_aside` are prospects that could not be raised."""

    moved: int = 0
    reminders: int = 0
    digests: int = 0
    pushed_aside: list[int] = field(default_factory=list)


def scan(*, now: datetime) -> ScanResult:
    """Raise everything that has come at `now`, and write the heartbeat `scan`.

    One transaction a batch. Any number of scans may run at once. A prospect whose rung
    cannot be raised is pushed a quarter of an hour ahead and marked; it stops no other.
    With nothing to raise, and a heartbeat that is seconds old, it is one statement.
    """
    result = ScanResult()
    look = queries.look(now=now)
    is_tidy = look.tidied is not None and NOTHING <= look.tidied <= TIDY_EVERY
    has_beaten = look.beaten is not None and NOTHING <= look.beaten <= BEAT_EVERY
    if look.is_due is False and is_tidy and has_beaten:
        return result
    rosters = Rosters(now)
    for _ in range(MOST_BATCHES):
        if not _batch(now=now, result=result, rosters=rosters):
            break
    if not is_tidy:
        lapse_pointless(now=now)
        beat("tidy", now=now)
    return result


def _batch(*, now: datetime, result: ScanResult, rosters: Rosters) -> bool:
    """Raise one batch; return whether there may be more."""
    taken: list[int] = []
    try:
        with transaction.atomic(durable=True):
            taken += queries.lock_due(now=now, limit=BATCH)
            done = _raise(taken, now=now, rosters=rosters)
            beat("scan", now=now)
    except SoftTimeLimitExceeded:
        raise
    except Exception as problem:
        if not taken:
            raise
        log.warning("A batch of %s failed: %s. One by one.", len(taken), type(problem).__name__)
        return _one_by_one(taken, now=now, result=result)
    _count(done, result)
    return len(taken) == BATCH or _is_behind(done, now=now)


def _one_by_one(ids: Sequence[int], *, now: datetime, result: ScanResult) -> bool:
    raised, aside_before = 0, len(result.pushed_aside)
    for each in ids:
        try:
            with transaction.atomic(durable=True):
                locked = queries.lock_due(now=now, limit=1, only=each)
                done = _raise(locked, now=now)
        except NOT_THE_ROWS_FAULT as problem:
            if isinstance(problem, SoftTimeLimitExceeded) or not connection.is_usable():
                raise
            log.warning("Prospect %s waits: %s", each, type(problem).__name__)
        except Exception as problem:
            _push_aside(each, problem, now=now, result=result)
        else:
            _count(done, result)
            raised += len(done)
    with transaction.atomic(durable=True):
        beat("scan", now=now)
    # Rows that wait are in front again next time: go on only if there was any progress.
    progress = raised + len(result.pushed_aside) - aside_before
    return progress > 0 and len(ids) == BATCH


def _raise(ids: Sequence[int], *, now: datetime, rosters: Rosters | None = None) -> list[Climb]:
    """Move the prospects and write what they lead to; return the climbs that were made."""
    if not ids:
        return []
    planned = climbs(ids, now=now, rosters=rosters)
    # Moved first, and only what moved is told: whoever comes second finds nothing to move.
    moved = prospects.move_nags([climb.move for climb in planned])
    made = [climb for climb in planned if climb.move.prospect_id in moved]
    rows = [row for climb in made for row in climb.reminders]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        _supersede([climb.move.prospect_id for climb in made], now=now)
    queue_notices(
        {digest for climb in made for digest in climb.digests},
        {push for climb in made for push in climb.pushes},
        now=now,
    )
    tell_climbs(made, at=now)
    return made


def _supersede(prospect_ids: Sequence[int], *, now: datetime) -> None:
    """Of several unseen reminders about one prospect, leave a person the newest."""
    newer = Reminder.objects.filter(
        Q(cycle__gt=OuterRef("cycle")) | Q(cycle=OuterRef("cycle"), level__gt=OuterRef("level")),
        prospect_id=OuterRef("prospect_id"),
        recipient_id=OuterRef("recipient_id"),
    )
    unseen = Reminder.objects.unseen().filter(prospect_id__in=prospect_ids)
    unseen.filter(Exists(newer)).update(lapsed_at=now)


def _is_behind(done: Sequence[Climb], *, now: datetime) -> bool:
    """Whether one was so far behind that it did not reach its present rung in one go."""
    return any(climb.move.nag_at <= now for climb in done)


def _push_aside(prospect_id: int, problem: Exception, *, now: datetime, result: ScanResult) -> None:
    # The message of an error may carry a person's data; its kind is enough to find it.
    kind = type(problem).__name__
    log.error("Prospect %s cannot be raised and waits a quarter of an hour: %s", prospect_id, kind)
    try:
        prospects.push_aside(prospect_id=prospect_id, until=now + ASIDE, error=kind)
    except DatabaseError:
        log.exception("Prospect %s cannot even be pushed aside", prospect_id)
    else:
        result.pushed_aside.append(prospect_id)


def _count(done: Sequence[Climb], result: ScanResult) -> None:
    result.moved += len(done)
    result.reminders += sum(len(climb.reminders) for climb in done)
    result.digests += len({digest for climb in done for digest in climb.digests})
