"""What a scan would do with each prospect whose rung has come: computed here, written elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cadence import rules
from people.models import User
from prospects.actions import NagMove
from prospects.models import Prospect
from reminders.models import Reminder
from reminders.roster import Roster

# Enough for half a year of missed working mornings; what is left is climbed in the next batch.
MOST_RUNGS = 120
MAILED = {Reminder.Kind.DAY_END, Reminder.Kind.ESCALATION, Reminder.Kind.MORNING}
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
    team__paused_until: datetime | None
    policy_version_id: int | None

    @property
    def pause_ends_at(self) -> datetime | None:
        ends = [at for at in (self.paused_until, self.team__paused_until) if at is not None]
        return max(ends, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One e-mail for one person: everything still open, at most once a day and slot."""

    user_id: int
    address: str
    team_id: int
    on: date
    slot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """One prospect's way up: how its row moves, and who is told of which rung."""

    move: NagMove
    reminders: tuple[Reminder, ...] = ()
    digests: frozenset[Digest] = frozenset()


def climbs(ids: Sequence[int], *, now: datetime) -> list[Climb]:
    """Return what is to be done at `now` with the prospects `ids`. Writes nothing.

    Five statements, whatever the number of prospects.
    """
    columns = list(Due.__dataclass_fields__)
    dues = [Due(**row) for row in Prospect.objects.filter(pk__in=ids).values(*columns)]
    roster = Roster.read(
        team_ids=[due.team_id for due in dues],
        owner_ids=[due.owner_id for due in dues],
        policy_ids=[due.policy_version_id for due in dues if due.policy_version_id],
        now=now,
    )
    return [climb(due, roster) for due in dues]


def climb(due: Due, roster: Roster) -> Climb:
    """Return the climb of one prospect at the roster's `now`.

    Every rung that has come is climbed. Of several, as after an outage, only the
    highest is left for each person to see.

    :raises NobodyToTell: if no member of its team may sign in
    """
    now, pause_ends_at = roster.now, due.pause_ends_at
    if pause_ends_at is not None and pause_ends_at > now:
        return Climb(move=_move(due, next_level=due.nag_level, nag_at=pause_ends_at))
    acting = roster.acting(due.owner_id, team_id=due.team_id)
    if not acting:
        raise NobodyToTell(f"Nobody of team {due.team_id} may sign in.")
    climbed, ahead = _rungs(due, roster, worker=acting[0])
    told: dict[int, Reminder] = {}
    rows: list[Reminder] = []
    for rung in climbed:
        for user in _told(rung, due, roster, acting=acting):
            if user.pk in told:
                told[user.pk].lapsed_at = now
            told[user.pk] = _reminder(due, rung, user, now=now)
            rows.append(told[user.pk])
    return Climb(
        move=_move(due, next_level=ahead.level, nag_at=ahead.at),
        reminders=tuple(rows),
        digests=frozenset(
            _digest(reminder, roster, team_id=due.team_id)
            for reminder in told.values()
            if reminder.kind in MAILED
        ),
    )


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
        recipient_id=user.pk,
        due_at=rung.at,
        attempt_at=due.next_attempt_at,
        raised_at=now,
    )


def _digest(reminder: Reminder, roster: Roster, *, team_id: int) -> Digest:
    user = roster.people[reminder.recipient_id]
    return Digest(
        user_id=user.pk,
        address=user.email,
        team_id=team_id,
        on=roster.hours(user).local_day(roster.now),
        slot=reminder.kind,
    )


def _move(due: Due, *, next_level: int, nag_at: datetime) -> NagMove:
    return NagMove(
        prospect_id=due.id,
        cycle=due.cycle,
        level=due.nag_level,
        next_level=next_level,
        nag_at=nag_at,
    )
