"""How full a rep's days are: exact where there is room, cheap where there is none."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from people.models import Leave
from prospects.models import Prospect
from prospects.queries.fullness import fullness
from tests.factories import TUESDAY, create_prospect, create_team, create_user

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # midnight in New York


@pytest.fixture
def rep():
    return create_user(team=create_team(), timezone="America/New_York", capacity_per_day=5)


def stand(rep, *instants: datetime) -> list[Prospect]:
    made = []
    for at in instants:
        prospect = create_prospect(team=rep.team, owner=rep)
        Prospect.objects.filter(pk=prospect.pk).update(next_attempt_at=at)
        made.append(prospect)
    return made


def read(rep, *, days: float = 7, beyond: float = 0, besides: int = 0):
    latest = MONDAY + timedelta(days=days)
    beyond_it = latest + timedelta(days=beyond)
    return fullness(rep, earliest=MONDAY, latest=latest, beyond=beyond_it, besides=besides)


def test_where_there_is_room_every_attempt_is_counted(rep):
    ten, eleven = MONDAY + timedelta(hours=10), MONDAY + timedelta(days=1, hours=11)
    stand(rep, ten, ten, eleven)

    counts = read(rep).counts

    assert Counter(dict(counts)) == {ten: 2, eleven: 1}


def test_of_a_full_day_no_more_is_read_than_that_it_is_full(rep):
    stand(rep, *(MONDAY + timedelta(hours=9, minutes=n) for n in range(20)))

    counts = read(rep).counts

    assert sum(count for _, count in counts) == 6


def test_a_day_is_the_reps_own_also_when_the_clocks_change(rep):
    sunday = datetime(2026, 3, 8, 5, 0, tzinfo=UTC)  # 23 hours long in New York
    last = sunday + timedelta(hours=22, minutes=30)
    stand(rep, *[last] * 8, sunday + timedelta(hours=23, minutes=30))

    tuesday = sunday + timedelta(days=2)
    counts = fullness(rep, earliest=sunday, latest=tuesday, beyond=tuesday, besides=0).counts

    assert dict(counts) == {last: 6, sunday + timedelta(hours=23, minutes=30): 1}


def test_the_prospect_that_is_planned_does_not_stand_in_its_own_way(rep):
    (one,) = stand(rep, MONDAY + timedelta(hours=10))

    assert read(rep, besides=one.pk).counts == []


def test_what_is_closed_or_somebody_elses_does_not_count(rep):
    stand(create_user(team=rep.team), MONDAY + timedelta(hours=10))

    assert read(rep).counts == []


def test_leave_comes_with_it_in_the_same_statement(rep, django_assert_num_queries):
    Leave.objects.create(user=rep, first_on=date(2026, 3, 4), last_on=date(2026, 3, 5))

    with django_assert_num_queries(1):
        spans = read(rep).leave

    assert spans == [(date(2026, 3, 4), date(2026, 3, 5))]


def test_a_very_long_range_is_counted_as_a_whole(rep):
    stand(rep, *[TUESDAY + timedelta(days=90)] * 9)

    assert dict(read(rep, days=120).counts) == {TUESDAY + timedelta(days=90): 9}


@pytest.mark.parametrize(("standing", "is_read"), [(4, False), (5, True)])
def test_days_beyond_are_read_in_the_same_statement_where_the_first_are_half_full(
    rep, django_assert_num_queries, standing, is_read
):
    later = MONDAY + timedelta(days=3)
    stand(rep, *[MONDAY + timedelta(hours=10), MONDAY + timedelta(days=1)] * 2, later)
    stand(rep, *[MONDAY + timedelta(hours=11)] * (standing - 4))

    with django_assert_num_queries(1):
        found = read(rep, days=2, beyond=5)

    assert (later in dict(found.counts)) is is_read
    assert found.read_until == MONDAY + timedelta(days=7 if is_read else 2)
