"""A time that a lead asks for beside a promise that stands: the rep keeps one of the two."""

from datetime import datetime

from django.db import transaction
from django.utils.dateparse import parse_datetime

from people.actors import Actor, as_columns
from prospects import queries
from prospects.actions.changing import CannotChangePlan
from prospects.actions.touching import settle
from prospects.models import AskedTime, Prospect

_PROMISE = ("promised_at", "promised_kind", "promised_given_at")


@transaction.atomic
def choose_time(*, asked_id: int, take: bool, by: Actor, now: datetime) -> AskedTime:
    """Keep the promise that stands, or `take` the time that was asked for in its place.

    Repeating the same choice changes nothing.

    :raises AskedTime.DoesNotExist: if the actor may not know of it
    :raises CannotChangePlan: if it was settled the other way, the prospect is closed, or the
        time asked for has passed
    """
    asked, prospect = _locked(asked_id, by=by)
    wanted = AskedTime.State.TAKEN if take else AskedTime.State.KEPT
    if asked.state == wanted:
        return asked
    if asked.state != AskedTime.State.OPEN:
        raise CannotChangePlan("Somebody has chosen already. Undo that first.")
    if take:
        if not prospect.is_open:
            raise CannotChangePlan(f"{prospect.name} is closed.")
        if asked.asked_at <= now:
            raise CannotChangePlan("The time that was asked for has passed. Agree on another.")
        asked.before = {
            "promised_at": _text(prospect.promised_at),
            "promised_kind": prospect.promised_kind,
            "promised_given_at": _text(prospect.promised_given_at),
        }
        _promise(prospect, asked.asked_at, asked.kind, now, now=now)
    _settle_as(asked, wanted, by=by, now=now)
    return asked


@transaction.atomic
def undo_choice(*, asked_id: int, by: Actor, now: datetime) -> AskedTime:
    """Take the choice back: it is asked again, and the promise is the one that stood.

    Repeating changes nothing.

    :raises AskedTime.DoesNotExist: if the actor may not know of it
    :raises CannotChangePlan: if the promise has been changed since
    """
    asked, prospect = _locked(asked_id, by=by)
    if asked.state == AskedTime.State.OPEN:
        return asked
    if asked.state == AskedTime.State.TAKEN:
        if prospect.promised_at != asked.asked_at:
            raise CannotChangePlan("Another time was agreed since.")
        had = asked.before
        _promise(
            prospect,
            _time(had["promised_at"]),
            had["promised_kind"],
            _time(had["promised_given_at"]),
            now=now,
        )
    _settle_as(asked, AskedTime.State.OPEN, by=None, now=now)
    return asked


def _locked(asked_id: int, *, by: Actor) -> tuple[AskedTime, Prospect]:
    asked = AskedTime.objects.visible_to(by).get(pk=asked_id)
    prospect = queries.locked(asked.prospect_id, by=by)
    return AskedTime.objects.get(pk=asked_id), prospect


def _promise(
    prospect: Prospect,
    at: datetime | None,
    kind: str,
    given_at: datetime | None,
    *,
    now: datetime,
) -> None:
    prospect.promised_at, prospect.promised_kind = at, kind
    prospect.promised_given_at = given_at
    settle(
        prospect,
        queries.touches_of(prospect),
        contacts=queries.contacts_of(prospect),
        now=now,
        also=_PROMISE,
    )


def _settle_as(asked: AskedTime, state: str, *, by: Actor | None, now: datetime) -> None:
    asked.state = state
    asked.settled_at = None if by is None else now
    asked.settled_by = as_columns(by)["user"]
    asked.save(update_fields=["state", "settled_at", "settled_by", "before"])


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _time(written: str | None) -> datetime | None:
    return parse_datetime(written) if written else None
