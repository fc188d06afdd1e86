"""Hints to the workers: never before the commit, never in the way."""

import time

import pytest
from django.db import transaction

from followup.celery import app
from outbox import actions
from outbox.actions import hurrying

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def hints(monkeypatch):
    """What was asked of the workers."""
    asked = []
    monkeypatch.setattr(hurrying, "_not_before", 0.0)
    monkeypatch.setattr(app, "send_task", lambda name, **_: asked.append(name))
    return asked


def test_a_hint_goes_out_after_the_commit_and_not_before(hints):
    with transaction.atomic():
        actions.hurry("reminders.scan")
        assert hints == []

    assert hints == ["reminders.scan"]


def test_no_hint_goes_out_for_what_was_undone(hints):
    with transaction.atomic():
        actions.hurry()
        transaction.set_rollback(True)

    assert hints == []


def test_a_broker_that_is_down_is_not_noticed_and_left_alone_for_a_while(monkeypatch, hints):
    asked = []

    def refuse(name, **_):
        asked.append(name)
        raise ConnectionError

    monkeypatch.setattr(app, "send_task", refuse)
    for _ in range(5):
        actions.hurry()
    assert len(asked) == 1

    monkeypatch.setattr(hurrying, "_not_before", time.monotonic() - 1)
    actions.hurry()
    assert len(asked) == 2
