"""Moving up the ladder: guarded by cycle and level, in one statement for many."""

from datetime import timedelta

import pytest

from prospects import actions
from prospects.actions import NagMove
from prospects.models import Prospect
from tests.factories import TUESDAY, create_prospect, create_user, log, plan_at

pytestmark = pytest.mark.django_db

NEXT = TUESDAY + timedelta(hours=2)


def move(prospect, **other):
    return NagMove(
        **{
            "prospect_id": prospect.pk,
            "cycle": prospect.cycle,
            "level": prospect.nag_level,
            "next_level": prospect.nag_level + 1,
            "nag_at": NEXT,
            **other,
        }
    )


def test_many_move_up_in_one_statement(django_assert_num_queries):
    rep = create_user()
    prospects = [plan_at(create_prospect(owner=rep), TUESDAY) for _ in range(3)]
    with django_assert_num_queries(1):
        moved = actions.move_nags([move(prospect) for prospect in prospects])
    assert moved == {prospect.pk for prospect in prospects}
    assert set(Prospect.objects.values_list("nag_level", "nag_at")) == {(1, NEXT)}


def test_no_moves_ask_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert actions.move_nags([]) == set()


@pytest.mark.parametrize("other", [{"cycle": 7}, {"level": 3}, {"prospect_id": 10**9}])
def test_what_has_moved_on_is_left_alone(other):
    prospect = plan_at(create_prospect(), TUESDAY)
    assert actions.move_nags([move(prospect, **other)]) == set()
    prospect.refresh_from_db()
    assert (prospect.nag_level, prospect.nag_at) == (0, TUESDAY)


def test_a_closed_prospect_climbs_no_ladder():
    prospect = create_prospect()
    stale = move(prospect)
    log(prospect, "won")
    assert actions.move_nags([stale, move(prospect)]) == set()
    prospect.refresh_from_db()
    assert prospect.nag_at is None


def test_the_moment_survives_to_the_microsecond():
    prospect = plan_at(create_prospect(), TUESDAY)
    at = NEXT + timedelta(microseconds=123_456)
    actions.move_nags([move(prospect, nag_at=at)])
    prospect.refresh_from_db()
    assert prospect.nag_at == at
    assert list(Prospect.objects.to_raise(now=at)) == [prospect]
    assert not Prospect.objects.to_raise(now=at - timedelta(microseconds=1)).exists()


def test_a_prospect_pushed_aside_waits_marked_and_the_next_rung_clears_the_mark():
    prospect = plan_at(create_prospect(), TUESDAY)
    actions.push_aside(prospect_id=prospect.pk, until=NEXT, error="x" * 1_000)
    prospect.refresh_from_db()
    assert (prospect.nag_at, prospect.raise_error) == (NEXT, "x" * 200)
    assert prospect.next_attempt_at == TUESDAY
    actions.move_nags([move(prospect, nag_at=NEXT)])
    prospect.refresh_from_db()
    assert prospect.raise_error == ""


def test_overdue_is_true_even_if_nothing_was_ever_raised():
    prospect = plan_at(create_prospect(), TUESDAY)
    assert not Prospect.objects.overdue(now=TUESDAY + timedelta(hours=2, seconds=-1)).exists()
    assert list(Prospect.objects.overdue(now=TUESDAY + timedelta(hours=2))) == [prospect]
    assert list(Prospect.objects.due(now=TUESDAY)) == [prospect]
