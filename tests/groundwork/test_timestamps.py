"""Times from outside: with an offset, of a sane year, or not at all."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundwork import timestamps
from groundwork.timestamps import PLANNED, RECORDED, BadTime


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-20T15:02:11-05:00", datetime(2026, 11, 20, 20, 2, 11, tzinfo=UTC)),
        ("2026-11-20T20:02:11Z", datetime(2026, 11, 20, 20, 2, 11, tzinfo=UTC)),
        ("2026-11-20t20:02z", datetime(2026, 11, 20, 20, 2, tzinfo=UTC)),
        ("2026-11-20 20:02:11.123456789+0000", datetime(2026, 11, 20, 20, 2, 11, 123456, UTC)),
        (" 1900-01-01T00:00:00Z ", datetime(1900, 1, 1, tzinfo=UTC)),
        ("2200-12-31T23:59:59Z", datetime(2200, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_time_with_its_offset_is_understood(written, meant):
    assert timestamps.instant(written) == meant


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2026-11-20T15:02:11", "no_offset"),
        ("2026-11-20 15:02", "no_offset"),
        ("2026-11-20", "malformed"),
        ("tomorrow at nine", "malformed"),
        ("1763650931", "malformed"),
        ("2026-02-30T00:00:00Z", "malformed"),
        ("2026-13-01T00:00:00Z", "malformed"),
        ("2016-12-31T23:59:60Z", "malformed"),
        ("2026-01-01T24:00:00Z", "malformed"),
        ("2026-01-01T00:00:00+99:00", "malformed"),
        ("٢٠٢٦-01-01T00:00:00Z", "malformed"),
        ("0001-01-01T00:00:00+14:00", "out_of_range"),
        ("9999-12-31T23:59:59-12:00", "out_of_range"),
        ("1899-12-31T23:59:59Z", "out_of_range"),
        ("1900-01-01T00:00:00+01:00", "out_of_range"),
        ("2201-01-01T00:00:00Z", "out_of_range"),
        ("0000-00-00T00:00:00Z", "malformed"),
    ],
)
def test_any_other_time_is_refused(written, code):
    with pytest.raises(BadTime) as refusal:
        timestamps.instant(written)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("year", "fits"), [(1999, False), (2000, True), (2099, True), (2100, False)]
)
def test_a_plan_lies_in_this_century(year, fits):
    assert _fits(f"{year}-06-01T00:00:00Z") == fits


def test_a_date_is_a_date():
    assert timestamps.day("2027-06-01") == date(2027, 6, 1)
    assert timestamps.day("2028-02-29") == date(2028, 2, 29)


@pytest.mark.parametrize(
    "written", ["2026-02-29", "01/06/2027", "2027-6-1", "20270601", "2027-W01-1", "1899-12-31"]
)
def test_any_other_date_is_refused(written):
    with pytest.raises(BadTime):
        timestamps.day(written)


@given(st.datetimes(datetime(1900, 1, 2), datetime(2200, 12, 30), timezones=st.timezones()))
def test_an_instant_written_anywhere_comes_back_the_same(at):
    offset = at.utcoffset()
    assert offset is not None
    if offset.total_seconds() % 60:
        return  # local mean time of old years: no offset of ISO 8601 says it

    assert timestamps.instant(at.isoformat()) == at.astimezone(UTC)


@given(st.text(max_size=40))
def test_any_text_at_all_is_a_time_or_refused(written):
    try:
        at = timestamps.instant(written, years=RECORDED)
    except BadTime:
        return

    assert at.tzinfo is UTC


def _fits(written: str) -> bool:
    try:
        timestamps.instant(written, years=PLANNED)
    except BadTime:
        return False
    return True
