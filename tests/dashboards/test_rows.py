"""The prospects behind a figure are exactly those that it counts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboards import queries
from dashboards.ages import Age
from dashboards.queries import NoSuchRep, Show
from groundwork.problems import Refused
from prospects import actions
from prospects.models import Prospect
from tests.dashboards.standing import MOMENTS, a_mixed_day, escalate, overdue, put_off, stand
from tests.factories import create_prospect, create_user, log

pytestmark = pytest.mark.django_db


def rows(manager, now, **asked):
    return queries.board(manager, now=now, size=200, **asked).page.rows


def names(found):
    return [row.name for row in found]


@pytest.mark.parametrize("moment", MOMENTS)
def test_every_figure_leads_to_as_many_rows_as_it_counts(manager, ana, bo, moment):
    now = MOMENTS[moment]
    a_mixed_day([ana, bo], now=now, seed=7, count=90)
    board = queries.board(manager, now=now)

    for each in board.figures:
        rep = each.rep.public_id
        for age in Age:
            found = rows(manager, now, rep=rep, age=age)
            assert {row.age for row in found} <= {age}
            assert len(found) == each.overdue[age]
        assert len(rows(manager, now, rep=rep)) == each.overdue_in_all
        assert len(rows(manager, now, rep=rep, show=Show.PROMISES)) == each.promises_broken
        assert len(rows(manager, now, rep=rep, show=Show.NEW_LEADS)) == each.new_leads
        assert len(rows(manager, now, rep=rep, show=Show.TODAY)) == each.left_today


@pytest.mark.parametrize("age", list(Age))
def test_an_age_of_the_whole_team_is_each_reps_own(manager, ana, bo, now, age):
    a_mixed_day([ana, bo], now=now, seed=11, count=90)
    board = queries.board(manager, now=now)

    found = rows(manager, now, age=age)

    assert len(found) == board.totals.overdue[age]
    assert {row.age for row in found} <= {age}


def test_the_longest_waiting_comes_first(manager, ana, now):
    for days in (1, 30, 7):
        overdue(ana, since=now - timedelta(days=days), name=f"{days} days")

    assert names(rows(manager, now)) == ["30 days", "7 days", "1 days"]


def test_a_row_says_who_since_when_and_what_was_planned(manager, ana, now):
    prospect = create_prospect(owner=ana, now=now - timedelta(days=9))
    actions.snooze(
        prospect_ids=[prospect.pk], until=now - timedelta(days=1), by=ana, now=now - timedelta(8),
        reason="Their buyer is on leave",
    )  # fmt: skip

    (row,) = rows(manager, now)

    assert (row.name, row.person, row.owner.name) == (prospect.name, "Dana Reyes", "Ana Ruiz")
    assert row.next_attempt_at == now - timedelta(days=1)
    assert (row.age, row.working_days) == (Age.DAYS_1_TO_3, 1)
    assert (row.channel, row.why) == ("call", "snoozed")


def test_a_snooze_is_shown_with_what_was_said(manager, ana, now):
    prospect = stand(
        ana, due_at=now + timedelta(days=2), next_why=[{"code": "snoozed"}], held_by="snooze"
    )
    prospect.save()
    put_off(prospect, by=ana, until=now + timedelta(days=2))

    (row,) = rows(manager, now, show=Show.SNOOZED)

    assert row.put_off_because == "Their buyer is on leave"
    assert row.age is None


# --- Escalations ----------------------------------------------------------------------------------


def test_an_escalation_stands_on_top_until_somebody_touches_the_prospect(manager, ana, now):
    prospect = create_prospect(owner=ana, now=now - timedelta(days=3))
    overdue(ana, since=now - timedelta(days=20))
    log(prospect, "callback_agreed", at=now - timedelta(days=2),
        details={"promised_at": "2026-03-02T16:00:00Z"})  # fmt: skip
    escalate(prospect, to=manager)
    board = queries.board(manager, now=now)
    assert names(board.escalated) == [prospect.name]
    assert names(rows(manager, now, show=Show.ESCALATED)) == [prospect.name]

    log(prospect, "no_answer", at=now)

    assert queries.board(manager, now=now).escalated == []
    assert rows(manager, now, show=Show.ESCALATED) == []


def test_an_escalation_told_to_two_managers_is_one(manager, team, ana, now):
    prospect = overdue(ana, since=now - timedelta(days=3))
    escalate(prospect, to=manager)
    escalate(prospect, to=create_user(team=team, role="manager"), at=now)

    (row,) = queries.board(manager, now=now).escalated

    assert row.escalated_at == now


def test_more_than_a_hundred_escalations_are_not_counted_to_the_end(manager, ana, now):
    for minutes in range(102):
        escalate(overdue(ana, since=now - timedelta(days=2, minutes=minutes)), to=manager)

    board = queries.board(manager, now=now)

    assert (len(board.escalated), board.has_more_escalated) == (100, True)
    assert board.escalated[0].overdue_at == now - timedelta(days=2, minutes=101)


# --- Pages ----------------------------------------------------------------------------------------


def test_pages_of_fifty_hold_every_row_once(manager, ana, now):
    Prospect.objects.bulk_create(
        # Many at the same moment: only the key tells them apart.
        stand(ana, due_at=now - timedelta(days=5, minutes=number // 20))
        for number in range(120)
    )
    seen, cursor = [], None
    for size in (50, 50, 20):
        board = queries.board(manager, now=now, cursor=cursor)
        assert len(board.page.rows) == size
        seen += [row.key for row in board.page.rows]
        cursor = board.page.next

    assert cursor is None
    assert len(set(seen)) == 120
    assert board.page.previous is not None


def test_a_cursor_of_another_list_is_refused(manager, ana, now):
    Prospect.objects.bulk_create(stand(ana, due_at=now - timedelta(days=5)) for _ in range(60))
    cursor = queries.board(manager, now=now).page.next

    with pytest.raises(Refused):
        queries.board(manager, now=now, show=Show.NEW_LEADS, cursor=cursor)


def test_a_rep_of_another_team_is_nobody(manager, ana, now):
    stranger = create_user()

    with pytest.raises(NoSuchRep):
        queries.board(manager, now=now, rep=stranger.public_id)
    assert queries.board(manager, now=now, rep=ana.email).wanted.rep.key == ana.pk


@pytest.mark.parametrize("show", list(Show))
def test_rows_take_one_statement_and_snoozes_one_more(manager, ana, bo, now, show):
    a_mixed_day([ana, bo], now=now, seed=3)

    with CaptureQueriesContext(connection) as asked:
        queries.board(manager, now=now, show=show, size=200)

    # Nobody is away, so that nobody is asked what came meanwhile.
    expected = 4 - (show is Show.AWAY)
    assert len(asked) == expected + (show is Show.SNOOZED and bool(rows(manager, now, show=show)))
