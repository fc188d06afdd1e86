"""A team with a manager and two reps, and the manager's own browser."""

import pytest
from django.test import Client

from people.models import Team, User
from tests.factories import create_team, create_user


@pytest.fixture
def team() -> Team:
    return create_team()


@pytest.fixture
def manager(team: Team) -> User:
    return create_user(team=team, role="manager", name="Mia Stone")


@pytest.fixture
def ana(team: Team) -> User:
    return create_user(team=team, name="Ana Ruiz")


@pytest.fixture
def bo(team: Team) -> User:
    return create_user(team=team, name="Bo Lindqvist", timezone="Europe/Paris")


@pytest.fixture
def browser(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client
