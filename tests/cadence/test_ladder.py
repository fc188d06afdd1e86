"""The ladder: due, nag, end of day, escalation, every working morning, without end."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadence import rules
from tests.cadence.telling import CHICAGO, local
from tests.cadence.worlds import ZONES

HOURS = rules.WorkingHours(tz=CHICAGO)
POLICY = rules.Policy()
ROUTINE, PROMISE, NEW = (
    rules.Urgency.ROUTINE,
    rules.Urgency.PROMISE,
    rules.Urgency.NEW_LEAD,
)


def climb(due_at, urgency=ROUTINE, hours=HOURS):
    return rules.rungs(due_at, urgency=urgency, policy=POLICY, hours=hours)


def steps(found):
    return [(one.name, one.at) for one in found]


def test_a_routine_call_is_nagged_after_two_hours_and_escalated_after_a_working_day():
    assert steps(climb(local("2026-11-20", "10:00"))) == [
        ("due", local("2026-11-20", "10:00")),
        ("nag", local("2026-11-20", "12:00")),
        ("day_end", local("2026-11-20", "17:00")),
        ("escalation", local("2026-11-23", "10:00")),
        ("morning", local("2026-11-24", "09:00")),
    ]


def test_a_promise_is_nagged_after_a_quarter_and_escalated_after_half_an_hour():
    assert steps(climb(local("2026-11-20", "10:00"), PROMISE))[:4] == [
        ("due", local("2026-11-20", "10:00")),
        ("nag", local("2026-11-20", "10:15")),
        ("escalation", local("2026-11-20", "10:30")),
        ("day_end", local("2026-11-20", "17:00")),
    ]


def test_a_new_lead_is_escalated_after_an_hour():
    assert dict(steps(climb(local("2026-11-20", "10:00"), NEW)))["escalation"] == local(
        "2026-11-20", "11:00"
    )


def test_the_nag_is_the_moment_of_being_overdue():
    due_at = local("2026-11-20", "16:30")

    for urgency in rules.Urgency:
        nag = next(one for one in climb(due_at, urgency) if one.name == "nag")
        assert nag.at == due_at + rules.grace(urgency, POLICY)


def test_rungs_are_sorted_even_when_the_day_ends_before_the_nag():
    names = [one.name for one in climb(local("2026-11-20", "16:30"))]

    assert names == ["due", "day_end", "nag", "escalation", "morning"]


def test_what_falls_due_at_the_weekend_escalates_from_monday():
    found = dict(steps(climb(local("2026-11-21", "10:00"))))

    assert found["day_end"] == local("2026-11-23", "17:00")
    assert found["escalation"] == local("2026-11-24", "09:00")


def test_leave_and_holidays_are_waited_out():
    away = rules.WorkingHours(tz=CHICAGO, days_off=frozenset({date(2026, 11, 23)}))

    found = dict(steps(climb(local("2026-11-20", "10:00"), hours=away)))

    assert found["escalation"] == local("2026-11-24", "10:00")


def test_the_manager_hears_of_an_escalation_and_then_weekly():
    due_at = local("2026-11-20", "10:00")
    told = [
        rules.rung(level, due_at, urgency=ROUTINE, policy=POLICY, hours=HOURS)
        for level in range(16)
    ]
    to_manager = [one.at for one in told if "manager" in one.tells]

    assert to_manager == [
        local("2026-11-23", "10:00"),
        local("2026-11-30", "09:00"),
        local("2026-12-07", "09:00"),
    ]
    assert all("rep" in one.tells for one in told)


def test_mornings_go_on_for_ever_one_a_working_day():
    due_at = local("2026-11-20", "10:00")
    found = [
        rules.rung(level, due_at, urgency=ROUTINE, policy=POLICY, hours=HOURS)
        for level in (4, 5, 6, 7, 8, 1_000)
    ]

    assert [one.at for one in found[:5]] == [
        local("2026-11-24", "09:00"),
        local("2026-11-25", "09:00"),
        local("2026-11-26", "09:00"),
        local("2026-11-27", "09:00"),
        local("2026-11-30", "09:00"),
    ]
    assert found[5].name == "morning"
    assert found[5].level == 1_000


def test_the_first_rungs_and_those_after_them_agree():
    due_at = local("2026-11-20", "16:30")
    first = climb(due_at, PROMISE)

    assert first == tuple(
        rules.rung(level, due_at, urgency=PROMISE, policy=POLICY, hours=HOURS) for level in range(5)
    )


@settings(max_examples=200, deadline=None)
@given(
    st.datetimes(
        local("1999-06-01").replace(tzinfo=None),
        local("2100-06-01").replace(tzinfo=None),
        timezones=st.sampled_from(ZONES).map(rules.zone),
    ),
    st.sampled_from(list(rules.Urgency)),
    st.sampled_from(ZONES),
    st.integers(0, 300),
)
def test_a_ladder_climbs_strictly_and_stays_within_the_calendar(due_at, urgency, tz, level):
    hours = rules.WorkingHours(tz=tz)
    known = {"urgency": urgency, "policy": POLICY, "hours": hours}

    first = rules.rungs(due_at, **known)
    here = rules.rung(level, due_at, **known)
    above = rules.rung(level + 1, due_at, **known)

    assert [one.at for one in first] == sorted({one.at for one in first})
    assert here.at < above.at
    assert above.at.year < 2100


@pytest.mark.parametrize("urgency", list(rules.Urgency))
def test_grace_comes_from_the_policy(urgency):
    generous = rules.Policy(lead_grace_minutes=1, promise_grace_minutes=2, routine_grace_minutes=3)

    assert rules.grace(urgency, generous) == timedelta(minutes=urgency.value + 1)
