"""The number to call from: the team's own, the one this prospect saw longest ago."""

from datetime import timedelta

import pytest

from people.models import OwnNumber
from prospects import queries
from tests.factories import TUESDAY, create_prospect, log

pytestmark = pytest.mark.django_db

CHICAGO, BOSTON = "+13125550100", "+16175550100"


def number(team, text, **columns):
    return OwnNumber.objects.create(
        team=team, number=text, country="US", created_at=TUESDAY, **columns
    )


def test_a_team_without_numbers_proposes_none():
    assert queries.own_numbers(create_prospect()) is None


def test_the_number_that_they_saw_longest_ago_is_proposed():
    prospect = create_prospect()
    number(prospect.team, CHICAGO)
    number(prospect.team, BOSTON)
    log(prospect, "no_answer", own_number=CHICAGO)
    assert queries.own_numbers(prospect).proposed.number == BOSTON

    log(prospect, "no_answer", own_number=BOSTON, at=TUESDAY + timedelta(days=1))
    assert queries.own_numbers(prospect).proposed.number == CHICAGO


def test_neither_a_retired_number_nor_another_teams_is_proposed():
    prospect = create_prospect()
    number(prospect.team, CHICAGO, is_active=False)
    number(create_prospect().team, BOSTON)
    assert queries.own_numbers(prospect) is None
