"""The oracle itself: it must see what is lost, doubled, early or unasked, or it proves nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.faults.oracle import Arrival, Due, Found, Told, Work, judge, mailed, rungs
from tests.faults.rig import NOON

REP, MANAGER = 7, 1
WORK = Work(
    dues=[Due(prospect=5, cycle=1, rep=REP, at=NOON - timedelta(hours=26))],
    manager=MANAGER,
    addresses={REP: "rep@team.example", MANAGER: "manager@team.example"},
)


def perfect() -> Found:
    told = [
        Told(
            prospect=prospect,
            cycle=cycle,
            level=level,
            recipient=recipient,
            kind="",
            due_at=at,
            raised_at=NOON,
        )
        for (prospect, cycle, level, recipient), at in rungs(WORK.dues[0], MANAGER)
        if at <= NOON
    ]
    return Found(
        told=told,
        arrivals=[Arrival(message_id=f"<{to}>", to=to) for to in mailed(WORK, now=NOON)],
    )


def test_a_house_that_did_everything_right_is_clean():
    verdict = judge(WORK, perfect(), now=NOON)

    assert (verdict.is_clean, verdict.is_complete, verdict.copies) == (True, True, 0)
    assert len(perfect().told) == 5


@pytest.mark.parametrize("missing", range(5))
def test_a_reminder_that_is_missing_is_seen(missing):
    found = perfect()
    del found.told[missing]

    assert judge(WORK, found, now=NOON).lost == 1


def test_a_reminder_that_is_there_twice_is_seen():
    found = perfect()
    found.told.append(found.told[2])

    assert judge(WORK, found, now=NOON).doubled == 1


def test_a_reminder_before_its_time_is_seen():
    found = perfect()
    found.told[0] = replace(found.told[0], raised_at=found.told[0].due_at - timedelta(seconds=1))

    assert judge(WORK, found, now=NOON).premature == 1


def test_a_reminder_that_nobody_asked_for_is_seen():
    found = perfect()
    found.told.append(replace(found.told[0], level=9))

    assert judge(WORK, found, now=NOON).unasked == 1


def test_a_mail_that_never_came_is_seen():
    found = perfect()
    del found.arrivals[0]

    assert judge(WORK, found, now=NOON).mails_lost == 1


def test_a_second_mail_and_a_second_copy_are_told_apart():
    found = perfect()
    found.arrivals.append(found.arrivals[0])
    assert judge(WORK, found, now=NOON).copies == 1
    assert judge(WORK, found, now=NOON).is_clean

    found.arrivals.append(replace(found.arrivals[0], message_id="<another>"))
    assert judge(WORK, found, now=NOON).mails_doubled == 1
