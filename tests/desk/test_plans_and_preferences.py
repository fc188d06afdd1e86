"""A rep moves an attempt, and decides how the pages look."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from prospects.models import PlanChange
from tests.factories import create_prospect, create_user


@pytest.fixture
def prospect(rep, now):
    return create_prospect(owner=rep, now=now, name="Northgate")


def move(desk, prospect, **form):
    sent = {f"move-{name}": value for name, value in form.items()}
    return desk.post(reverse("desk:move", args=[prospect.public_id]), sent)


def test_an_attempt_waits_until_the_time_that_was_typed(desk, prospect):
    answer = move(desk, prospect, when="thu 10:00", reason="trade fair until then")

    prospect.refresh_from_db()
    assert answer.status_code == 303
    assert prospect.next_attempt_at == datetime(2026, 3, 5, 16, 0, tzinfo=UTC)
    assert PlanChange.objects.get().reason == "trade fair until then"


@pytest.mark.parametrize(
    "form",
    [{"when": "thu 10:00"}, {"reason": "later"}, {"when": "soon", "reason": "later"}],
    ids=["no reason", "no time", "no such time"],
)
def test_a_move_without_a_time_or_a_reason_is_refused(desk, prospect, form):
    answer = move(desk, prospect, **form)

    assert answer.status_code == 422
    assert not PlanChange.objects.exists()


def test_nobody_moves_another_teams_attempt(desk, db):
    assert move(desk, create_prospect(owner=create_user()), when="9", reason="x").status_code == 404


def save(desk, **changed):
    form = {"theme": "dark", "single_key_shortcuts": "on", "timezone": "Europe/Paris", **changed}
    return desk.post(reverse("desk:preferences"), {k: v for k, v in form.items() if v is not None})


def test_the_look_is_the_persons_own(desk, rep):
    save(desk)

    page = desk.get(reverse("desk:preferences")).content.decode()
    rep.refresh_from_db()
    assert 'data-bs-theme="dark"' in page
    assert rep.timezone == "Europe/Paris"


def test_single_keys_can_be_switched_off(desk):
    save(desk, single_key_shortcuts=None)

    assert 'data-shortcuts="off"' in desk.get(reverse("desk:queue")).content.decode()


@pytest.mark.parametrize("nonsense", [{"theme": "red"}, {"timezone": "Mars/Olympus"}], ids=str)
def test_a_look_or_a_zone_that_does_not_exist_is_refused(desk, rep, nonsense):
    answer = save(desk, **nonsense)

    rep.refresh_from_db()
    assert answer.status_code == 422
    assert rep.theme == "system"
