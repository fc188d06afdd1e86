"""Faults of the work itself: poison, floods, long outages, races, watchers that are dead."""

import json
import time
from contextlib import closing
from datetime import timedelta

import pytest
import redis

from tests.faults.pushing import LEADS
from tests.faults.rig import RAISERS

pytestmark = pytest.mark.fault_long

ON_POSTGRES = pytest.mark.parametrize("house", ["postgres"], indirect=True)


@ON_POSTGRES
def test_f9_a_broker_whose_memory_is_full(house):
    house.seed(reps=10, late=50, coming=40, within=10)
    with closing(redis.Redis(port=house.broker.port)) as client:
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", "1mb")
    house.stack.start("web", *RAISERS)
    house.stack.wait()
    key = house.key()

    answers = [house.push_lead(key, number) for number in range(20)]
    hint_took = house.hint()

    assert {status for status, _ in answers} == {201}
    assert hint_took < 3
    house.work.add_leads(house.rows(LEADS))
    assert house.must_come_clean().lateness <= timedelta(seconds=60)


def test_f31_a_row_that_cannot_be_raised_stops_nobody_else(house):
    house.seed(reps=5, late=40)
    poisoned = house.work.dues.pop(0)
    # An urgency that no rule knows, as nothing but SQL can write it.
    house.write(f"UPDATE prospects_prospect SET urgency = 99 WHERE id = {poisoned.prospect}")

    house.run("watchdog", "--once")

    [(marked, kind)] = house.rows(
        "SELECT id, raise_error FROM prospects_prospect WHERE raise_error <> ''"
    )
    assert (marked, kind) == (poisoned.prospect, "ValueError")
    house.must_come_clean()


def test_f34_ten_thousand_at_one_instant(house):
    house.seed(reps=50, late=10_000)
    began = time.monotonic()

    while house.rows("SELECT count(*) FROM prospects_prospect WHERE nag_level = 0")[0][0]:
        house.run("scan")
    took = time.monotonic() - began
    house.stack.start("watchdog")
    house.must_come_clean(within=240)

    assert took <= 30
    # One mail a person, whatever the number of prospects.
    assert len(house.sink.arrivals) == 51


def test_f35_an_outage_of_a_day_and_more(house):
    house.seed(reps=20, late=0, coming=400, within=3600)
    house.move_clock(timedelta(hours=26))

    house.run("scan")
    house.stack.start("watchdog")
    verdict = house.must_come_clean(within=120)
    assert verdict.copies == 0
    # Each missed rung has its row, and a person is left one to see about each prospect.
    [(unseen,)] = house.rows(
        "SELECT count(*) FROM (SELECT 1 FROM reminders_reminder WHERE lapsed_at IS NULL"
        " GROUP BY prospect_id, recipient_id HAVING count(*) > 1) AS twice"
    )
    assert unseen == 0


def test_f39_a_watchdog_that_was_killed_is_missed(house):
    house.seed(reps=3, late=3)
    house.stack.start("web", "watchdog")
    house.stack.wait()
    house.wait_until(lambda: house.beats("watchdog"))
    house.kill("watchdog")
    house.stack.stop()
    house.move_clock(timedelta(minutes=4))
    house.stack.start("web")
    house.stack.wait()

    answer = house.stack.get("/readyz")

    assert answer.status == 503
    assert any("scan" in reason for reason in json.loads(answer.text)["reasons"])
    house.stack.start("watchdog")
    house.must_come_clean()


def test_f40_a_scan_that_beats_and_raises_nothing_is_seen(house):
    house.seed(reps=3, late=3)
    house.stack.start("web")
    house.stack.wait()
    house.python("-m", "tests.faults.bodiless")  # a heart without a body

    answer = house.stack.get("/readyz")

    assert answer.status == 503
    assert "Something is due and was not raised." in json.loads(answer.text)["reasons"]
    house.run("watchdog", "--once")
    house.must_come_clean()


@ON_POSTGRES
def test_flood_of_webhooks_that_delays_no_reminder(house):
    """Ten thousand webhooks to a server that never answers, and the reminders come in time."""
    house.seed(reps=10, late=20, coming=60, within=12)
    house.python("-m", "tests.faults.flood", "10000")
    house.stack.start("scanner", "worker", "bulk", "beat", "watchdog")

    time.sleep(15)
    verdict = house.must_come_clean()

    assert verdict.lateness <= timedelta(seconds=60)
    waiting = house.rows(
        "SELECT count(*) FROM outbox_message WHERE channel = 'webhook' AND state = 'pending'"
    )
    assert waiting[0][0] > 9_000
