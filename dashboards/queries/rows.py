"""The prospects behind a figure: which they are, and a page of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import cast
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from cadence import rules
from dashboards.ages import Age
from dashboards.queries.crew import Rep
from dashboards.queries.figures import new_leads, snoozed
from groundwork import pages
from people.actors import Actor
from prospects.models import PlanChange, Prospect
from reminders.models import Reminder, Word


class Show(StrEnum):
    """Which figure's prospects are shown."""

    OVERDUE = "overdue"
    AWAY = "away"
    PROMISES = "promises"
    NEW_LEADS = "new"
    SNOOZED = "snoozed"
    TODAY = "today"
    ESCALATED = "escalated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whose prospects, and which. `age` narrows what is overdue; None means all."""

    show: Show = Show.OVERDUE
    rep: Rep | None = None
    age: Age | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One prospect behind a figure. Instants are UTC."""

    key: int
    public_id: UUID
    name: str
    person: str
    owner: Rep
    channel: str
    kind: str
    attempt_number: int
    why: str
    cycle: int
    is_promise: bool
    is_new_lead: bool
    next_attempt_at: datetime
    next_tz: str
    overdue_at: datetime
    age: Age | None  # None: not overdue
    working_days: int  # by the owner's days, since it became overdue
    recorded_at: datetime
    escalated_at: datetime | None  # of the present cycle: nobody has answered it
    answered: str  # what kind of words answered it; empty: nobody has
    was_away: bool  # it became overdue while its owner was on leave
    rests_until: datetime | None  # its reminders are paused
    put_off_because: str  # what whoever snoozed it said
    prospect: Prospect


_COLUMNS = (
    "public_id",
    "name",
    "owner_id",
    "status",
    "next_contact__name",
    "next_channel",
    "next_kind",
    "next_why",
    "next_attempt_at",
    "next_local_date",
    "next_local_time",
    "next_tz",
    "attempt_number",
    "cycle",
    "urgency",
    "overdue_at",
    "recorded_at",
    "paused_until",
)
# Each order ends in a column that tells any two rows apart, and is never null while open.
_ORDER = {
    Show.OVERDUE: ("overdue_at", "id"),
    Show.AWAY: ("overdue_at", "id"),
    Show.PROMISES: ("overdue_at", "id"),
    Show.ESCALATED: ("overdue_at", "id"),
    Show.NEW_LEADS: ("recorded_at", "id"),
    Show.SNOOZED: ("next_attempt_at", "id"),
    Show.TODAY: ("next_attempt_at", "id"),
}


def page(
    actor: Actor,
    reps: Sequence[Rep],
    *,
    wanted: Wanted,
    now: datetime,
    size: int = pages.PER_PAGE,
    cursor: str | None = None,
) -> pages.Page:
    """Return a page of what `wanted` asks for, longest-waiting first, in one statement.

    Snoozes take a second one, for what was said.

    :raises Refused: for a cursor that was not given out for this list
    """
    rows = _found(actor, reps, wanted=wanted, now=now)
    found = pages.page(_told(rows), order=_ORDER[wanted.show], size=size, cursor=cursor)
    said = _said(found.rows) if wanted.show is Show.SNOOZED else {}
    return replace(found, rows=_rows(found.rows, reps, now=now, said=said))


def escalations(actor: Actor, reps: Sequence[Rep], *, now: datetime, limit: int) -> list[Row]:
    """Return up to `limit` escalations that nobody has answered, oldest first.

    A touch answers one, a change of the plan, and a manager's words.
    """
    rows = _found(actor, reps, wanted=Wanted(show=Show.ESCALATED), now=now)
    return _rows(_told(rows).order_by("overdue_at", "id")[:limit], reps, now=now)


# --- Which they are -------------------------------------------------------------------------------


def _found(
    actor: Actor, reps: Sequence[Rep], *, wanted: Wanted, now: datetime
) -> QuerySet[Prospect]:
    match wanted.show:
        case Show.NEW_LEADS:
            rows = new_leads(actor)
        case Show.SNOOZED:
            rows = snoozed(actor, now=now)
        case Show.TODAY:
            rows = _today(actor, reps if wanted.rep is None else [wanted.rep])
        case _:
            rows = _overdue(actor, reps, wanted=wanted, now=now)
    return rows if wanted.rep is None else rows.filter(_owned_by([wanted.rep], reps))


def _overdue(
    actor: Actor, reps: Sequence[Rep], *, wanted: Wanted, now: datetime
) -> QuerySet[Prospect]:
    rows = Prospect.objects.visible_to(actor).overdue(now=now).order_by()
    if wanted.show is Show.ESCALATED:
        return rows.filter(Exists(_escalations()), ~Exists(_answers()))
    away = _while_away(reps)
    if wanted.show is Show.AWAY:
        return rows.filter(away)
    if wanted.show is Show.PROMISES:
        rows = rows.filter(urgency=rules.Urgency.PROMISE)
    rows = rows.exclude(away)
    if wanted.age is not None:
        rows = rows.filter(_of_age(wanted.age, reps if wanted.rep is None else [wanted.rep], reps))
    return rows


def _while_away(reps: Sequence[Rep]) -> Q:
    """What became overdue on its rep's leave, as long as that counts."""
    either = Q(pk__in=[])
    for rep in reps:
        for begins, ends in rep.away:
            either |= Q(owner_id=rep.key, overdue_at__gte=begins, overdue_at__lt=ends)
    return either


def _of_age(age: Age, whose: Sequence[Rep], everybody: Sequence[Rep]) -> Q:
    """What is of this age by its own rep's days. Reps with the same days share a condition."""
    alike: dict[tuple[datetime | None, datetime | None], list[Rep]] = {}
    for rep in whose:
        alike.setdefault(rep.ages.span(age), []).append(rep)
    either = Q()
    for (first, before), reps in alike.items():
        span = Q() if first is None else Q(overdue_at__gte=first)
        span &= Q() if before is None else Q(overdue_at__lt=before)
        either |= span & (Q() if len(alike) == 1 else _owned_by(reps, everybody))
    return either


def _owned_by(reps: Sequence[Rep], everybody: Sequence[Rep]) -> Q:
    owned = Q(owner_id__in=[rep.key for rep in reps if rep.key is not None])
    if any(rep.key is None for rep in reps):
        owned |= ~Q(owner_id__in=[rep.key for rep in everybody if rep.key is not None])
    return owned


def _today(actor: Actor, reps: Sequence[Rep]) -> QuerySet[Prospect]:
    """What is due before its rep's day ends."""
    alike: dict[datetime, list[int]] = {}
    for rep in reps:
        if rep.key is not None:
            alike.setdefault(rep.day_ends_at, []).append(rep.key)
    either = Q(pk__in=[])
    for day_ends_at, keys in alike.items():
        either |= Q(owner_id__in=keys, next_attempt_at__lt=day_ends_at)
    return Prospect.objects.visible_to(actor).open().filter(either)


# --- What is told of each -------------------------------------------------------------------------


def _escalations() -> QuerySet[Reminder]:
    """Escalations of a prospect's present cycle: a touch or a change of plan answers them."""
    return Reminder.objects.filter(
        prospect=OuterRef("pk"), cycle=OuterRef("cycle"), kind=Reminder.Kind.ESCALATION
    )


def _answers() -> QuerySet[Word]:
    return Word.objects.standing().filter(prospect=OuterRef("pk"), cycle=OuterRef("cycle"))


def _told(rows: QuerySet[Prospect]) -> QuerySet[Prospect]:
    first = _escalations().order_by("level", "id").values("raised_at")[:1]
    latest = _answers().order_by("-at", "-id").values("kind")[:1]
    return (
        rows.select_related("next_contact")
        .only(*_COLUMNS)
        .annotate(escalated_at=Subquery(first), answered=Subquery(latest))
    )


def _said(rows: Sequence[Prospect]) -> dict[int, str]:
    changes = PlanChange.objects.filter(
        prospect__in=[row.pk for row in rows], kind=rules.ChangeKind.SNOOZE, undone_by=None
    )
    return dict(
        changes.exclude(reason="").order_by("at", "id").values_list("prospect_id", "reason")
    )


def _rows(
    rows: QuerySet[Prospect] | Sequence[Prospect],
    reps: Sequence[Rep],
    *,
    now: datetime,
    said: Mapping[int, str] | None = None,
) -> list[Row]:
    """Return what `_told` read of some prospects as plain values."""
    by_key = {rep.key: rep for rep in reps}
    return [
        _row(row, by_key.get(row.owner_id) or by_key[None], now=now, said=said or {})
        for row in rows
    ]


def _row(row: Prospect, owner: Rep, *, now: datetime, said: Mapping[int, str]) -> Row:
    # An open prospect has both, by a constraint of the database.
    due_at, overdue_at = cast(datetime, row.next_attempt_at), cast(datetime, row.overdue_at)
    late = overdue_at <= now
    return Row(
        key=row.pk,
        public_id=row.public_id,
        name=row.name,
        person=row.next_contact.name if row.next_contact else "",
        owner=owner,
        channel=row.next_channel,
        kind=row.next_kind,
        attempt_number=row.attempt_number,
        why=rules.label(row.reasons()),
        cycle=row.cycle,
        is_promise=row.urgency == rules.Urgency.PROMISE,
        is_new_lead=row.urgency == rules.Urgency.NEW_LEAD,
        next_attempt_at=due_at,
        next_tz=row.next_tz or "UTC",
        overdue_at=overdue_at,
        age=owner.ages.age(overdue_at) if late else None,
        working_days=owner.ages.working_days(overdue_at) if late else 0,
        recorded_at=row.recorded_at,
        escalated_at=getattr(row, "escalated_at", None),
        answered=getattr(row, "answered", None) or "",
        was_away=late and owner.was_away(overdue_at),
        rests_until=_ahead(row.paused_until, now=now),
        put_off_because=said.get(row.pk, ""),
        prospect=row,
    )


def _ahead(at: datetime | None, *, now: datetime) -> datetime | None:
    return at if at is not None and at > now else None
