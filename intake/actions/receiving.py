"""Taking a lead in: kept first, judged second, answered so that nothing is lost or doubled."""

import logging
from copy import copy
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, InterfaceError, OperationalError, transaction

from groundwork.problems import Refused
from intake.actions import keeping, once
from intake.actions.judging import KnownAlready, identify, judge
from intake.actions.telling import tell_created
from intake.answers import Answer, Received, Wire
from intake.models import Batch, Lead
from people.actors import Actor
from people.models import ApiKey
from prospects.actions import CannotAssign

log = logging.getLogger(__name__)

FATES = {
    "created": Lead.Fate.CREATED,
    "merged": Lead.Fate.MERGED,
    "suppressed": Lead.Fate.SUPPRESSED,
}
# How often a lead is judged, because another, pushed at the same moment, was first.
TRIES = 3
OURS = "Our own fault: the lead is kept and will be judged again. Sending it again is safe."


class CannotReplay(Exception):
    """The lead was settled: there is nothing to judge again."""


# No savepoint of its own within a request's transaction: what escapes from here undoes it all.
@transaction.atomic(savepoint=False)
def receive_lead(
    *,
    raw: bytes,
    by: Actor,
    now: datetime,
    wire: Wire,
    key: once.RequestKey | None = None,
    via: str = "api",
    from_address: str = "",
    dry_run: bool = False,
    batch: Batch | None = None,
    place: int | None = None,
) -> Answer:
    """Take in the lead that a body holds, and return what to answer.

    The body is stored first. Refused (400), it is kept for a manager to see; tripped over by a
    fault of ours (500), it is kept for replay. Safe to repeat: the same content under the same
    source and `external_id`, or the same `key`, changes nothing and gets the first answer
    again. With `dry_run`, or by a key marked *test*, nothing is written.

    :raises once.CannotReuseKey: if `key` came with another body before
    :raises once.KeyInProgress: if the first request with `key` is still at work
    """
    if dry_run or (isinstance(by, ApiKey) and by.is_test):
        return _rehearse(raw=raw, by=by, now=now, wire=wire, via=via, is_dry_run=dry_run)
    claimed = once.claim(key, body=raw, now=now) if key else None
    if claimed is not None and claimed.status is not None:
        return Answer(status=claimed.status, body=claimed.answer, replayed=True)
    lead = keeping.keep(
        raw=raw, by=by, now=now, via=via, from_address=from_address, batch=batch, place=place
    )
    answer = _judge(lead, by=by, now=now, wire=wire)
    if claimed is not None:
        once.remember(claimed, answer)
    return answer


@transaction.atomic
def replay_lead(*, lead_id: int, by: Actor, now: datetime, wire: Wire) -> Answer:
    """Judge again a lead that was refused or failed, on behalf of the key that pushed it.

    :raises CannotReplay: if it was created, merged, suppressed or withdrawn
    """
    rows = Lead.objects.select_related("team", "api_key").select_for_update(of=("self",))
    lead = rows.get(pk=lead_id)
    if lead.fate not in {Lead.Fate.RECEIVED, Lead.Fate.REFUSED, Lead.Fate.FAILED}:
        raise CannotReplay(f"This lead was {lead.fate} already.")
    return _judge(lead, by=lead.api_key or by, now=now, wire=wire)


def _rehearse(
    *, raw: bytes, by: Actor, now: datetime, wire: Wire, via: str, is_dry_run: bool
) -> Answer:
    """Do everything, answer, and undo everything."""
    with transaction.atomic():
        lead = keeping.keep(raw=raw, by=by, now=now, via=via, from_address="")
        answer = _judge(lead, by=by, now=now, wire=wire)
        transaction.set_rollback(True)
    if answer.status >= 400:
        return answer
    if not is_dry_run:
        return replace(answer, body={**answer.body, "test": True})
    prospect = answer.body["prospect"]
    if answer.body["result"] == "created":
        prospect = {**prospect, "id": None, "url": None}
    body = {**answer.body, "id": None, "prospect": prospect, "dry_run": True}
    return replace(answer, status=200, body=body)


def _judge(lead: Lead, *, by: Actor, now: datetime, wire: Wire) -> Answer:
    try:
        return _judged(lead, by=by, now=now, wire=wire)
    except KnownAlready as known:
        lead.delete()
        return Answer(status=200, body=known.before.answer, replayed=True)
    except Refused as problem:
        keeping.refuse(lead, problem, now=now)
        return Answer(status=problem.status, body=problem.body())
    except (OperationalError, InterfaceError):
        raise  # the database's own trouble: nothing is stored, the answer is 503
    except CannotAssign as problem:
        return _failed(lead, Refused(status=503, code="unavailable", detail=str(problem)), now=now)
    except Exception:
        log.exception("Lead %s failed", lead.public_id)
        return _failed(lead, Refused(status=500, code="fault", detail=OURS), now=now)


def _judged(lead: Lead, *, by: Actor, now: datetime, wire: Wire) -> Answer:
    """Read, judge and settle, or change nothing but the lead in hand."""
    for tries_left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                incoming = wire.read(bytes(lead.raw))
                identify(lead, incoming, by=by)
                received = judge(copy(lead), incoming, by=by, now=now)
                return _settle(received, wire.write(received), incoming.fingerprint, now=now)
        except IntegrityError:
            # Another lead with the same id or identifier was first; now it can be seen.
            if not tries_left:
                raise
    raise AssertionError("unreachable")


def _settle(received: Received, body: dict, fingerprint: str, *, now: datetime) -> Answer:
    """Write what became of the lead, with the answer that is given for it."""
    lead, status = received.lead, 201 if received.result == "created" else 200
    lead.fate = FATES[received.result]
    lead.prospect, lead.matched_on = received.prospect, received.matched_on
    lead.fingerprint, lead.judged_at, lead.problem = fingerprint, now, {}
    lead.answer, lead.answer_status = body, status
    lead.save(update_fields=keeping.FATE)
    tell_created([lead], team=lead.team, at=now)
    return Answer(status=status, body=body)


def _failed(lead: Lead, problem: Refused, *, now: datetime) -> Answer:
    keeping.fail(lead, problem, now=now)
    return Answer(status=problem.status, body=problem.body())
