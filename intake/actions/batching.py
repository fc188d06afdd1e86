"""Batches: known again when they are sent again, judged at once or in the background."""

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import IntegrityError, OperationalError, transaction

from groundwork import jobs
from groundwork.problems import FieldError
from intake.actions.many import ManyLeads
from intake.actions.once import CannotReuseKey, RequestKey
from intake.answers import Answer, Line, Wire
from intake.models import Batch, BatchPart
from outbox import actions as outbox
from people.actors import Actor, as_columns
from people.models import ApiKey, User

# The same body by the same sender within this time is the same batch, sent again.
SAME_WITHIN = timedelta(days=1)
AT_ONCE = 500
IN_THE_BACKGROUND = 100
TRIES = 3
KIND = "intake.batch"


@transaction.atomic
def open_batch(
    *,
    digest: str,
    total: int,
    by: Actor,
    now: datetime,
    key: RequestKey | None = None,
    from_address: str = "",
) -> Batch:
    """Return the batch that a body is: a new one, or the one that it was when it came before.

    :raises CannotReuseKey: if the Idempotency-Key came with another body
    """
    mine = {"team": by.team, "api_key": as_columns(by)["api_key"]}
    if key is not None:
        if (before := Batch.objects.filter(**mine, request_key=key.key).first()) is not None:
            if before.digest != digest:
                raise CannotReuseKey
            return before
    else:
        recent = Batch.objects.filter(
            **mine, digest=digest, request_key=None, created_at__gt=now - SAME_WITHIN
        )
        if (before := recent.order_by("-id").first()) is not None:
            return before
    try:
        with transaction.atomic():
            return Batch.objects.create(
                **mine,
                digest=digest,
                request_key=key.key if key else None,
                total=total,
                from_address=from_address[:45],
                created_at=now,
            )
    except IntegrityError:
        # The same key at the same moment: the other one's batch can be read now.
        return open_batch(
            digest=digest, total=total, by=by, now=now, key=key, from_address=from_address
        )


def receive_batch(
    groups: Iterable[tuple[int, list[bytes]]],
    *,
    batch: Batch,
    by: Actor,
    now: datetime,
    wire: Wire,
) -> Iterator[Line]:
    """Take in a batch, a group after the other, and yield a line for each lead.

    Each group is stored in a transaction of its own: what breaks off is taken up, when the
    batch is sent again, where it stood. Not to be called within a transaction.

    :raises django.db.OperationalError: if the database fails; what came before is stored
    """
    many = ManyLeads(
        by=by, now=now, wire=wire, via="batch", from_address=batch.from_address, batch=batch
    )
    for first, raws in groups:
        yield from lines(first, _patiently(many, raws, first))
    Batch.objects.filter(pk=batch.pk, finished_at=None).update(finished_at=now)


def _patiently(many: ManyLeads, raws: list[bytes], first: int) -> list[Answer]:
    """Two writers that wait for each other: one is told to begin again, and does."""
    for tries_left in reversed(range(TRIES)):
        try:
            return many.receive(raws, first=first)
        except OperationalError:
            if not tries_left:
                raise
    raise AssertionError("unreachable")


def rehearse_batch(
    groups: Iterable[tuple[int, list[bytes]]], *, by: Actor, now: datetime, wire: Wire
) -> list[Line]:
    """Return what `receive_batch` would answer, and change nothing."""
    told: list[Line] = []
    with transaction.atomic():
        many = ManyLeads(by=by, now=now, wire=wire, via="batch")
        for first, raws in groups:
            told += lines(first, many.receive(raws, first=first))
        transaction.set_rollback(True)
    for line in told:
        line["id"] = None
        if line["result"] == "created":
            line["prospect"] = None
    return told


def lines(first: int, answers: Iterable[Answer]) -> Iterator[Line]:
    """Return a line for each answer, of which the first has the place `first`."""
    for index, answer in enumerate(answers, start=first):
        body, is_taken = answer.body, answer.status < 400
        failed = "failed" if answer.status >= 500 else "refused"
        yield {
            "index": index,
            "status": answer.status,
            "id": body.get("id") if is_taken else None,
            "result": body["result"] if is_taken else failed,
            "prospect": (body["prospect"] or {}).get("id") if is_taken else None,
            "errors": [] if is_taken else _errors(body),
            "warnings": body.get("warnings", []) if is_taken else [],
            "replayed": answer.replayed,
        }


def _errors(problem: dict) -> list[dict]:
    code = str(problem["type"]).rpartition(":")[2]
    whole = FieldError(field="", code=code, detail=str(problem["detail"]))
    return problem["errors"] or [{"field": whole.field, "code": whole.code, "detail": whole.detail}]


# --- In the background ----------------------------------------------------------------------------


@transaction.atomic
def queue_batch(groups: Iterable[tuple[int, list[bytes]]], *, batch: Batch, now: datetime) -> Batch:
    """Store the leads of a batch, to be judged in the background; safe to repeat."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.job_id is not None:
        return batch
    for number, (first, raws) in enumerate(groups):
        BatchPart.objects.create(
            batch=batch, number=number, first=first, size=len(raws), body=_packed(raws)
        )
    batch.job = jobs.start(
        KIND,
        team_key=batch.team_id,
        arguments={"batch": batch.pk},
        now=now,
        total=batch.total,
    )
    batch.save(update_fields=["job"])
    outbox.hurry("groundwork.jobs")
    return batch


def judge_part(job: jobs.Job, *, now: datetime, wire: Wire) -> jobs.Slice:
    """Judge the next part of a batch, in the transaction in which its progress is saved."""
    batch = Batch.objects.select_related("team", "api_key__team").get(pk=job.arguments["batch"])
    number = job.position.get("part", 0)
    part = BatchPart.objects.filter(batch=batch, number=number).first()
    if part is None:
        return _closed(job, batch, number, now=now)
    sender = batch.api_key or _leader_of(batch)
    many = ManyLeads(
        by=sender, now=now, wire=wire, via="batch", from_address=batch.from_address, batch=batch
    )
    told = list(lines(part.first, many.receive(_unpacked(bytes(part.body)), first=part.first)))
    part.problems = [line for line in told if line["status"] >= 400]
    part.body = b""
    part.save(update_fields=["problems", "body"])
    counted = Counter(job.result)
    counted.update(line["result"] for line in told)
    done = part.first + part.size
    if done >= batch.total:
        return _closed(job, batch, number + 1, now=now, counted=counted)
    return jobs.Slice(position={"part": number + 1}, done=done, result=counted)


def _closed(
    job: jobs.Job, batch: Batch, number: int, *, now: datetime, counted: Counter | None = None
) -> jobs.Slice:
    Batch.objects.filter(pk=batch.pk, finished_at=None).update(finished_at=now)
    return jobs.Slice(
        position={"part": number},
        done=batch.total,
        result=job.result if counted is None else counted,
        finished=True,
    )


def _leader_of(batch: Batch) -> ApiKey | User:
    """Who stands for a person's batch: whoever leads the team."""
    leaders = User.objects.active().filter(team=batch.team, role__in=["manager", "admin"])
    leader = leaders.select_related("team").order_by("pk").first()
    if leader is None:
        raise jobs.GiveUp("Nobody leads this team any more.")
    return leader


def _packed(raws: list[bytes]) -> bytes:
    return zlib.compress(b"".join(len(raw).to_bytes(4) + raw for raw in raws), level=1)


def _unpacked(packed: bytes) -> list[bytes]:
    body, raws, at = zlib.decompress(packed), [], 0
    while at < len(body):
        size = int.from_bytes(body[at : at + 4])
        raws.append(body[at + 4 : at + 4 + size])
        at += 4 + size
    return raws
