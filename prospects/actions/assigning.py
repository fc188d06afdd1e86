"""Whose turn it is, for many leads at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection

from people.models import Team, User
from prospects.actions.opening import CannotAssign
from prospects.actions.opening_many import Planner, owners_with_plans
from prospects.leads import NewProspect
from prospects.models import Campaign, Territory
from prospects.territories import covered_by

# Many leads at once fill so many days of each diary before a rep is passed over.
DAYS_FILLED = 10
_WINDOW = timedelta(days=14)
_ORDER = (User.Role.REP, User.Role.MANAGER, User.Role.ADMIN)


class Turns:
    """The turns of a team while many leads are dealt out: who waits longest, and has room.

    A lead in somebody's territory goes to those who cover it. Who is away today, or has
    `DAYS_FILLED` days full, is passed over while there is somebody else. `keep` writes down
    who had a turn.
    """

    def __init__(self, team: Team, *, now: datetime) -> None:
        self.everybody = {user.pk: user for user in owners_with_plans(team)}
        self.by_email = {user.email.lower(): user for user in self.everybody.values()}
        self.planner = Planner(team, [*self.everybody.values()], now=now)
        self.team = team
        self.territories: Sequence[Territory] = list(
            Territory.objects.filter(team=team).select_related("team")
        )
        self.now = now
        self._waiting = _in_turn(self.everybody.values())
        self._away = {key for key, user in self.everybody.items() if self._is_away(user)}
        self._room = {key: self._room_of(user) for key, user in self.everybody.items()}
        self._had: list[User] = []

    def take(self, new: NewProspect, campaign: Campaign | None) -> User:
        """Return whose turn it is.

        :raises CannotAssign: if the team has no active member
        """
        if not self._waiting:
            raise CannotAssign(
                f"Team {self.team.name} has nobody to work a prospect: add a user first."
            )
        covering = covered_by(self.territories, new, campaign) if self.territories else ()
        chosen = self._first(covering)
        self._waiting.remove(chosen)
        self._waiting.append(chosen)
        self._room[chosen.pk] -= 1
        self._had.append(chosen)
        return chosen

    def keep(self) -> None:
        """Write down when each had the last turn, in the order of their turns."""
        last = {user.pk: place for place, user in enumerate(self._had)}
        _write_turns({key: self.now + timedelta(microseconds=place) for key, place in last.items()})
        self._had.clear()

    def _first(self, covering: Iterable[int]) -> User:
        among = [user for user in self._waiting if user.pk in covering] if covering else []
        among = among or self._waiting
        here = [user for user in among if user.pk not in self._away] or among
        return next((user for user in here if self._room[user.pk] > 0), here[0])

    def _is_away(self, user: User) -> bool:
        diary = self.planner.diaries[user.pk]
        day = diary.hours.local_day(self.now) if diary.hours else self.now.date()
        return day in diary.days_away

    def _room_of(self, user: User) -> int:
        diary = self.planner.diaries[user.pk]
        last = (self.now + _WINDOW).date()
        standing = sum(count for day, count in diary.per_day.items() if day < last)
        return user.capacity_per_day * DAYS_FILLED - standing


def _write_turns(turns: Mapping[int, datetime]) -> None:
    """Write down when each of these had the last turn, in one statement."""
    if not turns:
        return
    # One order for all writers: two at once cannot deadlock.
    keys = sorted(turns)
    list(User.objects.filter(pk__in=keys).order_by("pk").select_for_update().values_list("pk"))
    at = connection.ops.adapt_datetimefield_value
    given = [value for key in keys for value in (key, at(turns[key]))]
    kind = "::timestamptz" if connection.vendor == "postgresql" else ""
    when = f"WHEN %s THEN %s{kind} " * len(keys)
    places = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE people_user SET last_assigned_at = CASE id {when}END"  # noqa: S608
            f" WHERE id IN ({places})",
            [*given, *keys],
        )


def _in_turn(people: Iterable[User]) -> list[User]:
    """Return the reps, else the managers, else the administrators; who waited longest first."""
    for role in _ORDER:
        group = [user for user in people if user.role == role]
        if group:
            never = [user for user in group if user.last_assigned_at is None]
            return sorted(never, key=lambda user: user.pk) + sorted(
                (user for user in group if user.last_assigned_at is not None),
                key=lambda user: (user.last_assigned_at, user.pk),
            )
    return []
