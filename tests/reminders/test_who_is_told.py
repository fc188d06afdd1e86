"""Whom a reminder goes to when people are away, have left, or are not there at all."""

from datetime import date, timedelta

import pytest

from people.models import Leave
from reminders import actions
from reminders.models import Reminder
from tests.factories import create_prospect, create_team, create_user

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 3)


def away(user, first_on=TODAY, last_on=TODAY):
    Leave.objects.create(user=user, first_on=first_on, last_on=last_on)


def told(kind=Reminder.Kind.DUE):
    return {row.recipient for row in Reminder.objects.filter(kind=kind)}


def has_left(user):
    user.is_active = False
    user.save()


def test_the_cover_is_told_while_the_rep_is_away(team, rep, manager, now):
    rep.cover = create_user(team=team)
    rep.save()
    away(rep)
    create_prospect(owner=rep, next_attempt_at=now)

    actions.scan(now=now)

    assert told() == {rep.cover}


@pytest.mark.parametrize(
    ("first", "last", "is_away"),
    [(-3, -1, False), (-3, 0, True), (0, 3, True), (1, 3, False)],
)
def test_leave_counts_from_its_first_day_to_its_last(rep, manager, now, first, last, is_away):
    away(rep, TODAY + timedelta(days=first), TODAY + timedelta(days=last))
    create_prospect(owner=rep, next_attempt_at=now)

    actions.scan(now=now)

    assert told() == {manager if is_away else rep}


def test_a_day_of_leave_is_a_day_where_the_rep_lives(team, manager, now):
    rep = create_user(team=team, timezone="Pacific/Auckland")  # Wednesday there already
    away(rep, TODAY, TODAY)
    create_prospect(owner=rep, next_attempt_at=now)

    actions.scan(now=now)

    assert told() == {rep}


def test_without_a_cover_the_manager_is_told(team, rep, manager, now):
    away(rep)
    create_prospect(owner=rep, next_attempt_at=now)

    actions.scan(now=now)

    assert told() == {manager}


def test_a_cover_who_is_away_too_is_not_told(team, rep, manager, now):
    rep.cover = create_user(team=team)
    rep.save()
    away(rep)
    away(rep.cover)
    create_prospect(owner=rep, next_attempt_at=now)

    actions.scan(now=now)

    assert told() == {manager}


def test_the_prospects_of_somebody_who_left_reach_who_leads_the_team(team, rep, manager, now):
    create_prospect(owner=rep, next_attempt_at=now)
    has_left(rep)

    actions.scan(now=now)

    assert told() == {manager}


def test_without_rep_and_manager_the_administrator_is_told(team, rep, now):
    admin = create_user(team=team, role="admin")
    create_prospect(owner=rep, next_attempt_at=now)
    has_left(rep)

    actions.scan(now=now)

    assert told() == {admin}


def test_with_everybody_away_the_rep_is_told(team, rep, manager, now):
    away(rep)
    away(manager)
    create_prospect(owner=rep, next_attempt_at=now)

    actions.scan(now=now)

    assert told() == {rep}


def test_nobody_of_another_team_is_ever_told(team, rep, now):
    admin = create_user(team=team, role="admin")
    rep.cover = create_user(team=create_team())
    rep.save()
    away(rep)
    create_prospect(owner=rep, next_attempt_at=now)

    actions.scan(now=now)

    assert told() == {admin}


def test_an_owner_who_moved_to_another_team_is_not_told_of_what_stayed(team, rep, manager, now):
    create_prospect(owner=rep, next_attempt_at=now)
    rep.team = create_team()
    rep.save()

    actions.scan(now=now)

    assert told() == {manager}


def escalate(now):
    actions.scan(now=now + timedelta(hours=24))
    return told(Reminder.Kind.ESCALATION)


def test_an_escalation_reaches_every_manager_and_the_rep(team, rep, manager, now):
    second = create_user(team=team, role="manager")
    create_user(team=team, role="admin")
    create_prospect(owner=rep, next_attempt_at=now)

    assert escalate(now) == {rep, manager, second}


def test_an_absent_manager_is_replaced_by_the_cover(team, rep, manager, now):
    manager.cover = create_user(team=team)
    manager.save()
    away(manager, TODAY, TODAY + timedelta(days=7))
    create_prospect(owner=rep, next_attempt_at=now)

    assert escalate(now) == {rep, manager.cover}


def test_without_a_manager_the_administrator_gets_the_escalation(team, rep, now):
    admin = create_user(team=team, role="admin")
    create_prospect(owner=rep, next_attempt_at=now)

    assert escalate(now) == {rep, admin}


def test_a_team_of_one_escalates_to_that_one(team, rep, now):
    create_prospect(owner=rep, next_attempt_at=now)

    assert escalate(now) == {rep}
