"""Faults of the mail server: refusing, hanging, throttling, turning single addresses away."""

import asyncio
import random
from datetime import timedelta

import pytest

pytestmark = pytest.mark.fault_long

# Longer than the longest pause between two tries, and shorter than a lease is worth waiting for.
LATER = timedelta(minutes=19)


def rounds(house, *, most: int = 12) -> None:
    """Let the watchdog try again and again, each time when every pause is over."""
    for _ in range(most):
        if house.verdict().is_complete:
            return
        house.move_clock(LATER)
        house.run("watchdog", "--once")


def tries(house) -> int:
    return house.rows("SELECT sum(failures) FROM outbox_message")[0][0]


@pytest.mark.parametrize("answer", ["451 4.3.0 not now", "421 4.7.0 too many", "452 full"])
def test_f22_a_mail_server_that_refuses_three_of_ten(house, answer):
    house.seed(reps=30, late=60)
    chance = random.Random(answer)
    house.sink.decide = lambda: answer if chance.random() < 0.3 else "250 OK"
    house.run("watchdog", "--once")
    assert tries(house) > 0

    rounds(house)

    assert house.must_come_clean().copies == 0


def test_f22_a_mail_server_that_is_away(house):
    house.seed(reps=10, late=20)
    house.sink.close()
    house.run("watchdog", "--once")
    assert tries(house) >= 10
    house.sink.listen()

    rounds(house)

    assert house.must_come_clean().copies == 0


def test_f22_a_mail_server_that_accepts_and_hangs_costs_a_copy_at_most(house):
    house.seed(reps=3, late=6)
    first = []

    async def hang_once():
        if not first:
            first.append(1)
            await asyncio.sleep(40)  # twice as long as anybody waits

    house.sink.before_reading = hang_once
    house.run("watchdog", "--once")

    rounds(house)

    # Whoever hung had taken nothing yet.
    assert house.must_come_clean().copies == 0


def test_f23_one_address_that_is_gone_is_dead_at_once_and_disturbs_nobody(house):
    house.seed(reps=10, late=20)
    house.sink.refused = {"person3@team.example": "550 5.1.1 no such user"}
    house.wait_until(lambda: house.run("watchdog", "--once") or settled(house) == 11)

    # What waits besides is each person's second digest, at the next of its two times of the day.
    states = dict(house.rows("SELECT address, state FROM outbox_message WHERE state <> 'pending'"))
    assert states.pop("person3@team.example") == "dead"
    assert set(states.values()) == {"sent"}
    assert house.rows("SELECT address FROM outbox_suppression") == [("person3@team.example",)]
    assert house.verdict().mails_lost == 1  # and that one alone
    del house.work.addresses[next(k for k, v in house.work.addresses.items() if "person3@" in v)]
    assert house.must_come_clean().copies == 0


def settled(house) -> int:
    return house.rows("SELECT count(*) FROM outbox_message WHERE state <> 'pending'")[0][0]


@pytest.mark.parametrize(
    "answer", ["535 5.7.8 wrong password", "530 5.7.0 sign in first", "554 5.7.1 relay denied"]
)
def test_f23_a_server_that_does_not_let_us_in_kills_no_address(house, answer):
    house.seed(reps=5, late=10)
    house.sink.turned_away = answer
    for _ in range(3):
        house.run("watchdog", "--once")
        house.move_clock(LATER)
    assert house.rows("SELECT count(*) FROM outbox_message WHERE state = 'dead'") == [(0,)]
    assert house.rows("SELECT count(*) FROM outbox_suppression") == [(0,)]
    house.sink.turned_away = ""

    rounds(house)

    assert house.must_come_clean().copies == 0


def test_f24_a_server_that_takes_fifty_and_then_no_more_for_a_while(house):
    house.seed(reps=80, late=160)
    house.sink.takes = 50
    house.run("watchdog", "--once")
    assert len(house.sink.arrivals) == 50
    house.sink.takes = None

    rounds(house)

    assert house.must_come_clean().copies == 0
