"""A team with a rep and a manager in New York, on a quiet Tuesday at ten."""

import pytest

from tests.factories import create_team, create_user


@pytest.fixture
def team(db):
    return create_team()


@pytest.fixture
def rep(team):
    return create_user(team=team, name="Rita Rep")


@pytest.fixture
def manager(team):
    return create_user(team=team, role="manager", name="Max Manager")
