"""A rep at the desk, and how to press its buttons."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from prospects.models import Prospect
from tests.factories import create_team, create_user


@pytest.fixture
def team(db):
    return create_team(name="North")


@pytest.fixture
def rep(team):
    return create_user(team=team, name="Mia Okafor", timezone="America/New_York")


@pytest.fixture
def desk(client: Client, rep, clock) -> Client:
    """A browser in which the rep has signed in; the clock stands."""
    client.force_login(rep)
    return client


@pytest.fixture
def press(desk: Client) -> Callable:
    """Press an outcome's button: `press(prospect, "lost", reason="too dear")`."""

    def press(prospect: Prospect, outcome: str, *, note="", form=None, headers=None, **answers):
        prospect.refresh_from_db()
        sent = {
            "submission_id": str(uuid4()),
            "cycle": prospect.cycle,
            "outcome": outcome,
            "note": note,
            **{f"{outcome}-{name}": value for name, value in answers.items()},
            **(form or {}),
        }
        address = reverse("desk:log", args=[prospect.public_id])
        return desk.post(address, sent, headers=headers or {})

    return press
