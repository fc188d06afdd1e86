"""How a rep's day stands, against a count by hand."""

from datetime import timedelta

import pytest

from cadence import rules
from prospects import queries
from tests.factories import TUESDAY, create_prospect, create_user, log, plan_at

pytestmark = pytest.mark.django_db

BEGINS, ENDS = TUESDAY - timedelta(hours=10), TUESDAY + timedelta(hours=14)


def counts(rep, *, most: int = 500) -> tuple[int, int, int]:
    found = queries.day_counts(rep, begins_at=BEGINS, ends_at=ENDS, now=TUESDAY, most=most)
    return found.done, found.left, found.late


def test_a_day_counts_what_was_done_is_left_and_is_late():
    rep = create_user()
    late = create_prospect(owner=rep)
    plan_at(late, TUESDAY - timedelta(days=2), urgency=rules.Urgency.PROMISE)
    for hours in (-1, 3, 13):
        plan_at(create_prospect(owner=rep), TUESDAY + timedelta(hours=hours), urgency=2)
    plan_at(create_prospect(owner=rep), ENDS, urgency=2)
    log(create_prospect(owner=rep), "no_answer", at=TUESDAY - timedelta(hours=2))
    log(create_prospect(owner=rep), "no_answer", at=BEGINS - timedelta(minutes=1))
    log(create_prospect(owner=rep), "noted", at=TUESDAY - timedelta(hours=1))
    create_prospect(owner=create_user(team=rep.team))
    assert counts(rep)[0] == 1
    assert counts(rep)[2] == 1
    mine = rep.prospects.open().filter(next_attempt_at__lt=ENDS)
    assert counts(rep)[1] == mine.count() >= 4


def test_a_day_is_not_counted_beyond_the_bound():
    rep = create_user()
    for _ in range(4):
        plan_at(create_prospect(owner=rep), TUESDAY - timedelta(days=1), urgency=2)
        log(create_prospect(owner=rep), "no_answer")
    assert counts(rep, most=3) == (3, 3, 3)


def test_a_day_takes_one_statement(django_assert_num_queries):
    rep = create_user()
    with django_assert_num_queries(1):
        assert counts(rep) == (0, 0, 0)
