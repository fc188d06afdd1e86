"""A time as a rep types it while somebody is on the line."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.when import NotATime, parse_day, parse_later, parse_when

MONDAY_9_40_IN_DENVER = datetime(2026, 11, 23, 16, 40, tzinfo=UTC)


def heard(text, zone="America/Denver", now=MONDAY_9_40_IN_DENVER):
    return parse_when(text, now=now, zone=zone)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("15:30", datetime(2026, 11, 23, 22, 30, tzinfo=UTC)),
        ("3.30pm", datetime(2026, 11, 23, 22, 30, tzinfo=UTC)),
        ("9", datetime(2026, 11, 24, 16, tzinfo=UTC)),
        ("tomorrow 9", datetime(2026, 11, 24, 16, tzinfo=UTC)),
        ("Tomorrow at 9:15", datetime(2026, 11, 24, 16, 15, tzinfo=UTC)),
        ("fri 14:00", datetime(2026, 11, 27, 21, tzinfo=UTC)),
        ("next friday 14h00", datetime(2026, 11, 27, 21, tzinfo=UTC)),
        ("mon 10", datetime(2026, 11, 30, 17, tzinfo=UTC)),
        ("3 dec 10:15", datetime(2026, 12, 3, 17, 15, tzinfo=UTC)),
        ("dec 3rd 10:15", datetime(2026, 12, 3, 17, 15, tzinfo=UTC)),
        ("2 jan 8:30", datetime(2027, 1, 2, 15, 30, tzinfo=UTC)),
        ("2026-12-03 10:15", datetime(2026, 12, 3, 17, 15, tzinfo=UTC)),
        ("2026-12-03T10:15", datetime(2026, 12, 3, 17, 15, tzinfo=UTC)),
        ("in 20 min", datetime(2026, 11, 23, 17, 0, tzinfo=UTC)),
        ("2h", datetime(2026, 11, 23, 18, 40, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_on_the_prospects_own_clock(typed, meant):
    assert heard(typed) == meant


def test_an_hour_that_the_clock_change_skips_moves_forward():
    winter = datetime(2027, 3, 27, 12, tzinfo=UTC)
    assert heard("28 mar 2:30", zone="Europe/Paris", now=winter) == datetime(
        2027, 3, 28, 1, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "25:00",
        "9:75",
        "13pm",
        "32 dec 10:00",
        "30 feb 9",
        "2026-13-01 9",
        "9999-01-01 9",
    ],
)
def test_what_is_no_time_is_refused_in_words(typed):
    with pytest.raises(NotATime) as refused:
        heard(typed)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2 months", {"period_days": 61}),
        ("in 6 weeks", {"period_days": 42}),
        ("a year", {"period_days": 365}),
        ("10 days", {"period_days": 10}),
        ("march", {"month": "2027-03"}),
        ("in November", {"month": "2026-11"}),
        ("march 2028", {"month": "2028-03"}),
        ("2027-03", {"month": "2027-03"}),
    ],
)
def test_maybe_later_is_a_period_or_a_month(typed, meant):
    assert parse_later(typed, today=date(2026, 11, 23)) == meant


@pytest.mark.parametrize("typed", ["", "later", "0 days", "99 years", "2027-13", "never ever"])
def test_a_period_that_is_none_is_refused(typed):
    with pytest.raises(NotATime):
        parse_later(typed, today=date(2026, 11, 23))


def test_a_weekday_is_never_today():
    monday = date(2026, 11, 23)
    assert parse_day("monday", today=monday) == date(2026, 11, 30)


@given(st.text(max_size=40))
def test_anything_typed_is_either_a_time_or_refused(text):
    for read in (heard, lambda typed: parse_later(typed, today=date(2026, 11, 23))):
        try:
            read(text)
        except NotATime:
            continue
        assert text.strip()
