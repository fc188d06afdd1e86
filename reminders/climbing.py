"""What a scan would do with each prospect whose rung has come: computed here, written elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from cadence import rules
from people.models import User
from prospects.actions import NagMove
from prospects.models import Prospect
from reminders.models import Reminder
from reminders.roster import Roster, Rosters
from reminders.wishing import BROWSER, EMAIL, NUDGE

# Enough for half a year of missed working mornings; what is left is climbed in the next batch.
MOST_RUNGS = 120
# What may come several times a day: the first is mailed at once, the rest is gathered.
GATHERED = {Reminder.Kind.DUE, Reminder.Kind.NAG, Reminder.Kind.ESCALATION, NUDGE}
REP, MANAGER = "rep", "manager"


class NobodyToTell(Exception):
    """A team in which nobody may sign in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What the scan reads of a prospect: numbers and times, never a text that could be broken."""

    id: int
    cycle: int
    nag_level: int
    next_attempt_at: datetime
    urgency: int
    owner_id: int
    team_id: int
    paused_until: datetime | None
    policy_version_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One e-mail for one person: everything still open, at most once a day and slot.

    It leaves at `at` or later, which is a time at which the person may be disturbed.
    """

    user_id: int
    address: str
    team_id: int
    on: date
    slot: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """One notification for one browser: everything of one kind that was raised together."""

    user_id: int
    subscription: UUID
    endpoint: str
    team_id: int
    kind: str
    raised_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """One prospect's way up: how its row moves, and who is told of which rung."""

    move: NagMove
    reminders: tuple[Reminder, ...] = ()
    digests: frozenset[Digest] = frozenset()
    pushes: frozenset[Push] = frozenset()


def climbs(ids: Sequence[int], *, now: datetime, rosters: Rosters | None = None) -> list[Climb]:
    """Return what is to be done at `now` with the prospects `ids`. Writes nothing.

    Eight statements, whatever the number of prospects; less where `rosters`, of the same
    `now`, knows the people already.
    """
    columns = list(Due.__dataclass_fields__)
    dues = [Due(**row) for row in Prospect.objects.filter(pk__in=ids).values(*columns)]
    roster = (rosters or Rosters(now)).of(
        team_ids=[due.team_id for due in dues],
        owner_ids=[due.owner_id for due in dues],
        policy_ids=[due.policy_version_id for due in dues if due.policy_version_id],
    )
    return [climb(due, roster) for due in dues]


def climb(due: Due, roster: Roster) -> Climb:
    """Return the climb of one prospect at the roster's `now`.

    Every rung that has come is climbed. Of several, as after an outage, only the
    highest is left for each person to see.

    :raises NobodyToTell: if no member of its team may sign in
    """
    pause_ends_at = roster.pause_ends_at(
        team_id=due.team_id, rep_id=due.owner_id, prospect=due.paused_until
    )
    if pause_ends_at is not None:
        return Climb(move=_move(due, next_level=due.nag_level, nag_at=pause_ends_at))
    acting = roster.acting(due.owner_id, team_id=due.team_id)
    if not acting:
        raise NobodyToTell(f"Nobody of team {due.team_id} may sign in.")
    climbed, ahead = _rungs(due, roster, worker=acting[0])
    rows = _reminders(climbed, due, roster, acting=acting)
    notices = [(row.recipient_id, row.kind) for row in rows if row.lapsed_at is None]
    return Climb(
        move=_move(due, next_level=ahead.level, nag_at=ahead.at),
        reminders=tuple(rows),
        digests=frozenset(
            digest for user, kind in notices for digest in digests(roster, user, kind, due.team_id)
        ),
        pushes=frozenset(
            push for user, kind in notices for push in pushes(roster, user, kind, due.team_id)
        ),
    )


def _reminders(
    climbed: Sequence[rules.Rung], due: Due, roster: Roster, *, acting: list[User]
) -> list[Reminder]:
    """Return a reminder for each rung and person; all but each person's highest have lapsed."""
    told: dict[int, Reminder] = {}
    rows: list[Reminder] = []
    for rung in climbed:
        for user in _told(rung, due, roster, acting=acting):
            if user.pk in told:
                told[user.pk].lapsed_at = roster.now
            told[user.pk] = _reminder(due, rung, user, now=roster.now)
            rows.append(told[user.pk])
    return rows


def told_by(row: Prospect, roster: Roster) -> tuple[rules.Rung, list[User]]:
    """Return the next rung of a prospect and who would be told of it, as things stand.

    :raises NobodyToTell: if no member of its team may sign in
    """
    columns = {name: getattr(row, name) for name in Due.__dataclass_fields__}
    due = Due(**columns)
    acting = roster.acting(due.owner_id, team_id=due.team_id)
    if not acting:
        raise NobodyToTell(f"Nobody of team {due.team_id} may sign in.")
    climbed, ahead = _rungs(due, roster, worker=acting[0])
    rung = climbed[-1] if climbed else ahead
    return rung, _told(rung, due, roster, acting=acting)


def _rungs(due: Due, roster: Roster, *, worker: User) -> tuple[list[rules.Rung], rules.Rung]:
    """Return the rungs that have come, lowest first, and the one ahead."""

    ladder = roster.ladder(
        due.next_attempt_at,
        urgency=rules.Urgency(due.urgency),
        policy_id=due.policy_version_id,
        worker=worker,
    )
    climbed: list[rules.Rung] = []
    ahead = ladder(due.nag_level)
    while ahead.at <= roster.now and len(climbed) < MOST_RUNGS:
        climbed.append(ahead)
        ahead = ladder(ahead.level + 1)
    return climbed, ahead


def _told(rung: rules.Rung, due: Due, roster: Roster, *, acting: list[User]) -> list[User]:
    users = acting if REP in rung.tells else []
    if MANAGER in rung.tells:
        users = [*users, *roster.leading(due.team_id)]
    # Somebody is always told, whatever the ladder says of a team without a manager.
    return list({user.pk: user for user in users or acting}.values())


def _reminder(due: Due, rung: rules.Rung, user: User, *, now: datetime) -> Reminder:
    return Reminder(
        prospect_id=due.id,
        cycle=due.cycle,
        level=rung.level,
        kind=Reminder.Kind(rung.name),
        recipient=user,
        due_at=rung.at,
        attempt_at=due.next_attempt_at,
        raised_at=now,
    )


def digests(roster: Roster, user_id: int, kind: str, team_id: int) -> list[Digest]:
    """Return the mails by which somebody is told of one notice of `kind`: one now, if it is
    the first of its kind that day, and one at the next slot, which leaves only if it has
    anything new to say.
    """
    user = roster.people[user_id]
    if not roster.wants(user, kind, EMAIL):
        return []
    at, hours = roster.reachable_at(user), roster.hours(user)

    def digest(slot: str, at: datetime) -> Digest:
        return Digest(
            user_id=user.pk,
            address=user.email,
            team_id=team_id,
            on=hours.local_day(at),
            slot=slot,
            at=at,
        )

    made = [digest(kind, at)]
    if kind in GATHERED:
        made.append(digest(*roster.next_slot(user)))
    return made


def pushes(roster: Roster, user_id: int, kind: str, team_id: int) -> list[Push]:
    """Return the notifications by which somebody's browsers tell of one notice of `kind`."""
    user = roster.people[user_id]
    browsers = roster.browsers.get(user_id)
    if not browsers or not roster.wants(user, kind, BROWSER):
        return []
    at = roster.reachable_at(user)
    return [
        Push(
            user_id=user_id,
            subscription=browser.public_id,
            endpoint=browser.endpoint,
            team_id=team_id,
            kind=kind,
            raised_at=roster.now,
            at=at,
        )
        for browser in browsers
    ]


def _move(due: Due, *, next_level: int, nag_at: datetime) -> NagMove:
    return NagMove(
        prospect_id=due.id,
        cycle=due.cycle,
        level=due.nag_level,
        next_level=next_level,
        nag_at=nag_at,
    )
