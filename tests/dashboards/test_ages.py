"""How old an overdue attempt is: in days worked, on the rep's own clock."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence import rules
from dashboards.ages import LOOK_BACK, Age, ages

NEW_YORK = rules.WorkingHours(tz="America/New_York")
# 10:00 in New York.
TUESDAY = datetime(2026, 3, 3, 15, tzinfo=UTC)
FRIDAY_AT_FIVE = datetime(2026, 2, 27, 22, tzinfo=UTC)


def age(overdue_at, *, now=TUESDAY, hours=NEW_YORK):
    return ages(hours, now=now).age(overdue_at)


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (timedelta(0), Age.HOUR),
        (timedelta(hours=1), Age.HOUR),
        (timedelta(hours=1, seconds=1), Age.TODAY),
        (timedelta(hours=10), Age.TODAY),  # midnight in New York
        (timedelta(hours=10, seconds=1), Age.DAYS_1_TO_3),
    ],
)
def test_the_first_hour_comes_before_today_and_today_begins_at_the_reps_midnight(ago, expected):
    assert age(TUESDAY - ago) is expected


def test_a_weekend_makes_nothing_older():
    sunday = datetime(2026, 3, 1, 18, tzinfo=UTC)
    monday = datetime(2026, 3, 2, 15, tzinfo=UTC)

    assert age(FRIDAY_AT_FIVE, now=sunday) is Age.TODAY
    assert ages(NEW_YORK, now=sunday).working_days(FRIDAY_AT_FIVE) == 0
    assert age(FRIDAY_AT_FIVE, now=monday) is Age.DAYS_1_TO_3
    assert ages(NEW_YORK, now=monday).working_days(FRIDAY_AT_FIVE) == 1


def test_neither_a_holiday_nor_leave_makes_anything_older():
    monday_and_tuesday = [date(2026, 3, 2), date(2026, 3, 3)]
    holiday = rules.WorkingHours(tz="America/New_York", holidays=frozenset(monday_and_tuesday))
    leave = rules.WorkingHours(tz="America/New_York", days_off=frozenset(monday_and_tuesday))

    assert age(FRIDAY_AT_FIVE) is Age.DAYS_1_TO_3
    assert age(FRIDAY_AT_FIVE, hours=holiday) is Age.TODAY
    assert age(FRIDAY_AT_FIVE, hours=leave) is Age.TODAY


def test_two_reps_in_two_zones_may_see_the_same_attempt_as_of_two_days():
    # Monday 23:30 in New York, Tuesday 05:30 in Paris.
    overdue_at = datetime(2026, 3, 3, 4, 30, tzinfo=UTC)

    assert age(overdue_at) is Age.DAYS_1_TO_3
    assert age(overdue_at, hours=rules.WorkingHours(tz="Europe/Paris")) is Age.TODAY


def test_what_is_overdue_for_more_than_a_year_is_old_even_if_its_rep_was_away_all_the_time():
    away = frozenset(TUESDAY.date() - timedelta(days=ahead) for ahead in range(500))
    hours = rules.WorkingHours(tz="America/New_York", days_off=away)

    assert age(TUESDAY - timedelta(days=300), hours=hours) is Age.TODAY
    assert age(TUESDAY - LOOK_BACK - timedelta(days=2), hours=hours) is Age.DAYS_8


# --- A recount, day by day ------------------------------------------------------------------------


def recounted(overdue_at, *, now, hours):
    """The age by its definition: walk from the local day to today and count what was worked."""
    if now - overdue_at <= timedelta(hours=1):
        return Age.HOUR, None
    day, today = hours.local_day(overdue_at), hours.local_day(now)
    worked = 0
    while day < today:
        day += timedelta(days=1)
        worked += hours.works_on(day)
    limits = [(0, Age.TODAY), (3, Age.DAYS_1_TO_3), (7, Age.DAYS_4_TO_7)]
    return next((name for most, name in limits if worked <= most), Age.DAYS_8), worked


zones = st.sampled_from(
    [
        "UTC",
        "America/New_York",
        "Europe/Paris",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Asia/Beirut",
        "Africa/Cairo",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
    ]
)
days = st.dates(min_value=date(2024, 1, 1), max_value=date(2027, 12, 31))
working = st.builds(
    lambda tz, idle, first, free: rules.WorkingHours(
        tz=tz,
        hours=tuple(() if weekday in idle else ((540, 1020),) for weekday in range(7)),
        holidays=free,
        days_off=frozenset(first + timedelta(days=ahead) for ahead in range(12)),
    ),
    tz=zones,
    idle=st.sets(st.integers(0, 6), max_size=6),
    first=days,
    free=st.frozensets(days, max_size=8),
)
moments = st.builds(
    lambda day, seconds: datetime.combine(day, time(), tzinfo=UTC) + timedelta(seconds=seconds),
    days,
    st.integers(0, 86_399),
)
lateness = st.one_of(
    st.integers(0, 2 * 3_600),
    st.integers(0, 4 * 86_400),
    st.integers(0, 360 * 86_400),
)


@given(hours=working, now=moments, late=lateness)
def test_an_age_is_what_walking_through_the_days_counts(hours, now, late):
    overdue_at = now - timedelta(seconds=late)
    found = ages(hours, now=now)

    expected, worked = recounted(overdue_at, now=now, hours=hours)

    assert found.age(overdue_at) is expected
    if worked is not None:
        assert found.working_days(overdue_at) == worked


@given(hours=working, now=moments, late=lateness)
def test_an_attempt_lies_in_the_span_of_its_age_and_in_no_other(hours, now, late):
    overdue_at = now - timedelta(seconds=late)
    found = ages(hours, now=now)

    inside = [each for each in Age if lies_in(found.span(each), overdue_at)]

    assert inside == [found.age(overdue_at)]


def lies_in(span, at):
    first, before = span
    return (first is None or at >= first) and (before is None or at < before)
