"""What a browser kept while it had no connection, and sends later by itself."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from prospects.models import Touch
from tests.factories import create_prospect, log

BY_ITSELF = {"accept": "application/json"}


@pytest.fixture
def prospect(rep):
    return create_prospect(owner=rep, name="New Leaf")


def test_it_counts_from_when_it_happened(press, prospect, now):
    answer = press(prospect, "no_answer", form={"ago": "600"}, headers=BY_ITSELF)

    touch = Touch.objects.get()
    assert (touch.occurred_at, touch.recorded_at) == (now - timedelta(minutes=10), now)
    assert answer.json()["next"].endswith(f"?logged={touch.public_id}")


def test_tomorrow_is_the_day_after_the_call(press, prospect):
    # Said at 23:50 in New York, sent twenty minutes later.
    ago = (datetime(2026, 3, 3, 15, tzinfo=UTC) - datetime(2026, 3, 3, 4, 50, tzinfo=UTC)).seconds

    press(prospect, "callback_agreed", when="tomorrow 16:00", form={"ago": ago}, headers=BY_ITSELF)

    assert Touch.objects.get().promised_at == datetime(2026, 3, 3, 22, tzinfo=UTC)


def test_sent_twice_it_is_one_touch_and_the_same_answer(press, prospect):
    again = {"submission_id": str(uuid4()), "cycle": prospect.cycle}

    first, second = (press(prospect, "no_answer", form=again, headers=BY_ITSELF) for _ in range(2))

    assert Touch.objects.count() == 1
    assert first.status_code == second.status_code == 200


def test_what_is_refused_is_told_in_sentences(press, prospect, now):
    log(prospect, "busy", at=now)
    stale = press(prospect, "no_answer", form={"cycle": 1}, headers=BY_ITSELF)
    unread = press(prospect, "maybe_later", period="some day", headers=BY_ITSELF)

    assert stale.status_code == unread.status_code == 422
    assert "Somebody else has logged a touch" in stale.json()["problems"][0]
    assert len(unread.json()["problems"]) == 2
    assert Touch.objects.count() == 1


@pytest.mark.parametrize("ago", ["-1", "soon", "99999999"])
def test_a_time_that_makes_no_sense_is_refused(press, prospect, ago):
    assert press(prospect, "no_answer", form={"ago": ago}).status_code == 400
    assert Touch.objects.count() == 0
