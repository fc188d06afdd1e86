"""Changes of the plan by people: hand over, snooze, move, reopen; each recorded, each undoable."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from prospects.actions.replanning import replan_changed
from prospects.actions.writing import lock
from prospects.facts import policy_of
from prospects.models import PlanChange, Prospect
from prospects.queries.many import Many

LATEST = datetime(2100, 1, 1, tzinfo=UTC)
AT_ONCE = 250


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
    changing = Changing(kind=rules.ChangeKind.HAND_OVER, by=by, now=now, reason=reason, to=to)
    for many in _locked(prospect_ids, by=by):
        changing.make([one for one in many.prospects if one.owner_id != to.pk], many)
    return changing.batch


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
    changing = Changing(kind=kind, by=by, now=now, reason=reason, until=until)
    for many in _locked(prospect_ids, by=by):
        if kind is rules.ChangeKind.SNOOZE:
            for one in many.prospects:
                _check_snooze(one, many, until=until, now=now)
        changing.make(many.prospects, many)
    return changing.batch


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
    ).select_related("from_owner__team")
    of = {change.prospect_id: change for change in changes}
    undone = 0
    for many in _locked(list(of), by=by):
        undone += _undo([one for one in many.prospects if _may_undo(of[one.pk], one)], of, by, now)
    return undone


def _may_undo(change: PlanChange, prospect: Prospect) -> bool:
    gone = change.from_owner is not None and not change.from_owner.is_active
    return not gone and prospect.cycle == change.before["cycle"] + 1


def _undo(
    prospects: Sequence[Prospect], of: Mapping[int, PlanChange], by: Actor, now: datetime
) -> int:
    PlanChange.objects.bulk_create(
        PlanChange(
            prospect=one,
            kind=of[one.pk].kind,
            at=now,
            undoes=of[one.pk],
            before={"cycle": one.cycle},
            **_by(by),
        )
        for one in prospects
    )
    # Read again, as they are without those changes.
    many = queries.gather_many([one.pk for one in prospects])
    newcomers = set()
    for one in many.prospects:
        if before := of[one.pk].from_owner:
            one.owner = before
            newcomers.add(one.pk)
    replan_changed(many, newcomers=newcomers, now=now)
    return len(many.prospects)


def _check_snooze(prospect: Prospect, many: Many, *, until: datetime, now: datetime) -> None:
    policy, _ = policy_of(prospect)
    if until - now > timedelta(days=policy.snooze_days):
        raise CannotChangePlan(
            f"A snooze is at most {policy.snooze_days} days. For longer, log what they said.",
            field="until",
        )
    if _snoozes_standing(prospect, many) >= policy.snoozes_allowed:
        raise CannotChangePlan(
            f"{prospect.name} was put off {policy.snoozes_allowed} times since the last touch. "
            "Try them, or log what they said.",
            field="until",
        )


def _snoozes_standing(prospect: Prospect, many: Many) -> int:
    """Return how often the prospect was snoozed since its last touch."""
    since = prospect.last_touch_at or prospect.recorded_at
    return sum(
        change.kind == rules.ChangeKind.SNOOZE and change.at >= since
        for change in many.changes.get(prospect.pk, ())
    )


def _locked(prospect_ids: Sequence[int], *, by: Actor) -> Iterator[Many]:
    """Yield the open ones that `by` may know of, locked and read, some hundreds at a time.

    In the order of their keys: two at once cannot deadlock.

    :raises Prospect.DoesNotExist: if `by` may not know of one of them
    """
    keys = sorted(set(prospect_ids))
    for start in range(0, len(keys), AT_ONCE):
        wanted = keys[start : start + AT_ONCE]
        held = lock(Prospect.objects.visible_to(by).filter(pk__in=wanted))
        if held != wanted:
            raise Prospect.DoesNotExist
        yield queries.gather_many(held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changing:
    """One change that is made to many, and under one number."""

    kind: rules.ChangeKind
    by: Actor
    now: datetime
    reason: str
    until: datetime | None = None
    to: User | None = None
    batch: UUID = field(default_factory=uuid7)

    def make(self, prospects: Sequence[Prospect], many: Many) -> None:
        """Write it down for these of `many`, whose rows are locked, and plan them by it."""
        changes = PlanChange.objects.bulk_create([self._row(one) for one in prospects])
        for one, change in zip(prospects, changes, strict=True):
            many.changes.setdefault(one.pk, []).append(change)
            if self.to is not None:
                one.owner = self.to
        chosen = replace(many, prospects=prospects)
        newcomers = {one.pk for one in prospects} if self.to else set()
        replan_changed(chosen, newcomers=newcomers, now=self.now)

    def _row(self, prospect: Prospect) -> PlanChange:
        return PlanChange(
            prospect=prospect,
            kind=self.kind.value,
            at=self.now,
            until=self.until,
            reason=self.reason,
            batch=self.batch,
            from_owner=prospect.owner if self.to else None,
            to_owner=self.to,
            before={"cycle": prospect.cycle, "status": prospect.status},
            **_by(self.by),
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
