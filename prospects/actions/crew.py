"""What changes for a person or in the law, together with the plans that follow from it."""

from datetime import date, datetime

from django.db import transaction

from cadence import actions as cadence
from cadence.exceptions import Change, Day
from cadence.models import HolidayOverride, LawOverride
from groundwork.models import Job
from people import actions as people
from people.actors import Actor
from people.models import Leave, Team, User
from prospects.actions.policies import start_replan
from prospects.scope import Scope, Why


@transaction.atomic
def change_person(
    *, user: User, changes: people.Changes, by: Actor, now: datetime
) -> tuple[frozenset[str], Job | None]:
    """Change a person, and plan what they own again where their hours or room changed.

    Returns the names of what differs now, and the job that shows the re-planning.

    :raises people.actions.CannotChangePerson: as `people.actions.change_person`
    """
    changed = people.change_person(user=user, changes=changes, by=by, now=now)
    return changed, _replan_of(user, now=now) if changed & people.PLANNING else None


@transaction.atomic
def add_leave(
    *,
    user: User,
    first_on: date,
    last_on: date,
    by: Actor,
    now: datetime,
    kind: str = Leave.Kind.LEAVE,
    note: str = "",
) -> tuple[Leave, Job]:
    """Write down leave, and move what was planned for those days.

    :raises people.actions.CannotChangePerson: as `people.actions.add_leave`
    """
    leave = people.add_leave(
        user=user, first_on=first_on, last_on=last_on, by=by, now=now, kind=kind, note=note
    )
    return leave, _replan_of(user, now=now)


@transaction.atomic
def take_back_leave(*, leave: Leave, by: Actor, now: datetime) -> tuple[date | None, Job]:
    """Take leave back, and plan for the days that are worked again.

    :raises people.actions.CannotChangePerson: as `people.actions.take_back_leave`
    """
    last_on = people.take_back_leave(leave=leave, by=by, now=now)
    return last_on, _replan_of(leave.user, now=now)


@transaction.atomic
def change_law(
    *, team: Team, change: Change, by: User, now: datetime, ground: str = ""
) -> tuple[LawOverride, Job]:
    """Keep to other calling hours in a place, and move what they do not allow.

    :raises cadence.actions.CannotChangeLaw: as `cadence.actions.change_law`
    """
    row = cadence.change_law(team=team, change=change, by=by, now=now, ground=ground)
    return row, _replan_by_law(team, now=now)


@transaction.atomic
def end_law_change(*, override: LawOverride, by: User, now: datetime) -> Job:
    """Go back to the table for that place, and move what it does not allow."""
    cadence.end_law_change(override=override, by=by, now=now)
    return _replan_by_law(override.team, now=now)


@transaction.atomic
def add_day(
    *, team: Team, day: Day, name: str, by: User, now: datetime
) -> tuple[HolidayOverride, Job]:
    """Add a day to the team's calendar, and move what was planned for it.

    :raises cadence.actions.CannotChangeLaw: as `cadence.actions.add_day`
    """
    row = cadence.add_day(team=team, day=day, name=name, by=by, now=now)
    return row, _replan_by_law(team, now=now)


@transaction.atomic
def remove_day(*, row: HolidayOverride, by: User, now: datetime) -> Job:
    """Go back to the public calendar for that day."""
    team = row.team
    cadence.remove_day(row=row, by=by, now=now)
    return _replan_by_law(team, now=now)


def _replan_of(user: User, *, now: datetime) -> Job:
    scope = Scope(team_id=user.team_id, why=Why.PERSON, owner_id=user.pk)
    return start_replan(scope=scope, now=now)


def _replan_by_law(team: Team, *, now: datetime) -> Job:
    return start_replan(scope=Scope(team_id=team.pk, why=Why.LAW), now=now)
