"""Catching up: a backlog spread over the coming days by priority, as fits, and undone at will."""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from cadence import rules
from people.models import Leave
from prospects import actions
from prospects.models import PlanChange, Prospect
from tests.factories import create_prospect, create_team, create_user, log, plan_at

pytestmark = pytest.mark.django_db

NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def team():
    return create_team()


@pytest.fixture
def manager(team):
    return create_user(team=team, role="manager")


@pytest.fixture
def rep(team):
    """A rep who can make five calls a day, two in a half-hour."""
    return create_user(team=team, capacity_per_day=5, capacity_per_half_hour=2)


def late(rep, now, **columns):
    prospect = create_prospect(owner=rep, now=now - timedelta(days=9))
    log(prospect, "no_answer", at=now - timedelta(days=8))
    plan_at(prospect, now - timedelta(days=2), **columns)
    return prospect


def spread(rep, *, by, now):
    keys = actions.backlog(rep, until=now + timedelta(hours=9))
    return actions.catch_up(rep=rep, prospect_ids=keys, by=by, now=now)


def days_of(prospects):
    rows = Prospect.objects.filter(pk__in=[each.pk for each in prospects])
    return {row.pk: row.next_attempt_at.astimezone(NEW_YORK).date() for row in rows}


def test_a_backlog_is_spread_as_the_days_have_room(rep, manager, now):
    backlog = [late(rep, now) for _ in range(12)]

    done = spread(rep, by=manager, now=now)

    assert done.moved == 12
    assert sorted(Counter(days_of(backlog).values()).values(), reverse=True) == [5, 5, 2]
    assert not Prospect.objects.overdue(now=now).exists()
    halves = Counter(Prospect.objects.values_list("next_attempt_at", flat=True))
    assert max(halves.values()) <= 2


def test_promises_come_first_then_priority_then_who_waits_longest(rep, manager, now):
    low = [late(rep, now) for _ in range(5)]
    promise = late(rep, now, urgency=rules.Urgency.PROMISE)
    high = late(rep, now)
    Prospect.objects.filter(pk__in=[each.pk for each in low]).update(priority=0)
    Prospect.objects.filter(pk=high.pk).update(priority=2)

    keys = actions.backlog(rep, until=now + timedelta(hours=9))
    assert keys[:2] == [promise.pk, high.pk]

    spread(rep, by=manager, now=now)
    days = days_of([*low, promise, high])
    assert days[promise.pk] == days[high.pk] == now.date()
    assert max(days.values()) > now.date()


def test_what_is_planned_already_keeps_its_room(rep, manager, now):
    tomorrow = now + timedelta(days=1)
    for _ in range(5):
        plan_at(create_prospect(owner=rep), tomorrow)
    backlog = [late(rep, now) for _ in range(6)]

    spread(rep, by=manager, now=now)

    counts = Counter(days_of(backlog).values())
    assert counts[now.date()] == 5
    assert counts[tomorrow.date()] == 0


def test_calls_made_today_took_of_todays_room(rep, manager, now):
    for _ in range(4):
        log(create_prospect(owner=rep, now=now - timedelta(days=3)), "no_answer", at=now)
    backlog = [late(rep, now) for _ in range(3)]

    spread(rep, by=manager, now=now + timedelta(minutes=1))

    assert Counter(days_of(backlog).values())[now.date()] == 1


def test_nothing_is_put_on_a_day_of_leave_without_a_cover(rep, manager, now):
    Leave.objects.create(user=rep, first_on=now.date(), last_on=now.date() + timedelta(days=1))
    backlog = [late(rep, now) for _ in range(4)]

    spread(rep, by=manager, now=now)

    assert min(days_of(backlog).values()) == now.date() + timedelta(days=2)


def test_nobody_is_called_at_an_hour_that_is_not_allowed(rep, manager, now):
    abroad = late(rep, now)
    Prospect.objects.filter(pk=abroad.pk).update(timezone="America/Los_Angeles")

    spread(rep, by=manager, now=now)

    abroad.refresh_from_db()
    local = abroad.next_attempt_at.astimezone(ZoneInfo(abroad.next_tz))
    assert 8 <= local.hour < 21


def test_it_is_a_fact_that_stands_and_can_be_taken_back(rep, manager, now):
    backlog = [late(rep, now) for _ in range(8)]
    before = {each.pk: each.cycle for each in backlog}

    done = spread(rep, by=manager, now=now)

    changes = PlanChange.objects.filter(batch=done.batch)
    assert {change.kind for change in changes} == {"catch_up"}
    row = Prospect.objects.get(pk=backlog[0].pk)
    assert row.held_by == "catch_up"
    assert row.cycle == before[row.pk] + 1
    assert actions.undo_changes(batch=done.batch, by=manager, now=now) == 8
    assert not Prospect.objects.filter(held_by="catch_up").exists()


@pytest.mark.parametrize("others", [0, 1, 2, 3])  # whose keys break other ties
def test_doing_it_twice_moves_nothing_more(rep, manager, now, others):
    for _ in range(others):
        create_prospect(owner=create_user(team=rep.team))
    for _ in range(8):
        late(rep, now)
    spread(rep, by=manager, now=now)
    before = set(Prospect.objects.values_list("pk", "next_attempt_at"))

    spread(rep, by=manager, now=now)

    assert set(Prospect.objects.values_list("pk", "next_attempt_at")) == before


def test_another_teams_rep_is_out_of_reach(manager, now):
    stranger = create_user(team=create_team())

    with pytest.raises(actions.CannotChangePlan):
        actions.catch_up(rep=stranger, prospect_ids=[], by=manager, now=now)


def test_a_snooze_is_named_while_it_holds(rep, now):
    prospect = create_prospect(owner=rep)
    batch = actions.snooze(
        prospect_ids=[prospect.pk], until=now + timedelta(days=2), by=rep, now=now, reason="Fair"
    )
    prospect.refresh_from_db()
    assert prospect.held_by == "snooze"

    actions.undo_changes(batch=batch, by=rep, now=now)
    prospect.refresh_from_db()
    assert prospect.held_by == ""
