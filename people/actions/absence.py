"""Days on which somebody does not work: written down ahead, and taken back."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from groundwork.text import one_line
from people.actions.crewing import CannotChangePerson, check_may_manage, known_zone, locked
from people.actions.recording import record
from people.actors import Actor
from people.models import Leave, User

LONGEST_LEAVE = timedelta(days=731)


@transaction.atomic
def add_leave(
    *,
    user: User,
    first_on: date,
    last_on: date,
    by: Actor,
    now: datetime,
    kind: str = Leave.Kind.LEAVE,
    note: str = "",
) -> Leave:
    """Write down days on which somebody does not work, both ends included.

    :raises CannotChangePerson: if the days are nonsense, or overlap other leave of theirs
    """
    user = locked(user)
    check_may_manage(user, by=by)
    if last_on < first_on:
        raise CannotChangePerson("The last day comes before the first.", field="last_on")
    if last_on - first_on > LONGEST_LEAVE or not 2000 <= last_on.year <= 2099:
        raise CannotChangePerson("Leave lasts two years at most.", field="last_on")
    if kind not in Leave.Kind.values:
        raise CannotChangePerson("Choose what kind of absence it is.", field="kind")
    overlapping = user.leaves.filter(first_on__lte=last_on, last_on__gte=first_on).first()
    if overlapping is not None:
        raise CannotChangePerson(
            f"{user} is away from {overlapping.first_on} to {overlapping.last_on} already.",
            field="first_on",
        )
    leave = Leave.objects.create(
        user=user, first_on=first_on, last_on=last_on, kind=kind, note=one_line(note)[:200]
    )
    _record_leave("leave.added", leave, by=by, now=now)
    return leave


@transaction.atomic
def take_back_leave(*, leave: Leave, by: Actor, now: datetime) -> date | None:
    """Let somebody work again: leave that is ahead is gone, one under way ended yesterday.

    Days that have passed stay, because they explain what was not done; return the last of
    them, or None if there is none.

    :raises CannotChangePerson: if all of it has passed
    """
    user = locked(leave.user)
    check_may_manage(user, by=by)
    today = now.astimezone(ZoneInfo(known_zone(user.timezone))).date()
    if leave.last_on < today:
        raise CannotChangePerson("That leave is over; it stays, as it explains what was late.")
    _record_leave("leave.taken_back", leave, by=by, now=now)
    if leave.first_on >= today:
        leave.delete()
        return None
    leave.last_on = today - timedelta(days=1)
    leave.save(update_fields=["last_on"])
    return leave.last_on


def _record_leave(action: str, leave: Leave, *, by: Actor, now: datetime) -> None:
    details = {
        "user": str(leave.user.public_id),
        "first_on": leave.first_on.isoformat(),
        "last_on": leave.last_on.isoformat(),
        "kind": leave.kind,
    }
    record(action=action, by=by, at=now, team=leave.user.team, about=leave, details=details)
