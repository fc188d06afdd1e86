"""Faults of clocks: hosts that are wrong, and a database that is set forward and back."""

import sys
import time
from datetime import timedelta

import pytest

pytestmark = pytest.mark.fault

HOUR = timedelta(hours=1)
ON_POSTGRES = pytest.mark.parametrize("house", ["postgres"], indirect=True)
ON_SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


# On SQLite the host's clock is the database's: that is F15.
@ON_POSTGRES
@pytest.mark.parametrize("off", [HOUR, -HOUR], ids=["fast", "slow"])
def test_f14_a_host_whose_clock_is_wrong_is_neither_early_nor_late(house, off):
    house.seed(reps=10, late=20, coming=60, within=6)
    command = [sys.executable, "-m", "tests.faults.wrong_clock", str(off.total_seconds())]
    house.stack.commands["wrong"] = [*command, "watchdog", "--loop"]
    house.stack.start("wrong")

    time.sleep(6)
    verdict = house.must_come_clean()

    assert verdict.lateness <= timedelta(seconds=40)


def test_f15_a_database_clock_that_is_set_back_doubles_nothing_and_is_told(house):
    house.seed(reps=5, late=10, coming=10, within=1800)
    house.run("watchdog", "--once")
    house.move_clock(HOUR)
    house.run("watchdog", "--once")
    told = len(house.found().told)

    house.move_clock(-HOUR)
    house.run("watchdog", "--once")

    assert len(house.found().told) == told
    [(noted,)] = house.rows("SELECT detail FROM reminders_heartbeat WHERE name = 'scan'")
    assert "clock_went_back_at" in str(noted)
    house.move_clock(HOUR)
    verdict = house.must_come_clean()
    assert verdict.copies == 0


@ON_SQLITE
def test_f15_a_pause_between_tries_outlasts_a_clock_that_is_set_back(house):
    house.seed(reps=3, late=6)
    house.run("scan")
    house.sink.answer = "451 4.3.0 not now"
    house.run("watchdog", "--once")
    tried = house.rows("SELECT failures FROM outbox_message WHERE failures > 0")
    assert {failures for (failures,) in tried} == {1}

    house.sink.answer = "250 OK"
    house.move_clock(-HOUR)
    house.run("watchdog", "--once")
    assert house.sink.arrivals == []

    house.move_clock(HOUR + timedelta(minutes=1))
    house.run("watchdog", "--once")
    verdict = house.must_come_clean()
    assert verdict.copies == 0
