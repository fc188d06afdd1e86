"""A fault of a single worker: a letter that kills whoever sends it."""

import sys
import time
from pathlib import Path

import pytest

from tests.faults.test_sending import PAST_THE_LEASE

pytestmark = pytest.mark.fault_long

POISON = "person5@team.example"
MOST_CLAIMS = 5


def poison_the_worker(house, file: Path) -> None:
    command = [sys.executable, "-m", "tests.faults.poisoned", POISON, str(file)]
    house.stack.commands["worker"] = [*command, *house.stack.commands["worker"]]


def deaths(file: Path) -> int:
    return len(file.read_text().splitlines()) if file.exists() else 0


def test_f32_a_letter_that_kills_every_worker_takes_nobody_with_it(house, tmp_path):
    house.seed(reps=30, late=60)
    house.run("scan")
    died = tmp_path / "died"
    poison_the_worker(house, died)

    for turn in range(1, MOST_CLAIMS + 1):
        house.stack.start("worker", "beat")
        house.wait_until(lambda turn=turn: deaths(died) == turn)
        house.crashes += 1
        time.sleep(3)  # others go on with what nobody holds
        house.stack.kill("worker", "beat")
        house.move_clock(PAST_THE_LEASE)
    house.stack.start("worker", "beat")
    dead = "SELECT address FROM outbox_message WHERE state = 'dead'"
    house.wait_until(lambda: house.rows(dead) == [(POISON,)])
    house.wait_until(lambda: len(house.sink.arrivals) == 30)

    assert deaths(died) == MOST_CLAIMS
    assert {each.to for each in house.sink.arrivals} == {
        address for address in house.work.addresses.values() if address != POISON
    }
    # Its mail alone is given up, and doctor says so: everything else is as it must be.
    del house.work.addresses[next(k for k, v in house.work.addresses.items() if v == POISON)]
    house.notes.append(f"given up after {MOST_CLAIMS} deaths")
    house.must_come_clean()
