"""Faults while reminders are raised: whatever dies, each is there once and in time."""

import random
import time
from datetime import timedelta

import pytest

from tests.faults.rig import RAISERS

pytestmark = pytest.mark.fault

ON_POSTGRES = pytest.mark.parametrize("house", ["postgres"], indirect=True)
ON_SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)

# What came in by the API joins what the house has to do.
LEADS = (
    "SELECT id, cycle, owner_id, next_attempt_at FROM prospects_prospect"
    " WHERE name LIKE 'Lead %' AND next_attempt_at IS NOT NULL"
)


def test_f1_programs_are_killed_in_the_middle_of_their_work(house):
    house.seed(reps=60, late=900, coming=60, within=8)
    chance = random.Random(1)
    house.stack.start(*RAISERS)

    end = time.monotonic() + 10
    while time.monotonic() < end:
        time.sleep(chance.uniform(0.4, 1.2))
        victim = chance.choice(["scanner", "worker", "watchdog"])
        house.kill(victim)
        house.stack.start(victim)

    # What was claimed by the dead is free when its lease is up: later by the clock.
    house.stack.stop()
    house.move_clock(timedelta(seconds=61))
    house.stack.start("watchdog")
    verdict = house.must_come_clean()
    assert verdict.copies <= house.crashes


def test_f4_three_of_everything_at_once_tell_everybody_once(house):
    house.seed(reps=30, late=1500, coming=60, within=8)
    again = {
        f"{name}{number}": [
            word.replace("@%h", f"{number}@%h") for word in house.stack.commands[name]
        ]
        for name in ("scanner", "beat", "watchdog")
        for number in (2, 3)
    }
    house.stack.commands |= again
    house.stack.start(*RAISERS, *again)

    time.sleep(8)
    verdict = house.must_come_clean()

    assert verdict.copies == 0


@ON_SQLITE
def test_f5_without_celery_beat_and_redis_the_watchdog_is_enough(house):
    house.broker.stop()
    house.seed(reps=10, late=50, coming=60, within=8)
    house.stack.start("watchdog")

    time.sleep(8)
    verdict = house.must_come_clean()

    assert verdict.lateness <= timedelta(seconds=40)


@ON_POSTGRES
def test_f6_a_broker_that_forgets_everything_again_and_again(house):
    house.seed(reps=10, late=50, coming=100, within=12)
    house.stack.start(*RAISERS)

    for _ in range(12):
        time.sleep(1)
        house.broker.flush()
    verdict = house.must_come_clean()

    assert verdict.lateness <= timedelta(seconds=60)


@ON_POSTGRES
def test_f7_a_broker_that_is_away_and_comes_back_with_nothing(house):
    house.seed(reps=10, late=50, coming=60, within=12)
    house.stack.start("web", "scanner", "worker", "beat")
    house.stack.wait()
    key = house.key()
    house.wait_until(lambda: house.beats("worker"))

    house.broker.stop()
    answers = [house.push_lead(key, number) for number in range(30)]
    hint_took = house.hint()
    before = house.beats("worker")
    house.broker.start()

    assert hint_took < 3
    assert {status for status, _ in answers} == {201}
    assert sorted(seconds for _, seconds in answers)[-3] <= 0.5
    house.wait_until(lambda: house.beats("worker") > before, seconds=30)
    house.work.add_leads(house.rows(LEADS))
    verdict = house.must_come_clean()
    assert verdict.lateness <= timedelta(seconds=60)


@ON_POSTGRES
def test_f8_a_broker_that_takes_everything_and_answers_nothing(house):
    house.seed(reps=10, late=50, coming=60, within=8)
    house.stack.start("web", *RAISERS)
    house.stack.wait()
    key = house.key()

    house.broker.freeze()
    try:
        answers = [house.push_lead(key, number) for number in range(30)]
        hint_took = house.hint()
        time.sleep(5)
    finally:
        house.broker.thaw()

    assert hint_took < 3
    assert {status for status, _ in answers} == {201}
    assert max(seconds for _, seconds in answers) < 3
    house.work.add_leads(house.rows(LEADS))
    verdict = house.must_come_clean()
    assert verdict.lateness <= timedelta(seconds=60)
