"""A small made-up world in the test's own database."""

from functools import cache

import pytest
from django.db import connection
from django.db.models import Model

from bench import loading
from bench.population import make, staff
from bench.population.chance import World
from people.models import Team, User
from prospects.models import Campaign

WORLD = World(prospects=250)


@cache
def texts() -> dict[type[Model], str]:
    """The rows of the small world, made once: they are the same each time."""
    return make.stretch(WORLD, 0).texts()


@pytest.fixture
def world() -> World:
    return WORLD


@pytest.fixture
def filled(db) -> World:
    """The small world in the database, its constraints checked."""
    teams = staff.teams(WORLD)
    Team.objects.bulk_create(teams)
    User.objects.bulk_create(staff.users(WORLD, teams, password_hash="!"))
    Campaign.objects.bulk_create(staff.campaigns(WORLD, teams))
    loading.load(texts())
    connection.check_constraints()
    loading.set_sequences(make.TABLES)
    return WORLD
