"""Long work in the background: taken up under a lease, done slice by slice, each slice once.

A slice and the place where it ended are committed together. Whoever is killed in the middle
of one leaves the place where the slice began, and the next worker goes on from there.
"""

import logging
import time
import traceback
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.module_loading import import_string

from groundwork.models import Job

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
PAUSE = timedelta(seconds=15)  # after a failure; doubled by each in a row
MOST_FAILURES = 5
TURN_SECONDS = 5.0  # then another job's turn, so that a long one holds up nobody's short one
BROKEN = "Something went wrong on our side. The administrator finds the reason in the log."

Clock = Callable[[], datetime]


class GiveUp(Exception):
    """There is no point in trying again. The message is a sentence for the person who waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What one slice came to: all of it replaces what the job said before.

    `position` is where the next slice begins and `done` how much is behind it; `total` and
    `result` stay as they are where not given.
    """

    position: Mapping[str, Any]
    done: int
    finished: bool = False
    total: int | None = None
    result: Mapping[str, Any] | None = field(default=None)


def start(
    kind: str,
    *,
    team_key: int | None,
    arguments: Mapping[str, Any],
    now: datetime,
    total: int = 0,
) -> Job:
    """Write a job down. A worker takes it up within ten seconds; a hint makes it at once.

    :raises KeyError: if no handler of that kind is set
    """
    settings.JOB_HANDLERS[kind]
    return Job.objects.create(
        team_key=team_key, kind=kind, arguments=dict(arguments), total=total, created_at=now
    )


def cancel(job: Job, *, now: datetime, reason: str) -> bool:
    """End an unfinished job where it stands; return whether it was still unfinished."""
    unfinished = Job.objects.unfinished().filter(pk=job.pk)
    return bool(
        unfinished.update(
            state=Job.State.FAILED,
            error=reason,
            finished_at=now,
            lease_token=None,
            lease_until=None,
        )
    )


def work(*, clock: Clock, seconds: float = 40.0) -> bool:
    """Do what jobs there are for about so long, in turns; return whether some is left.

    Does nothing while somebody else is at a job: one at a time leaves the other hands free
    for mail. Safe to call by any number at once.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        job = _take_up(now=clock())
        if job is None:
            return False
        _take_turn(job, clock=clock, end=min(end, time.monotonic() + TURN_SECONDS))
    return Job.objects.unfinished().exists()


@transaction.atomic(durable=True)
def _take_up(*, now: datetime) -> Job | None:
    """Lease the job that has waited longest, or none while another is under a lease.

    Every taker locks the same few rows, so two of them look one after the other.
    """
    jobs = list(
        Job.objects.unfinished()
        .select_for_update()
        .order_by(F("worked_at").asc(nulls_first=True), "created_at", "pk")
    )
    if any(job.lease_token and job.lease_until and job.lease_until > now for job in jobs):
        return None
    free = [job for job in jobs if job.lease_until is None or job.lease_until <= now]
    if not free:
        return None
    job = free[0]
    job.state = Job.State.RUNNING
    job.lease_token, job.lease_until, job.worked_at = uuid.uuid4(), now + LEASE, now
    job.save(update_fields=["state", "lease_token", "lease_until", "worked_at"])
    return job


def _take_turn(job: Job, *, clock: Clock, end: float) -> None:
    while True:
        try:
            goes_on = _do_slice(job, now=clock())
        except GiveUp as problem:
            _fail(job, error=str(problem), now=clock(), final=True)
            return
        except Exception as problem:
            _log(job, problem)
            _fail(job, error=BROKEN, now=clock())
            return
        if not goes_on:
            return
        if time.monotonic() >= end:
            _held(job).update(lease_token=None, lease_until=None)
            return


@transaction.atomic(durable=True)
def _do_slice(job: Job, *, now: datetime) -> bool:
    """Do one slice and write down where it ended; say whether there is more to do."""
    # Locked and fenced by the token: a worker that slept past its lease does nothing more.
    mine = _held(job).select_for_update().first()
    if mine is None:
        return False
    handler = import_string(settings.JOB_HANDLERS[mine.kind])
    done: Slice = handler(mine, now)
    mine.position, mine.done, mine.failures = dict(done.position), done.done, 0
    mine.total = mine.total if done.total is None else done.total
    mine.result = mine.result if done.result is None else dict(done.result)
    mine.worked_at, mine.lease_until = now, now + LEASE
    if done.finished:
        mine.state, mine.finished_at = Job.State.DONE, now
        mine.lease_token = mine.lease_until = None
    mine.save()
    return not done.finished


def _fail(job: Job, *, error: str, now: datetime, final: bool = False) -> None:
    """Leave the job for another try after a pause, or end it."""
    failures = job.failures + 1
    job.failures = failures
    changes: dict[str, object] = {"failures": failures, "lease_token": None}
    if final or failures >= MOST_FAILURES:
        changes |= {
            "state": Job.State.FAILED,
            "error": error,
            "finished_at": now,
            "lease_until": None,
        }
    else:
        changes["lease_until"] = now + PAUSE * 2 ** (failures - 1)
    _held(job).update(**changes)


def _held(job: Job) -> Any:
    return Job.objects.filter(Q(state=Job.State.RUNNING), pk=job.pk, lease_token=job.lease_token)


def _log(job: Job, problem: Exception) -> None:
    # Where, but not what: the words of an error may quote somebody's data.
    where = "".join(traceback.format_tb(problem.__traceback__)[-3:])
    log.error("Job %s (%s) failed: %s\n%s", job.pk, job.kind, type(problem).__name__, where)
