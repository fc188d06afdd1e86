"""What each rep has standing: exact, however it is counted, whoever's day it is."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadence import rules
from dashboards import queries
from dashboards.ages import Age
from people.models import Leave, User
from prospects import actions
from prospects.models import Prospect
from tests.dashboards.standing import (
    MOMENTS,
    a_mixed_day,
    overdue,
    put_off,
    recount,
    stand,
)
from tests.factories import create_prospect, create_user, log

pytestmark = pytest.mark.django_db


def board(manager, now, **asked):
    return queries.board(manager, now=now, **asked)


def figures_of(user, board):
    return next(each for each in board.figures if each.rep.key == user.pk)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("seed", range(3))
def test_every_figure_equals_a_recount_by_hand(manager, ana, team, moment, seed):
    now = MOMENTS[moment]
    paris = create_user(team=team, timezone="Europe/Paris")
    weekends = create_user(team=team, hours={"5": [[540, 1020]], "6": [[540, 1020]]})
    away = create_user(team=team, timezone="Asia/Tokyo")
    Leave.objects.create(user=away, first_on=date(2026, 2, 20), last_on=date(2026, 3, 2))
    Leave.objects.create(user=away, first_on=date(2026, 1, 5), last_on=date(2026, 1, 9))
    a_mixed_day([ana, paris, weekends, away], now=now, seed=seed)

    found = board(manager, now)

    expected = recount({rep.key: rep.hours for rep in found.reps}, now=now)
    for each in found.figures:
        counted = expected[each.rep.key]
        assert each.overdue == {age: counted[age] for age in Age}
        assert each.promises_broken == counted["promises"]
        assert each.new_leads == counted["new"]
        assert each.left_today == counted["left"]
        assert each.done_today == counted["done"]
    assert found.totals.overdue_in_all == Prospect.objects.overdue(now=now).count() > 10


def test_what_lies_on_the_edge_of_an_age_is_counted_as_its_row_says(manager, ana, bo, now):
    moments = {at for rep in queries.crew(manager.team_id, now=now) for _, at in rep.ages.begins}
    for rep in (ana, bo):
        for at in moments:
            overdue(rep, since=at)
            overdue(rep, since=at - timedelta(microseconds=1))

    found = board(manager, now)

    expected = recount({rep.key: rep.hours for rep in found.reps}, now=now)
    for each in found.figures:
        assert each.overdue == {age: expected[each.rep.key][age] for age in Age}
        assert [
            len(board(manager, now, rep=each.rep.public_id, age=age).page.rows) for age in Age
        ] == list(each.overdue.values())
    assert found.totals.overdue_in_all == 4 * len(moments)


def test_leave_and_public_holidays_are_no_working_days(manager, ana, now):
    Leave.objects.create(user=ana, first_on=date(2026, 2, 26), last_on=date(2026, 3, 2))
    overdue(ana, since=now - timedelta(days=6))  # Wednesday: worked until then

    found = figures_of(ana, board(manager, now))

    assert found.overdue[Age.DAYS_1_TO_3] == 1  # Tuesday alone was worked since


def test_a_rep_on_leave_is_shown_as_away_until_its_last_day(manager, ana, now):
    Leave.objects.create(user=ana, first_on=date(2026, 3, 2), last_on=date(2026, 3, 6))

    found = figures_of(ana, board(manager, now))

    assert found.rep.away_until == date(2026, 3, 6)
    assert found.capacity == 0


def test_the_oldest_is_the_first_that_became_overdue(manager, ana, now):
    first = overdue(ana, since=now - timedelta(days=9))
    overdue(ana, since=now - timedelta(days=2))

    found = board(manager, now)

    assert figures_of(ana, found).oldest_overdue_at == first.overdue_at
    assert found.totals.oldest_overdue_at == first.overdue_at


def test_what_is_within_its_grace_is_not_overdue(manager, ana, now):
    overdue(ana, since=now + timedelta(seconds=1))

    assert figures_of(ana, board(manager, now)).overdue_in_all == 0
    assert figures_of(ana, board(manager, now + timedelta(seconds=1))).overdue_in_all == 1


def test_a_promise_is_broken_once_its_grace_has_passed(manager, ana, now):
    promise = create_prospect(owner=ana, now=now)
    log(promise, "callback_agreed", at=now, details={"promised_at": "2026-03-03T16:00:00Z"})

    assert figures_of(ana, board(manager, now + timedelta(minutes=74))).promises_broken == 0
    found = figures_of(ana, board(manager, now + timedelta(minutes=75)))
    assert (found.promises_broken, found.overdue[Age.HOUR]) == (1, 1)


def test_a_new_lead_ages_until_somebody_touches_it(manager, ana, now):
    lead = create_prospect(owner=ana, now=now, hand_raiser=True)
    later = now + timedelta(minutes=12)

    found = figures_of(ana, board(manager, later))
    assert (found.new_leads, found.oldest_lead_at) == (1, now)

    log(lead, "no_answer", at=later)
    assert figures_of(ana, board(manager, later)).new_leads == 0


def test_a_lead_that_waits_for_the_morning_still_counts_as_untouched(manager, ana, now):
    evening = now.replace(hour=23) + timedelta(hours=5)
    create_prospect(owner=ana, now=evening, hand_raiser=True)

    assert figures_of(ana, board(manager, evening)).new_leads == 1


def test_a_snooze_stands_until_its_time_comes_or_somebody_acts(manager, ana, now):
    prospect = create_prospect(owner=ana, now=now)
    until = now + timedelta(days=2)
    actions.snooze(prospect_ids=[prospect.pk], until=until, by=ana, now=now, reason="Trade fair")

    assert figures_of(ana, board(manager, now)).snoozed == 1
    assert figures_of(ana, board(manager, until)).snoozed == 0

    log(prospect, "reached_talked", at=now + timedelta(hours=1))
    assert figures_of(ana, board(manager, now + timedelta(hours=1))).snoozed == 0


def test_a_snooze_that_was_taken_back_does_not_stand(manager, ana, now):
    prospect = create_prospect(owner=ana, now=now)
    batch = actions.snooze(
        prospect_ids=[prospect.pk], until=now + timedelta(days=2), by=ana, now=now, reason="Fair"
    )
    actions.undo_changes(batch=batch, by=ana, now=now)

    assert figures_of(ana, board(manager, now)).snoozed == 0


def test_a_prospect_snoozed_twice_counts_once(manager, ana, now):
    prospect = stand(
        ana, due_at=now + timedelta(days=3), next_why=[{"code": "snoozed"}], held_by="snooze"
    )
    prospect.save()
    put_off(prospect, by=ana, until=now + timedelta(days=2))
    put_off(prospect, by=ana, until=now + timedelta(days=3))

    assert figures_of(ana, board(manager, now)).snoozed == 1


def test_more_than_a_rep_can_do_today_is_said(manager, team, now):
    busy = create_user(team=team, capacity_per_day=2)
    for hours in (1, 2, 3):
        overdue(busy, since=now - timedelta(hours=hours))
    log(create_prospect(owner=busy, now=now), "no_answer", at=now)

    found = figures_of(busy, board(manager, now))

    assert (found.left_today, found.done_today) == (3, 1)
    assert found.over_capacity == 2


def test_nothing_is_too_much_on_a_day_off(manager, ana):
    saturday = MOMENTS["a Saturday"]
    overdue(ana, since=saturday - timedelta(hours=3), at=saturday)

    found = figures_of(ana, board(manager, saturday))

    assert (found.capacity, found.over_capacity, found.left_today) == (0, 0, 1)


# --- Who is named ---------------------------------------------------------------------------------


def test_whoever_is_furthest_behind_comes_first(manager, team, now):
    steady, behind, late = (create_user(team=team, name=name) for name in ("A", "B", "C"))
    overdue(late, since=now - timedelta(hours=5))
    overdue(late, since=now - timedelta(hours=5))
    overdue(behind, since=now - timedelta(days=30))

    names = [each.rep.name for each in board(manager, now).figures]

    assert names == ["B", "C", "A"]
    assert steady.name == names[-1]


def test_a_working_rep_is_named_even_with_nothing_standing(manager, ana, now):
    assert [each.rep.key for each in board(manager, now).figures] == [ana.pk]


def test_what_somebody_who_left_still_holds_stays_visible(manager, team, now):
    gone = create_user(team=team)
    overdue(gone, since=now - timedelta(days=2))
    User.objects.filter(pk=gone.pk).update(is_active=False)

    assert figures_of(gone, board(manager, now)).overdue_in_all == 1


def test_what_somebody_of_another_team_holds_of_ours_stays_visible(manager, ana, team, now):
    stranger = create_user()
    lost = overdue(ana, since=now - timedelta(days=2))
    Prospect.objects.filter(pk=lost.pk).update(owner=stranger)

    found = board(manager, now)

    nobody = next(each for each in found.figures if each.rep.key is None)
    assert nobody.overdue_in_all == found.totals.overdue_in_all == 1
    assert [row.name for row in found.page.rows] == [lost.name]


def test_another_teams_prospects_are_in_no_figure(manager, ana, now):
    stranger = create_user()
    overdue(stranger, since=now - timedelta(days=2))

    found = board(manager, now)

    assert found.totals.overdue_in_all == 0
    assert found.page.rows == []
    assert stranger.pk not in [rep.key for rep in found.reps]


def test_unreadable_hours_hide_nothing(manager, team, now, caplog):
    odd = create_user(team=team, hours={"0": "nine to five"}, timezone="Europe/Nowhere")
    overdue(odd, since=now - timedelta(hours=3))

    assert figures_of(odd, board(manager, now)).overdue_in_all == 1
    assert "unreadable" in caplog.text


# --- What it costs --------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [5, 200])
def test_the_board_takes_four_statements_whatever_the_data(manager, ana, team, now, count):
    others = [create_user(team=team, timezone=tz) for tz in ("Asia/Tokyo", "Europe/Paris")]
    a_mixed_day([ana, *others], now=now, seed=count, count=count)

    with CaptureQueriesContext(connection) as asked:
        found = board(manager, now)

    assert len(asked) == 4
    assert found.totals.left_today > 0


def test_the_figures_of_a_large_team_fit_one_statement(manager, team, now):
    zones = ["Asia/Tokyo", "Europe/Paris", "America/Chicago", "Asia/Kolkata", "Africa/Lagos"]
    for number in range(40):
        rep = create_user(team=team, timezone=zones[number % 5])
        first_on = date(2026, 2, 1) + timedelta(days=number)
        Leave.objects.create(user=rep, first_on=first_on, last_on=first_on + timedelta(days=3))
        overdue(rep, since=now - timedelta(days=number / 2, hours=2))

    found = board(manager, now)

    hours = {rep.key: rep.hours for rep in found.reps}
    assert isinstance(hours[manager.pk], rules.WorkingHours)
    expected = recount(hours, now=now)
    assert all(
        each.overdue == {age: expected[each.rep.key][age] for age in Age} for each in found.figures
    )
    assert len(found.figures) == 40
