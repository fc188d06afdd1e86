"""Changes that a manager makes to many prospects at once: previewed, then done as previewed.

The writing itself is room `prospects`'; this room only chooses, shows and counts.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction

from cadence import rules
from groundwork.ids import uuid7
from people.models import User
from prospects import actions as prospects
from prospects.actions import CannotChangePlan
from prospects.models import Prospect
from reminders import actions as reminders
from reminders.models import Word

__all__ = [
    "CannotChangePlan",
    "CatchUp",
    "Effect",
    "HandOver",
    "Picked",
    "Preview",
    "Replan",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """A prospect, and the cycle in which it was shown (None: whichever)."""

    public_id: UUID
    cycle: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Give them to another rep."""

    to: User
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replan:
    """Move their next attempts to one moment, in UTC."""

    until: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUp:
    """Spread them over the coming days of their own reps, as fits, the most pressing first."""

    reason: str = ""


Change = HandOver | Replan | CatchUp


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a change does to one prospect. `unchanged` says why it stays as it is, if it does."""

    public_id: UUID
    cycle: int
    name: str
    owner: str
    owner_after: str
    next_attempt_at: datetime | None
    next_attempt_after: datetime | None
    tz: str
    breaks_promise: bool
    still_overdue: bool
    unchanged: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a change would do, prospect by prospect, and what to think of before doing it."""

    effects: Sequence[Effect]
    warnings: Sequence[str]
    until: datetime | None = None  # for a re-plan

    @property
    def changing(self) -> Sequence[Effect]:
        return [effect for effect in self.effects if not effect.unchanged]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """`batch` is the number to undo it by. `left` had moved on since they were shown."""

    batch: UUID
    left: int


@transaction.atomic
def carry_out(change: Change, *, picked: Sequence[Picked], by: User, now: datetime) -> Done:
    """Make the change to those of `picked` that still stand in the cycle they were shown in.

    Prospects of other teams are ignored.

    :raises CannotChangePlan: if the change itself is not allowed
    """
    chosen = _locked(picked, by=by)
    batch = _apply(change, chosen, by=by, now=now)
    # Whoever changes the plan of what was escalated has answered it: the rep is told.
    reminders.answer_by_change(
        chosen,
        kind=Word.Kind.HANDED_OVER if isinstance(change, HandOver) else Word.Kind.MOVED,
        words=change.reason,
        batch=batch,
        by=by,
        now=now,
    )
    return Done(batch=batch, left=len(picked) - len(chosen))


def preview(change: Change, *, picked: Sequence[Picked], by: User, now: datetime) -> Preview:
    """Return what `carry_out` would do: it is done, looked at, and rolled back.

    :raises CannotChangePlan: if the change itself is not allowed
    """
    with transaction.atomic():
        before = _locked(picked, by=by)
        _apply(change, before, by=by, now=now)
        after = (
            Prospect.objects.filter(pk__in=[row.pk for row in before])
            .select_related("owner")
            .in_bulk()
        )
        transaction.set_rollback(True)
    return Preview(
        effects=[_effect(row, after[row.pk], change, now=now) for row in before],
        warnings=_warnings(change, after.values()),
        until=change.until if isinstance(change, Replan) else None,
    )


def undo(*, batch: UUID, by: User, now: datetime) -> int:
    """Take back what was changed together; return how many prospects were put back.

    Those that somebody has moved on since are left as they are. Repeating changes nothing.
    """
    undone = prospects.undo_changes(batch=batch, by=by, now=now)
    if undone:
        reminders.take_back_answers(batch=batch, by=by, now=now)
    return undone


def backlog(rep: User, *, now: datetime) -> list[Picked]:
    """Return what `rep` has overdue or is to do today, the most pressing first, to catch up on."""
    today = now.astimezone(rules.zone(rep.timezone)).date()
    ends_at = rules.instant(today + timedelta(days=1), time(), rep.timezone)
    keys = prospects.backlog(rep, until=ends_at)
    rows = dict(Prospect.objects.filter(pk__in=keys).values_list("pk", "public_id"))
    return [Picked(public_id=rows[key]) for key in keys if key in rows]


def _locked(picked: Sequence[Picked], *, by: User) -> list[Prospect]:
    """Return those of `picked` that stand as they were shown, locked in one order."""
    rows = Prospect.objects.visible_to(by).select_related("owner").order_by("pk")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    cycles = {each.public_id: each.cycle for each in picked}
    return [
        row
        for row in rows.filter(public_id__in=cycles)
        if cycles[row.public_id] in (None, row.cycle)
    ]


def _apply(change: Change, chosen: Sequence[Prospect], *, by: User, now: datetime) -> UUID:
    ids = [row.pk for row in chosen]
    if isinstance(change, CatchUp):
        return _catch_up(change, chosen, by=by, now=now)
    if isinstance(change, HandOver):
        return prospects.hand_over(
            prospect_ids=ids, to=change.to, by=by, now=now, reason=change.reason
        )
    return prospects.snooze(
        prospect_ids=ids,
        until=change.until,
        by=by,
        now=now,
        reason=change.reason,
        kind=rules.ChangeKind.MOVE,
    )


def _catch_up(change: CatchUp, chosen: Sequence[Prospect], *, by: User, now: datetime) -> UUID:
    batch, moved = uuid7(), 0
    for rep in sorted({row.owner for row in chosen}, key=lambda user: user.pk):
        mine = [row for row in chosen if row.owner_id == rep.pk]
        order = prospects.pressing(mine)
        done = prospects.catch_up(
            rep=rep, prospect_ids=order, by=by, now=now, reason=change.reason, batch=batch
        )
        moved += done.moved
    if not moved:
        raise CannotChangePlan("There is nothing to spread: all of these fit where they are.")
    return batch


def _effect(before: Prospect, after: Prospect, change: Change, *, now: datetime) -> Effect:
    promised = before.urgency == rules.Urgency.PROMISE and before.is_open
    return Effect(
        public_id=before.public_id,
        cycle=before.cycle,
        name=before.name,
        owner=str(before.owner),
        owner_after=str(after.owner),
        next_attempt_at=before.next_attempt_at,
        next_attempt_after=after.next_attempt_at,
        tz=after.next_tz or before.next_tz or "UTC",
        breaks_promise=promised and after.next_attempt_at != before.next_attempt_at,
        still_overdue=after.overdue_at is not None and after.overdue_at <= now,
        unchanged=_why_unchanged(before, after, change),
    )


def _why_unchanged(before: Prospect, after: Prospect, change: Change) -> str:
    if before.cycle != after.cycle:
        return ""
    if not before.is_open:
        return "It is closed."
    if isinstance(change, HandOver):
        return f"It is {change.to}'s already."
    return "It fits where it is." if isinstance(change, CatchUp) else "It stays."


def _warnings(change: Change, rows: Iterable[Prospect]) -> list[str]:
    if isinstance(change, Replan):
        return _crowds(rows)
    if not isinstance(change, CatchUp):
        return []
    days = sorted({row.next_local_date for row in rows if row.next_local_date})
    if not days:
        return []
    spread = f"{len(days)} day{'' if len(days) == 1 else 's'}"
    return [f"They are spread over {spread}, the last on {days[-1]:%A %-d %B}."]


def _crowds(rows: Iterable[Prospect]) -> list[str]:
    """Say where more attempts meet in a half-hour than its rep can make."""
    meeting: Counter[tuple[User, datetime]] = Counter(
        (row.owner, _half_hour(row.next_attempt_at)) for row in rows if row.next_attempt_at
    )
    return [
        f"{owner} gets {count} attempts in the same half-hour, "
        f"and can make {owner.capacity_per_half_hour}."
        for (owner, _), count in meeting.items()
        if count > owner.capacity_per_half_hour
    ]


def _half_hour(at: datetime) -> datetime:
    at = at.astimezone(UTC)
    return at - timedelta(minutes=at.minute % 30, seconds=at.second, microseconds=at.microsecond)
