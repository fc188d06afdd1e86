"""What is due the moment it is planned is told within a moment, and never at the caller's cost."""

from datetime import timedelta

import pytest

from outbox import actions as outbox
from prospects.actions import hinting
from tests.factories import create_prospect, create_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hints(monkeypatch):
    given = []
    monkeypatch.setattr(outbox, "hurry", given.append)
    monkeypatch.setattr(hinting, "_not_before", 0.0)
    return given


def test_a_lead_that_asked_for_a_call_is_hinted_at_once(
    hints, now, django_capture_on_commit_callbacks
):
    rep = create_user()
    with django_capture_on_commit_callbacks(execute=True):
        prospect = create_prospect(owner=rep, now=now, hand_raiser=True)

    assert prospect.nag_at <= now
    assert hints == ["reminders.scan"]


def test_many_at_once_are_one_hint(hints, now, django_capture_on_commit_callbacks):
    rep = create_user()
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(5):
            create_prospect(owner=rep, now=now, hand_raiser=True)

    assert hints == ["reminders.scan"]


def test_what_is_due_later_needs_none(hints, now, django_capture_on_commit_callbacks):
    rep = create_user()
    with django_capture_on_commit_callbacks(execute=True):
        prospect = create_prospect(owner=rep, now=now)

    assert prospect.nag_at > now + timedelta(minutes=1)
    assert hints == []
