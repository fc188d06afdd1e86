"""Who a session stands for."""

import pytest
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.test import Client

from people.models import User
from tests.factories import create_user

pytestmark = pytest.mark.django_db


def whose(browser: Client):
    """Return the person that a request of this browser comes from."""
    request = HttpRequest()
    request.session = browser.session
    return get_user(request)


@pytest.fixture
def rep() -> User:
    return create_user()


@pytest.fixture
def browser(rep) -> Client:
    browser = Client()
    browser.force_login(rep)
    return browser


def test_a_session_brings_the_person_and_their_team_in_one_statement(
    browser, rep, django_assert_num_queries
):
    request = HttpRequest()
    request.session = browser.session
    assert request.session["_auth_user_id"] == str(rep.pk)
    with django_assert_num_queries(1):
        person = get_user(request)
        assert (person, person.team.name) == (rep, rep.team.name)


def test_whoever_is_disabled_is_a_stranger_at_once(browser, rep):
    User.objects.filter(pk=rep.pk).update(is_active=False)
    assert not whose(browser).is_authenticated


def test_a_session_of_somebody_who_is_gone_is_nobodys(browser, rep):
    User.objects.filter(pk=rep.pk).delete()
    assert not whose(browser).is_authenticated
