"""Wall clocks: gaps, overlaps, skipped days, windows, working days, a rep's own hours."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence import rules
from cadence.rules.hours import LAST_INSTANT
from tests.cadence.telling import CHICAGO, local
from tests.cadence.worlds import ZONES

PARIS = "Europe/Paris"


def test_a_time_that_the_clocks_skip_moves_forward_by_the_gap():
    # At 02:00 the clocks go to 03:00.
    assert rules.instant(date(2026, 3, 29), time(2, 30), PARIS) == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )


def test_a_time_that_comes_twice_is_taken_the_first_time():
    assert rules.instant(date(2026, 10, 25), time(2, 30), PARIS) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_the_second_of_two_times_is_taken_as_the_first_as_well():
    second = time(2, 30, fold=1)

    assert rules.instant(date(2026, 10, 25), second, PARIS) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_a_day_that_an_island_skipped_moves_forward_by_a_day():
    assert rules.instant(date(2011, 12, 30), time(10), "Pacific/Apia") == datetime(
        2011, 12, 30, 20, 0, tzinfo=UTC
    )


def test_a_skipped_day_has_no_half_hours():
    apia = rules.Calendar(tz="Pacific/Apia")

    assert apia.half_hours(date(2011, 12, 30)) == ()
    assert apia.is_working_day(date(2011, 12, 29))


@given(
    st.sampled_from(ZONES),
    st.dates(date(2000, 1, 3), date(2099, 11, 20)),
    st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
)
def test_an_instant_shows_the_wall_clock_it_was_made_from_or_a_later_one(tz, day, clock):
    shown = rules.instant(day, clock, tz).astimezone(rules.zone(tz)).replace(tzinfo=None)

    intended = datetime.combine(day, clock)
    assert intended <= shown <= intended + timedelta(days=1)


@given(st.sampled_from(ZONES), st.dates(date(2000, 1, 3), date(2099, 11, 20)))
def test_half_hours_are_legal_in_order_and_what_they_say_they_are(tz, day):
    calendar = rules.Calendar(tz=tz, windows=rules.week((0, 1440), days=range(7)))

    halves = calendar.half_hours(day)

    assert [at for _, at in halves] == sorted({at for _, at in halves})
    for minute, at in halves:
        shown = calendar.local(at)
        assert (shown.date(), shown.hour * 60 + shown.minute) == (day, minute)
        assert calendar.is_legal(at)


def test_a_day_that_loses_an_hour_has_two_half_hours_less():
    calendar = rules.Calendar(tz=PARIS, windows=rules.week((0, 1440), days=range(7)))

    assert len(calendar.half_hours(date(2026, 3, 29))) == 46
    assert len(calendar.half_hours(date(2026, 3, 30))) == 48


def test_the_window_s_end_is_no_time_to_call():
    calendar = rules.Calendar(tz=CHICAGO)

    assert calendar.is_legal(local("2026-11-20", "19:59"))
    assert not calendar.is_legal(local("2026-11-20", "20:00"))
    assert calendar.half_hours(date(2026, 11, 20))[-1][0] == 19 * 60 + 30


def test_a_half_hour_must_fit_into_its_window():
    calendar = rules.Calendar(tz=CHICAGO, windows=rules.week((9 * 60 + 10, 10 * 60 + 10)))

    assert [minute for minute, _ in calendar.half_hours(date(2026, 11, 20))] == [570]


def test_a_call_must_be_fit_in_every_zone_it_may_ring_in():
    calendar = rules.Calendar(tz="America/New_York", also_tz=("America/Los_Angeles",))

    halves = calendar.half_hours(date(2026, 11, 20))

    assert (halves[0][0], halves[-1][0]) == (11 * 60, 19 * 60 + 30)
    assert calendar.next_legal(local("2026-11-20", "03:00")) == local("2026-11-20", "10:00")


def test_a_holiday_is_passed_over():
    calendar = rules.Calendar(tz=CHICAGO, holidays=frozenset({date(2026, 11, 23)}))

    assert calendar.working_day(date(2026, 11, 20), after=1) == date(2026, 11, 24)
    assert calendar.working_day(date(2026, 11, 21)) == date(2026, 11, 24)
    assert calendar.next_legal(local("2026-11-20", "20:00")) == local("2026-11-24", "08:00")


def test_a_calendar_without_a_working_day_for_a_month_says_none():
    days = frozenset(date(2026, 11, 1) + timedelta(days=ahead) for ahead in range(90))

    assert rules.Calendar(tz=CHICAGO, holidays=days).working_day(date(2026, 11, 5)) is None


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "../../etc/passwd", "America", "\x00", "UTC\n"]
)
def test_what_is_no_zone_is_refused(name):
    with pytest.raises(ValueError, match="not an IANA time zone"):
        rules.Calendar(tz=name)


@pytest.mark.parametrize(
    "windows",
    [
        ((),) * 6,
        rules.week((600, 540)),
        rules.week((540, 1441)),
        rules.week((540, 700), (600, 800)),
    ],
)
def test_nonsense_windows_are_refused(windows):
    with pytest.raises(ValueError, match=r"week|Windows"):
        rules.Calendar(tz=CHICAGO, windows=windows)


# --- best times ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Tue-Thu 07:30-08:30", "Tue-Thu 07:30-08:30"),
        ("mon, fri 9:00 - 10:00", "Mon,Fri 09:00-10:00"),
        ("16:00-17:30", "Mon-Fri 16:00-17:30"),
        ("Fri-Mon 10:00-11:00", "Mon,Fri-Sun 10:00-11:00"),
        ("sat 23:00-24:00", "Sat 23:00-24:00"),
    ],
)
def test_a_best_time_is_read_as_people_write_it(text, meaning):
    best_time = rules.BestTime.parse(text)

    assert best_time.as_text() == meaning
    assert rules.BestTime.parse(meaning) == best_time


@pytest.mark.parametrize(
    "text",
    ["", "mornings", "Tue 25:00-26:00", "10:00-09:00", "Mon-Tue-Wed 9:00-10:00", "9-10" * 99],
)
def test_a_best_time_that_nobody_understands_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        rules.BestTime.parse(text)

    assert rules.BestTime.understood(text) is None


# --- a rep's working hours ----------------------------------------------------------------------

OFFICE = rules.WorkingHours(tz=CHICAGO, days_off=frozenset({date(2026, 11, 23)}))


def test_a_rep_works_neither_at_weekends_nor_on_leave():
    assert OFFICE.is_working(local("2026-11-20", "16:59"))
    assert not OFFICE.is_working(local("2026-11-20", "17:00"))
    assert not OFFICE.is_working(local("2026-11-21", "10:00"))
    assert not OFFICE.is_working(local("2026-11-23", "10:00"))


def test_the_next_working_moment_of_a_friday_evening_comes_after_the_leave():
    assert OFFICE.next_moment(local("2026-11-20", "18:00")) == local("2026-11-24", "09:00")
    assert OFFICE.next_moment(local("2026-11-20", "10:11")) == local("2026-11-20", "10:11")


def test_a_lunch_break_is_waited_out():
    split = rules.WorkingHours(tz=CHICAGO, hours=rules.week((540, 720), (780, 1020)))

    assert split.next_moment(local("2026-11-20", "12:10")) == local("2026-11-20", "13:00")


def test_endless_leave_ends_the_search_but_not_the_reminders():
    gone = frozenset(date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(3000))
    hours = rules.WorkingHours(tz=CHICAGO, days_off=gone)

    assert hours.next_day(date(2026, 11, 20)).weekday() < 5


def test_a_day_may_end_at_midnight():
    late = rules.WorkingHours(tz=CHICAGO, hours=rules.week((540, 1440)))

    assert late.ends_at(date(2026, 11, 20)) == local("2026-11-21", "00:00")


def test_a_week_without_hours_is_refused():
    with pytest.raises(ValueError, match="needs hours"):
        rules.WorkingHours(tz=CHICAGO, hours=((),) * 7)


def test_the_end_of_the_calendar_is_no_end_of_the_search():
    assert rules.WorkingHours(tz=CHICAGO).next_moment(LAST_INSTANT + timedelta(days=900))
