"""A rep's queue: what to do next, in order, in one glance."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models.expressions import RawSQL

from cadence import rules
from people.models import User
from prospects.models import Prospect

ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One next attempt. Instants are UTC; `local_at` is the attempt in the prospect's zone."""

    key: int
    public_id: UUID
    name: str
    person: str
    section: rules.Section
    next_attempt_at: datetime
    local_at: datetime
    their_time: datetime
    channel: str
    kind: str
    attempt_number: int
    phase: str
    why: str
    reasons: tuple[rules.Reason, ...]
    is_due: bool
    is_overdue: bool
    waiting: timedelta  # since it was recorded: the running age of a new lead
    updated_at: datetime
    claimed_by: str  # who else is on it just now


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The first rows in the order of the rule, and whether there are more."""

    rows: Sequence[QueueRow]
    has_more: bool

    @property
    def stamp(self) -> str:
        """A short text that changes when a row does: comes, goes, falls due, is changed."""
        seen = hashlib.blake2b(str(self.has_more).encode(), digest_size=8)
        for row in self.rows:
            seen.update(f"{row.key} {row.section} {row.is_due} {row.updated_at}".encode())
            seen.update(row.claimed_by.encode())
        return seen.hexdigest()

    def sections(self) -> list[tuple[rules.Section, list[QueueRow]]]:
        """The rows by section, in the order of the rule, without empty sections."""
        return [
            (section, rows)
            for section in rules.Section
            if (rows := [row for row in self.rows if row.section is section])
        ]


_COLUMNS = (
    "id",
    "public_id",
    "name",
    "next_contact__name",
    "urgency",
    "next_attempt_at",
    "next_tz",
    "next_channel",
    "next_kind",
    "attempt_number",
    "phase",
    "next_why",
    "overdue_at",
    "recorded_at",
    "updated_at",
    "claimed_by_id",
    "claimed_by__name",
    "claimed_by__email",
    "claimed_until",
)
# The first keys of each urgency, each by one range of the queue's index: within one urgency the
# order of time is the order of the queue. Of them the first again by `rules.section`, so that no
# more rows are read than are shown; overdue and today share a place, since what is overdue was
# planned before all that is yet to come.
_FIRST_OF = (
    "SELECT * FROM (SELECT id, next_attempt_at, CASE WHEN next_attempt_at < %s THEN {place}"
    " WHEN next_attempt_at < %s THEN 2 WHEN next_attempt_at < %s THEN 3 ELSE 4 END AS place"
    " FROM prospects_prospect WHERE owner_id = %s AND status = 'open' AND urgency = {urgency}"
    " ORDER BY next_attempt_at, id LIMIT %s) AS urgency_{urgency}"
)
_PLACES = {rules.Urgency.NEW_LEAD: 0, rules.Urgency.PROMISE: 1, rules.Urgency.ROUTINE: 2}
_FIRST_KEYS = (
    "SELECT id FROM ("  # noqa: S608 (no value in it is given)
    + " UNION ALL ".join(
        _FIRST_OF.format(place=place, urgency=urgency.value) for urgency, place in _PLACES.items()
    )
    + ") AS first_of_each ORDER BY place, next_attempt_at, id LIMIT %s"
)
_MOMENT = timedelta(microseconds=1)  # the smallest step of a stored instant


def _midnight(*, now: datetime, tz: str, days: int) -> datetime:
    """Return the midnight that begins the day `days` after today in zone `tz`, in UTC."""
    day = now.astimezone(ZoneInfo(tz)).date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(tz)).astimezone(UTC)


def queue(owner: User, *, now: datetime, limit: int = ROWS) -> Queue:
    """Return the first `limit` rows of `owner`'s queue, in one statement.

    The order is `rules.order`'s: new leads, promises of today, overdue, today, tomorrow,
    later; within each the longest-waiting first. Days end at midnight in the owner's
    zone. Later days fill what room there is, so that a lead that comes in on a Saturday
    is seen on Saturday.
    """
    today_ends_at = _midnight(now=now, tz=owner.timezone, days=1)
    tomorrow_ends_at = _midnight(now=now, tz=owner.timezone, days=2)
    keys = _first_keys(
        owner, due_before=now + _MOMENT, days=(today_ends_at, tomorrow_ends_at), limit=limit + 1
    )
    rows = [
        _row(
            row,
            owner=owner,
            now=now,
            today_ends_at=today_ends_at,
            tomorrow_ends_at=tomorrow_ends_at,
        )
        for row in Prospect.objects.filter(pk__in=keys).values_list(*_COLUMNS, named=True)
    ]
    rows.sort(
        key=lambda row: rules.queue_key(
            row.section, next_attempt_at=row.next_attempt_at, key=row.key
        )
    )
    return Queue(rows=rows[:limit], has_more=len(rows) > limit)


def _first_keys(
    owner: User, *, due_before: datetime, days: tuple[datetime, datetime], limit: int
) -> RawSQL:
    today_ends_at, tomorrow_ends_at = map(connection.ops.adapt_datetimefield_value, days)
    due = connection.ops.adapt_datetimefield_value(due_before)
    values = []
    for place in _PLACES.values():
        first = today_ends_at if place else due
        values += [first, today_ends_at, tomorrow_ends_at, owner.pk, limit]
    return RawSQL(_FIRST_KEYS, [*values, limit])  # noqa: S611


def _row(
    row: Any,
    *,
    owner: User,
    now: datetime,
    today_ends_at: datetime,
    tomorrow_ends_at: datetime,
) -> QueueRow:
    zone, reasons = ZoneInfo(row.next_tz or "UTC"), tuple(map(rules.Reason.from_json, row.next_why))
    return QueueRow(
        key=row.id,
        public_id=row.public_id,
        name=row.name,
        person=row.next_contact__name or "",
        section=rules.section(
            urgency=rules.Urgency(row.urgency),
            next_attempt_at=row.next_attempt_at,
            overdue_at=row.overdue_at,
            now=now,
            today_ends_at=today_ends_at,
            tomorrow_ends_at=tomorrow_ends_at,
        ),
        next_attempt_at=row.next_attempt_at,
        local_at=row.next_attempt_at.astimezone(zone),
        their_time=now.astimezone(zone),
        channel=row.next_channel,
        kind=row.next_kind,
        attempt_number=row.attempt_number,
        phase=row.phase,
        why=rules.label(reasons),
        reasons=reasons,
        is_due=row.next_attempt_at <= now,
        is_overdue=row.overdue_at <= now,
        waiting=now - row.recorded_at,
        updated_at=row.updated_at,
        claimed_by=_other_on_it(row, owner=owner, now=now),
    )


def _other_on_it(row: Any, *, owner: User, now: datetime) -> str:
    if row.claimed_until is None or row.claimed_until <= now or row.claimed_by_id == owner.pk:
        return ""
    return row.claimed_by__name or row.claimed_by__email or ""
