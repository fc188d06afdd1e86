"""Faults while mail is sent: at least once, and a second copy only for a crash."""

import os
import signal
import threading
from datetime import timedelta

import pytest

from outbox.actions import LEASE

pytestmark = pytest.mark.fault

PAST_THE_LEASE = LEASE + timedelta(seconds=1)


def test_f2_killed_between_their_acceptance_and_our_commit(house):
    house.seed(reps=12, late=24)
    deaths = iter([True, False] * 3)

    def die_now_and_then(_arrival):
        # The server has it, and whoever sent it will never know.
        if next(deaths, False):
            os.killpg(house.stack.programs["watchdog"].pid, signal.SIGKILL)

    house.sink.before_answer = die_now_and_then
    for _ in range(3):
        house.stack.start("watchdog")
        died = house.stack.programs["watchdog"].wait(60)
        assert died == -signal.SIGKILL
        house.crashes += 1
        house.stack.programs.pop("watchdog")
        house.move_clock(PAST_THE_LEASE)
    house.stack.start("watchdog")
    verdict = house.must_come_clean()

    assert verdict.copies == house.crashes == 3


def test_f3_killed_between_the_commit_and_the_hint(house):
    house.seed(reps=12, late=24)
    house.stack.start("worker")

    house.run("scan")  # commits, and hints to nobody
    house.stack.start("watchdog")
    verdict = house.must_come_clean(within=30)

    assert verdict.copies == 0


def test_f13_a_sender_frozen_past_its_lease_wakes_and_changes_nothing(house):
    house.seed(reps=5, late=10)
    frozen, thawed = threading.Event(), threading.Event()

    def freeze_the_first(_arrival):
        if not frozen.is_set():
            house.signal("watchdog", signal.SIGSTOP)
            frozen.set()

    house.sink.before_answer = freeze_the_first
    house.stack.start("watchdog")
    assert frozen.wait(60)
    zombie = house.stack.programs.pop("watchdog")

    house.move_clock(PAST_THE_LEASE)
    house.stack.start("watchdog")
    house.must_come_clean()
    before = house.rows("SELECT id, state, sent_at, failures, claims FROM outbox_message")
    os.killpg(zombie.pid, signal.SIGCONT)
    thawed.wait(5)
    after = house.rows("SELECT id, state, sent_at, failures, claims FROM outbox_message")
    os.killpg(zombie.pid, signal.SIGKILL)
    zombie.wait()

    assert sorted(after) == sorted(before)
    assert house.verdict().copies <= 1
