"""Whose a lead becomes: in turn, by room, by territory; alike for one lead and for many."""

from datetime import timedelta

import pytest

from people.models import Leave
from prospects import actions
from prospects.actions import NewProspect, Turns
from prospects.models import Campaign, Territory
from tests.factories import TUESDAY, create_prospect, create_team, create_user

SOON = TUESDAY + timedelta(hours=2)


@pytest.fixture
def team(db):
    return create_team()


@pytest.fixture
def ann(team):
    return create_user(team=team)


@pytest.fixture
def bob(team):
    return create_user(team=team)


@pytest.fixture(params=["one", "many"])
def choose(request, team):
    """Say who gets the next lead, by the way of one lead or of many."""

    def one(new=None, campaign=None):
        new = new or NewProspect(name="x")
        if request.param == "one":
            return actions.choose_owner(team=team, now=TUESDAY, new=new, campaign=campaign)
        turns = Turns(team, now=TUESDAY)
        chosen = turns.take(new, campaign)
        turns.keep()
        return chosen

    return one


def cover(rep, **place):
    return Territory.objects.create(team=rep.team, rep=rep, **{"created_at": TUESDAY, **place})


def test_each_in_turn(choose, ann, bob):
    first, second = choose(), choose()

    assert {first, second} == {ann, bob}


def test_who_is_on_leave_is_passed_over(choose, ann, bob):
    Leave.objects.create(user=ann, first_on=TUESDAY.date(), last_on=TUESDAY.date())

    assert [choose(), choose()] == [bob, bob]


def test_who_has_no_room_is_passed_over_until_nobody_has_any(choose, ann, bob):
    for rep in (ann, bob):
        type(rep).objects.filter(pk=rep.pk).update(capacity_per_day=0)
    type(bob).objects.filter(pk=bob.pk).update(capacity_per_day=1)
    assert choose() == bob

    type(bob).objects.filter(pk=bob.pk).update(capacity_per_day=0)
    assert choose() == ann


def test_a_day_that_is_full_counts(ann, bob, team):
    type(ann).objects.filter(pk=ann.pk).update(capacity_per_day=2)
    for _ in range(2):
        create_prospect(owner=ann, next_attempt_at=SOON)

    assert [actions.choose_owner(team=team, now=TUESDAY) for _ in range(2)] == [bob, bob]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ({"country": "FR"}, {"country": "FR"}),
        ({"country": "US"}, {"country": ""}),  # the team's own
        ({"region": "Illinois"}, {"country": "US", "region": "illinois"}),
        ({"postal_prefix": "606"}, {"postal_code": "606 01"}),
    ],
)
def test_a_lead_goes_to_who_covers_its_place(choose, ann, bob, place, told):
    cover(bob, **place)

    assert {choose(NewProspect(name="x", **told)) for _ in range(3)} == {bob}


def test_a_place_that_nobody_covers_goes_in_turn(choose, ann, bob):
    cover(bob, country="FR")

    assert {choose(NewProspect(name="x", country="GB")) for _ in range(2)} == {ann, bob}


def test_the_narrowest_territory_wins(choose, ann, bob, team):
    campaign = Campaign.objects.create(team=team, slug="c", name="C", created_at=TUESDAY)
    cover(ann, country="US")
    cover(bob, country="US", region="IL")
    told = NewProspect(name="x", country="US", region="IL")
    assert choose(told) == bob

    cover(ann, campaign=campaign)
    assert choose(told, campaign) == ann


def test_a_manager_is_no_way_out_while_there_is_a_rep(choose, ann, team):
    create_user(team=team, role="manager")
    type(ann).objects.filter(pk=ann.pk).update(capacity_per_day=0)

    assert choose() == ann
