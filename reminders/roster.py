"""Who is told about a prospect now: its rep, whoever stands in, and who leads the team."""

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from cadence import rules
from cadence.calendars import rep_hours
from cadence.models import Policy
from people.models import Leave, User
from reminders.models import Pause, Subscription
from reminders.wishing import Wanted, wanted

log = logging.getLogger(__name__)

# No zone is further than a day from UTC, so these days hold everybody's today.
_NEAR = timedelta(days=1)
_DEFAULTS = rules.Policy()
# Who has left meanwhile is known after so many batches at the latest: a second or two.
_MOST_BATCHES = 20
Span = tuple[date, date]


@dataclass(slots=True, kw_only=True)
class Roster:
    """The people of some teams, their leave and their policies, as they stand at `now`."""

    now: datetime
    people: dict[int, User]
    leave: dict[int, list[Span]]
    policies: dict[int, rules.Policy]
    wishes: dict[int, Wanted]
    browsers: dict[int, list[Subscription]]
    pauses: list[tuple[int, int | None, datetime]]  # team, rep (None: all of it), end
    _hours: dict[int, rules.WorkingHours] = field(default_factory=dict)
    _acting: dict[tuple[int, int], list[User]] = field(default_factory=dict)
    _leading: dict[int, list[User]] = field(default_factory=dict)
    _teams: dict[tuple[int, str], list[User]] = field(default_factory=dict)
    _first_rungs: dict[tuple[Any, ...], tuple[rules.Rung, ...]] = field(default_factory=dict)

    @classmethod
    def read(
        cls,
        *,
        team_ids: Collection[int],
        owner_ids: Iterable[int],
        policy_ids: Iterable[int],
        now: datetime,
    ) -> "Roster":
        """Read everybody whom the scan may have to tell: six statements, whatever the number."""
        ours = User.objects.filter(Q(team_id__in=set(team_ids)) | Q(pk__in=set(owner_ids)))
        people = {
            user.pk: user
            for user in ours.select_related("team").defer("password", "name").order_by("pk")
        }
        return cls(
            now=now,
            people=people,
            leave=_leave(people, now=now),
            policies=_policies(policy_ids),
            wishes=wanted(people),
            browsers=_browsers(people),
            pauses=_pauses(team_ids, now=now),
        )

    def ladder(
        self, due_at: datetime, *, urgency: rules.Urgency, policy_id: int | None, worker: User
    ) -> Callable[[int], rules.Rung]:
        """Return the function from a level to its rung, for an attempt that `worker` makes.

        Attempts are planned by half-hours, so many share one ladder.
        """
        policy = self.policies.get(policy_id or 0, _DEFAULTS)
        hours = self.hours(worker)
        key = (due_at, urgency, policy_id, worker.pk)
        if key not in self._first_rungs:
            self._first_rungs[key] = rules.rungs(
                due_at, urgency=urgency, policy=policy, hours=hours
            )
        first = self._first_rungs[key]

        def rung(level: int) -> rules.Rung:
            if level < len(first):
                return first[level]
            return rules.rung(level, due_at, urgency=urgency, policy=policy, hours=hours)

        return rung

    def acting(self, owner_id: int, *, team_id: int) -> list[User]:
        """Return who works a prospect now: the owner, else the cover, else who leads the team.

        With everybody on leave: the first of them who works here at all. Nobody of another
        team is ever told. Empty only if nobody of the team may sign in.
        """
        if (owner_id, team_id) not in self._acting:
            self._acting[owner_id, team_id] = self._find_acting(owner_id, team_id)
        return self._acting[owner_id, team_id]

    def _find_acting(self, owner_id: int, team_id: int) -> list[User]:
        owner = self.people.get(owner_id)
        steps = [
            [owner] if owner else [],
            self._cover(owner),
            self._team(team_id, User.Role.MANAGER),
            self._team(team_id, User.Role.ADMIN),
        ]
        ours = [[user for user in step if self._works_in(user, team_id)] for step in steps]
        here = [[user for user in step if not self.is_away(user)] for step in ours]
        return next((step for step in [*here, *ours] if step), [])

    def leading(self, team_id: int) -> list[User]:
        """Return the team's managers; if none is here, their covers; if none, administrators."""
        if team_id not in self._leading:
            self._leading[team_id] = self._find_leading(team_id)
        return self._leading[team_id]

    def _find_leading(self, team_id: int) -> list[User]:
        managers = self._team(team_id, User.Role.MANAGER)
        covers = [cover for manager in managers for cover in self._cover(manager)]
        for step in (managers, covers, self._team(team_id, User.Role.ADMIN)):
            here = [
                user for user in step if self._works_in(user, team_id) and not self.is_away(user)
            ]
            if here:
                return here
        return []

    def is_away(self, user: User) -> bool:
        """Whether `now` is a day of leave where that person lives."""
        today = self.hours(user).local_day(self.now)
        return any(first <= today <= last for first, last in self.leave.get(user.pk, ()))

    def wants(self, user: User, kind: str, channel: str) -> bool:
        """Whether that person wants notices of this kind by this channel, besides the page."""
        return self._wishes(user).wants(kind, channel)

    def reachable_at(self, user: User) -> datetime:
        """Return `now`, or the end of that person's quiet hours or days off, if it is one.

        Working hours are never quiet. Whoever is told although on leave is the last there
        is: no leave then makes them wait.
        """
        hours, wishes = self.hours(user), self._wishes(user)
        if self.is_away(user):
            return wishes.next_loud_moment(self.now, tz=hours.tz)
        return wishes.next_reachable_moment(self.now, hours=hours)

    def next_slot(self, user: User) -> tuple[str, datetime]:
        """Return the next of that person's times for gathered mail after `now`."""
        hours = self.hours(user)
        today = hours.local_day(self.now)
        for day in (hours.next_day(today), hours.next_day(today, after=1)):
            for name, at in digest_slots(hours, day):
                if at > self.now:
                    return name, at
        return "later", self.now + _NEAR

    def pause_ends_at(
        self, *, team_id: int, rep_id: int, prospect: datetime | None
    ) -> datetime | None:
        """Return when the last pause over a prospect ends; `prospect` is the end of its own."""
        ends = [
            until for team, rep, until in self.pauses if team == team_id and rep in (None, rep_id)
        ]
        if prospect is not None and prospect > self.now:
            ends.append(prospect)
        return max(ends, default=None)

    def _wishes(self, user: User) -> Wanted:
        return self.wishes.get(user.pk) or Wanted()

    def hours(self, user: User) -> rules.WorkingHours:
        """Return when that person works. Nonsense in their settings never stops a reminder."""
        if user.pk not in self._hours:
            self._hours[user.pk] = self._read_hours(user)
        return self._hours[user.pk]

    def _read_hours(self, user: User) -> rules.WorkingHours:
        days_off = self.leave.get(user.pk, ())
        for tz, hours in (
            (user.timezone, user.hours),
            (user.timezone, None),
            (user.team.timezone, None),
        ):
            try:
                return rep_hours(tz=tz, hours=hours, country=user.team.country, days_off=days_off)
            except (ValueError, TypeError, AttributeError) as problem:
                log.warning("The hours of user %s are nonsense: %s", user.pk, problem)
        return rules.WorkingHours(tz="UTC")

    def _team(self, team_id: int, role: str) -> list[User]:
        if (team_id, role) not in self._teams:
            self._teams[team_id, role] = [
                user
                for user in self.people.values()
                if user.team_id == team_id and user.role == role
            ]
        return self._teams[team_id, role]

    def _cover(self, user: User | None) -> list[User]:
        cover = self.people.get(user.cover_id or 0) if user else None
        return [cover] if cover else []

    def _works_in(self, user: User, team_id: int) -> bool:
        return user.is_active and user.team_id == team_id


def digest_slots(hours: rules.WorkingHours, day: date) -> list[tuple[str, datetime]]:
    """Return when a day's gathered mails leave: in the middle of the work, and after its end.

    The second comes after the mail that every open attempt brings at the day's end, which
    mostly leaves it nothing to say.
    """
    begins, ends = hours.starts_at(day), hours.ends_at(day)
    return [("midday", begins + (ends - begins) / 2), ("evening", ends + timedelta(minutes=5))]


def _browsers(people: dict[int, User]) -> dict[int, list[Subscription]]:
    found: dict[int, list[Subscription]] = {}
    rows = Subscription.objects.filter(user_id__in=list(people), user__is_active=True)
    for row in rows.only("public_id", "user_id", "endpoint").order_by("pk"):
        found.setdefault(row.user_id, []).append(row)
    return found


def _pauses(team_ids: Iterable[int], *, now: datetime) -> list[tuple[int, int | None, datetime]]:
    standing = Pause.objects.standing(now=now).filter(team_id__in=set(team_ids), prospect=None)
    return list(standing.values_list("team_id", "rep_id", "until"))


@dataclass(slots=True)
class Rosters:
    """One roster for several batches of a scan, read again when it lacks somebody or is old."""

    now: datetime
    _roster: Roster | None = None
    _team_ids: set[int] = field(default_factory=set)
    _policy_ids: set[int] = field(default_factory=set)
    _used: int = 0

    def of(
        self, *, team_ids: Iterable[int], owner_ids: Iterable[int], policy_ids: Iterable[int]
    ) -> Roster:
        """Return a roster that knows all of these."""
        teams, owners, policies = set(team_ids), set(owner_ids), set(policy_ids)
        roster = self._roster
        if (
            roster is None
            or self._used >= _MOST_BATCHES
            or not teams <= self._team_ids
            or not policies <= self._policy_ids
            or not owners <= roster.people.keys()
        ):
            self._team_ids |= teams
            self._policy_ids |= policies
            roster = self._roster = Roster.read(
                team_ids=self._team_ids,
                owner_ids=owners,
                policy_ids=self._policy_ids,
                now=self.now,
            )
            self._used = 0
        self._used += 1
        return roster


def _leave(people: dict[int, User], *, now: datetime) -> dict[int, list[Span]]:
    rows = Leave.objects.filter(
        user_id__in=list(people), last_on__gte=(now - _NEAR).date()
    ).values_list("user_id", "first_on", "last_on")
    leave: dict[int, list[Span]] = {}
    for user_id, first_on, last_on in rows:
        leave.setdefault(user_id, []).append((first_on, last_on))
    return leave


def _policies(ids: Iterable[int]) -> dict[int, rules.Policy]:
    found = {}
    for row in Policy.objects.filter(pk__in=set(ids)):
        try:
            found[row.pk] = row.as_rules()
        except (ValueError, TypeError) as problem:
            log.warning("Policy %s is unreadable, the defaults stand in: %s", row.pk, problem)
    return found
