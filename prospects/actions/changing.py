"""Changes of the plan by people: hand over, snooze, move, reopen; each recorded, each undoable."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from cadence import rules
from groundwork.ids import uuid7
from people.actors import Actor, as_columns
from people.models import User
from prospects import queries
from prospects.actions.planning import PLAN_COLUMNS, next_cycle, plan
from prospects.facts import policy_of
from prospects.models import PlanChange, Prospect

LATEST = datetime(2100, 1, 1, tzinfo=UTC)


class CannotChangePlan(Exception):
    """The message is fit to show to whoever asked. `field` names the input at fault, if one is."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def hand_over(
    *,
    prospect_ids: Sequence[int],
    to: User,
    by: Actor,
    now: datetime,
    reason: str = "",
) -> UUID:
    """Give open prospects to another rep of the team, together; return the number to undo it by.

    Prospects that are closed or `to`'s already are left as they are.

    :raises CannotChangePlan: if `to` is not an active member of the actor's team
    """
    if not to.is_active or to.team_id != by.team_id:
        raise CannotChangePlan("Choose somebody who works in this team.", field="to")
    batch = uuid7()
    for prospect_id in sorted(set(prospect_ids)):  # one order: two at once cannot deadlock
        prospect = queries.locked(prospect_id, by=by)
        if not prospect.is_open or prospect.owner_id == to.pk:
            continue
        before = prospect.owner
        prospect.owner = to
        _change(
            prospect,
            rules.ChangeKind.HAND_OVER,
            by=by,
            now=now,
            reason=reason,
            batch=batch,
            from_owner=before,
            to_owner=to,
        )
    return batch


@transaction.atomic
def snooze(
    *,
    prospect_ids: Sequence[int],
    until: datetime,
    by: Actor,
    now: datetime,
    reason: str,
    kind: rules.ChangeKind = rules.ChangeKind.SNOOZE,
) -> UUID:
    """Hold the next attempts of open prospects until `until`; return the number to undo it by.

    `kind` SNOOZE asks for a reason and is limited in length; MOVE re-plans to a moment
    that a manager or the rep chose.

    :raises CannotChangePlan: without a reason, or for a time that is past or too far
    """
    if until <= now or until >= LATEST:
        raise CannotChangePlan("Choose a time ahead.", field="until")
    if kind is rules.ChangeKind.SNOOZE and not reason.strip():
        raise CannotChangePlan("Say why it can wait.", field="reason")
    batch = uuid7()
    for prospect_id in sorted(set(prospect_ids)):
        prospect = queries.locked(prospect_id, by=by)
        if prospect.is_open:
            if kind is rules.ChangeKind.SNOOZE:
                _check_snooze(prospect, until=until, now=now)
            _change(prospect, kind, by=by, now=now, reason=reason, batch=batch, until=until)
    return batch


@transaction.atomic
def reopen(*, prospect_id: int, by: Actor, now: datetime, reason: str = "") -> Prospect:
    """Open a won or lost prospect again, with a next attempt. An open one stays as it is.

    :raises CannotChangePlan: if they asked not to be contacted, or it was merged
    """
    prospect = queries.locked(prospect_id, by=by)
    if prospect.is_open:
        return prospect
    if prospect.status == Prospect.Status.DO_NOT_CONTACT:
        raise CannotChangePlan(f"{prospect.name} asked not to be contacted.")
    if prospect.status == Prospect.Status.MERGED:
        raise CannotChangePlan(f"{prospect.name} was merged into another prospect.")
    _change(prospect, rules.ChangeKind.REOPEN, by=by, now=now, reason=reason, batch=uuid7())
    return prospect


@transaction.atomic
def undo_changes(*, batch: UUID, by: Actor, now: datetime) -> int:
    """Take back what was changed together; return how many prospects were put back.

    A prospect that has moved on since (a touch, another change) is left as it is, and so is
    one whose former owner works here no longer. Repeating changes nothing.
    """
    changes = PlanChange.objects.filter(
        batch=batch, undoes=None, undone_by=None, prospect__team_id=by.team_id
    )
    undone = 0
    for change in changes.select_related("from_owner").order_by("prospect_id"):
        prospect = queries.locked(change.prospect_id, by=by)
        gone = change.from_owner is not None and not change.from_owner.is_active
        if gone or prospect.cycle != change.before["cycle"] + 1:
            continue
        if change.from_owner_id:
            prospect.owner_id = change.from_owner_id
        PlanChange.objects.create(
            prospect=prospect,
            kind=change.kind,
            at=now,
            undoes=change,
            before={"cycle": prospect.cycle},
            **_by(by),
        )
        _replan(prospect, now=now)
        undone += 1
    return undone


def _check_snooze(prospect: Prospect, *, until: datetime, now: datetime) -> None:
    policy, _ = policy_of(prospect)
    if until - now > timedelta(days=policy.snooze_days):
        raise CannotChangePlan(
            f"A snooze is at most {policy.snooze_days} days. For longer, log what they said.",
            field="until",
        )
    if queries.snoozes_standing(prospect) >= policy.snoozes_allowed:
        raise CannotChangePlan(
            f"{prospect.name} was put off {policy.snoozes_allowed} times since the last touch. "
            "Try them, or log what they said.",
            field="until",
        )


def _by(actor: Actor) -> dict[str, Any]:
    columns = as_columns(actor)
    return {"by": columns["user"], "api_key": columns["api_key"]}


def _change(
    prospect: Prospect,
    kind: rules.ChangeKind,
    *,
    by: Actor,
    now: datetime,
    reason: str,
    batch: UUID,
    **columns: Any,
) -> None:
    PlanChange.objects.create(
        prospect=prospect,
        kind=kind.value,
        at=now,
        reason=reason,
        batch=batch,
        before={"cycle": prospect.cycle, "status": prospect.status},
        **_by(by),
        **columns,
    )
    _replan(prospect, now=now)


def _replan(prospect: Prospect, *, now: datetime) -> None:
    next_cycle(prospect, now=now)
    plan(
        prospect,
        touches=queries.touches_of(prospect),
        changes=queries.changes_of(prospect),
        contacts=queries.contacts_of(prospect),
        now=now,
    )
    prospect.save(update_fields=[*PLAN_COLUMNS, "owner"])
