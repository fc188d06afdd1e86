"""What will happen by itself: the rungs ahead, the mails that wait, and what rests."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from cadence import rules
from outbox.models import Message
from people.models import User
from prospects.models import Prospect
from reminders.climbing import MANAGER, NobodyToTell, told_by
from reminders.models import Pause, Reminder
from reminders.roster import Roster

DAYS = 3
MOST_LISTED = 50
MOST_COUNTED = 5_000
MAILS = {
    "reminders.digest": "Digest of what is open",
    "reminders.push": "Browser notification",
    "people.invitation": "Invitation",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A pause that holds, as everybody may read it."""

    public_id: UUID
    of: str
    prospect_id: UUID | None
    until: datetime
    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextRung:
    """What will be told of one prospect next, if nobody logs a touch before."""

    prospect_id: UUID
    prospect: str
    at: datetime
    what: str
    to: tuple[str, ...]
    rests_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message to somebody that has not left yet."""

    what: str
    to: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """A prospect whose reminder cannot be raised, because of a fault in its data."""

    prospect_id: UUID
    prospect: str
    owner: str
    again_at: datetime
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Everything automatic for a viewer in the coming days. Counts are by rep and local day."""

    rests: Sequence[Rest]
    rungs: Sequence[NextRung]
    waiting: Sequence[Waiting]
    stuck: Sequence[Stuck]
    days: Sequence[date]
    counts: Sequence[tuple[str, Sequence[int]]]
    has_more: bool


def coming(viewer: User, *, now: datetime) -> Coming:
    """Return what will happen to whom within `DAYS` days: a rep's own, a leader's whole team."""
    rows = Prospect.objects.visible_to(viewer).open().filter(nag_at__lt=now + timedelta(days=DAYS))
    if not viewer.leads_team:
        rows = rows.filter(owner=viewer)
    today = now.astimezone(rules.zone(viewer.timezone)).date()
    days = [today + timedelta(days=ahead) for ahead in range(DAYS)]
    listed = list(
        rows.select_related("owner").order_by("nag_at", "id").defer("custom")[: MOST_LISTED + 1]
    )
    return Coming(
        rests=rests(viewer, now=now),
        rungs=_rungs(listed[:MOST_LISTED], now=now),
        waiting=_waiting(viewer, now=now),
        stuck=_stuck(viewer, now=now),
        days=days,
        counts=_counts(rows, days, tz=viewer.timezone),
        has_more=len(listed) > MOST_LISTED,
    )


def rests(viewer: User, *, now: datetime) -> list[Rest]:
    """Return the pauses that hold over what `viewer` works or leads, those ending last first."""
    rows = Pause.objects.visible_to(viewer).standing(now=now)
    if not viewer.leads_team:
        rows = rows.filter(Q(rep=viewer) | Q(prospect__owner=viewer) | Q(rep=None, prospect=None))
    rows = rows.select_related("rep", "prospect", "by", "team").order_by("-until", "-id")
    return [
        Rest(
            public_id=row.public_id,
            of=str(row.prospect or row.rep or row.team),
            prospect_id=row.prospect.public_id if row.prospect else None,
            until=row.until,
            reason=row.reason,
            by=str(row.by),
        )
        for row in rows[:MOST_LISTED]
    ]


def wide_rests(viewer: User, *, now: datetime) -> list[Rest]:
    """Return those pauses that silence more than a prospect, for the banner of every page."""
    return [rest for rest in rests(viewer, now=now) if rest.prospect_id is None]


def _rungs(rows: Sequence[Prospect], *, now: datetime) -> list[NextRung]:
    roster = Roster.read(
        team_ids=[row.team_id for row in rows],
        owner_ids=[row.owner_id for row in rows],
        policy_ids=[row.policy_version_id for row in rows if row.policy_version_id],
        now=now,
    )
    return [_rung(row, roster) for row in rows]


def _rung(row: Prospect, roster: Roster) -> NextRung:
    try:
        rung, people = told_by(row, roster)
        what = Reminder.Kind(rung.name).label
        if MANAGER in rung.tells and rung.name == Reminder.Kind.MORNING:
            what = f"{what}, this week's word to the manager"
    except NobodyToTell:
        what, people = "Nobody to tell", []
    return NextRung(
        prospect_id=row.public_id,
        prospect=row.name,
        at=row.nag_at or roster.now,
        what=what,
        to=tuple(str(user) for user in people),
        rests_until=roster.pause_ends_at(
            team_id=row.team_id, rep_id=row.owner_id, prospect=row.paused_until
        ),
    )


def _counts(rows: object, days: Collection[date], *, tz: str) -> list[tuple[str, list[int]]]:
    zone = rules.zone(tz)
    counted: Counter[tuple[str, date]] = Counter()
    told = rows.order_by().values_list("owner__name", "owner__email", "nag_at")  # type: ignore[attr-defined]
    for name, email, at in told[:MOST_COUNTED]:
        # What has come already is raised by the next scan: today.
        counted[name or email, max(at.astimezone(zone).date(), min(days))] += 1
    names = sorted({name for name, _ in counted}, key=str.casefold)
    return [(name, [counted[name, day] for day in days]) for name in names]


def _waiting(viewer: User, *, now: datetime) -> list[Waiting]:
    rows = Message.objects.filter(state=Message.State.PENDING, team_key=viewer.team_id)
    if not viewer.leads_team:
        rows = rows.filter(address=viewer.email)
    rows = rows.filter(kind__in=MAILS).order_by("next_try_at")[:MOST_LISTED]
    found = list(rows)
    ids = [row.payload.get("user") for row in found if isinstance(row.payload.get("user"), int)]
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=ids)}
    return [
        Waiting(
            what=MAILS[row.kind],
            to=names.get(row.payload.get("user")) or "somebody invited",
            at=row.next_try_at,
        )
        for row in found
    ]


def _stuck(viewer: User, *, now: datetime) -> list[Stuck]:
    if not viewer.leads_team:
        return []
    rows = Prospect.objects.visible_to(viewer).open().exclude(raise_error="")
    # Put off by a quarter of an hour at most: the index of nag_at leads to them.
    rows = rows.filter(nag_at__lte=now + timedelta(minutes=15)).order_by("nag_at", "id")
    told = rows.values_list("public_id", "name", "owner__name", "nag_at", "raise_error")
    return [
        Stuck(prospect_id=key, prospect=name, owner=owner, again_at=at or now, error=error)
        for key, name, owner, at, error in told[:MOST_LISTED]
    ]
