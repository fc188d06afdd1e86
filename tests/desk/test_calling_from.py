"""The team's own numbers on the card, what the manager said, and reminders that rest."""

from datetime import timedelta

import pytest
from django.urls import reverse

from people.models import OwnNumber
from prospects.actions import pause_prospect
from prospects.models import Touch
from reminders import actions as reminders
from tests.factories import create_prospect, create_team, create_user, log

CHICAGO, BOSTON = "+13125550100", "+16175550100"
RESTING = '<span class="when">Reminders rest until'


@pytest.fixture
def prospect(rep, now):
    return create_prospect(owner=rep, name="Northgate Dental", now=now)


@pytest.fixture
def numbers(team, now):
    for number in (CHICAGO, BOSTON):
        OwnNumber.objects.create(team=team, number=number, country="US", created_at=now)


@pytest.fixture
def page(desk, prospect):
    return lambda: desk.get(reverse("desk:card", args=[prospect.public_id])).content.decode()


def chosen(page: str) -> list[str]:
    """The numbers that are chosen on the page, by their values."""
    radios = [one.split(">")[0] for one in page.split('<input type="radio"')[1:]]
    return [one.split('value="')[1].split('"')[0] for one in radios if " checked" in one]


def test_a_team_without_own_numbers_is_not_asked(page):
    assert "Call from" not in page()


@pytest.mark.usefixtures("numbers")
def test_the_number_that_they_saw_longest_ago_is_chosen(page, prospect):
    log(prospect, "no_answer", own_number=CHICAGO)

    assert chosen(page()) == [BOSTON]


@pytest.mark.usefixtures("numbers")
def test_the_call_keeps_the_number_it_was_made_from(press, page, prospect):
    assert press(prospect, "no_answer", form={"own_number": BOSTON}).status_code == 303

    assert Touch.objects.get(prospect=prospect).own_number == BOSTON
    assert f"from {BOSTON}" in page()
    assert chosen(page()) == [CHICAGO]


@pytest.mark.usefixtures("numbers")
@pytest.mark.parametrize("outcome", ["sent", "replied"])
def test_what_was_no_call_of_ours_keeps_none(press, prospect, outcome):
    press(prospect, outcome, form={"own_number": BOSTON}, way="email")

    assert Touch.objects.get(prospect=prospect).own_number == ""


@pytest.mark.usefixtures("numbers")
def test_a_number_that_is_not_the_teams_is_refused(press, prospect, now):
    other = create_team(name="South")
    OwnNumber.objects.create(team=other, number="+14155550100", country="US", created_at=now)

    answer = press(prospect, "no_answer", form={"own_number": "+14155550100"})

    assert answer.status_code == 422
    assert "not the team" in answer.content.decode()
    assert not Touch.objects.filter(prospect=prospect).exists()


@pytest.mark.usefixtures("numbers")
def test_what_was_chosen_stays_chosen_when_the_log_is_refused(press, prospect):
    answer = press(prospect, "callback_agreed", form={"own_number": BOSTON}, when="never")

    assert answer.status_code == 422
    assert chosen(answer.content.decode()) == [BOSTON]


def test_the_card_tells_what_the_manager_said(page, prospect, team, now):
    manager = create_user(team=team, role="manager", name="Ada Stone")
    late = now + timedelta(days=9)
    reminders.nudge(prospect_ids=[prospect.pk], words="Call today.", by=manager, now=late)

    shown = page()

    assert "Ada Stone" in shown
    assert "<q>Call today.</q>" in shown


def test_the_card_tells_of_reminders_that_rest_and_why(page, rep, prospect, now):
    until = now + timedelta(days=3)
    pause_prospect(prospect_id=prospect.pk, until=until, reason="On holiday.", by=rep, now=now)

    assert RESTING in page()
    assert "On holiday." in page()


def test_a_pause_that_is_over_is_not_told(page, rep, prospect, now, clock):
    until = now + timedelta(days=3)
    pause_prospect(prospect_id=prospect.pk, until=until, reason="On holiday.", by=rep, now=now)
    clock.at = until

    assert RESTING not in page()
