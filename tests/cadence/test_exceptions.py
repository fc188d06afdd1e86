"""What a team keeps to of its own: stricter everywhere, looser in exactly one place."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence import rules
from cadence.calendars import calling_calendar
from cadence.exceptions import NOTHING, Change, Day, OwnRules, meet, own_rules

MONDAY, CHRISTMAS_EVE = date(2026, 11, 23), date(2026, 12, 24)


def week(*windows, days=range(5)):
    return rules.week(*windows, days=days)


def law(*changes, country="US", region=""):
    return OwnRules(changes=changes).law(country=country, region=region)


def test_without_rules_of_its_own_the_table_holds():
    assert own_rules({}) is own_rules(None) is NOTHING
    assert law(country="FR") == rules.law_for(country="FR")


def test_a_stricter_rule_narrows_whatever_holds_there():
    everywhere = Change(windows=week((10 * 60, 16 * 60)), max_attempts=2, refusal_pause_days=30)

    france = law(everywhere, country="FR")

    assert france.windows[0] == ((600, 750), (840, 960))
    assert france.max_attempts == 2
    assert france.refusal_pause_days == 60  # France asks for more already
    assert law(everywhere, country="BR").windows == week((600, 960))


def test_a_region_with_a_law_of_its_own_is_never_loosened_by_its_country():
    looser = Change(country="US", windows=week((420, 1260), days=range(7)), is_looser=True)

    assert law(looser, region="IL").windows[5] == ((420, 1260),)
    assert law(looser, region="FL") == rules.law_for(country="US", region="FL")


def test_a_looser_rule_widens_the_binding_hours_of_exactly_its_place():
    sunday = Change(country="AU", windows=week((9 * 60, 20 * 60), days=range(7)), is_looser=True)

    australia = law(sunday, country="AU")

    assert australia.binding[6] == ((540, 1200),)
    assert law(sunday, country="NZ") == rules.law_for(country="NZ")


def test_stricter_beside_looser_still_narrows():
    looser = Change(country="DE", windows=week((420, 1200)), is_looser=True)
    stricter = Change(windows=week((8 * 60, 17 * 60)))

    assert law(stricter, looser, country="DE").windows == week((480, 1020))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (Change(windows=week((9 * 60, 17 * 60))), ()),
        (Change(windows=week((7 * 60, 17 * 60))), ("hours",)),
        (Change(windows=week((540, 600), days=(5,))), ("hours",)),
        (Change(max_attempts=3), ()),
        (Change(max_attempts=4), ("attempts",)),
        (Change(refusal_pause_days=0), ()),
    ],
    ids=str,
)
def test_what_is_looser_than_the_table_is_named(change, found):
    assert change.loosens(rules.law_for(country="US")) == found


def test_less_pause_after_a_refusal_than_the_table_is_looser():
    assert Change(refusal_pause_days=30).loosens(rules.law_for(country="FR")) == ("pause",)


def test_rules_survive_being_stored():
    kept = OwnRules(
        changes=(Change(country="US", region="FL", windows=week((600, 960)), max_attempts=2),),
        days=(Day(on=CHRISTMAS_EVE, country="US"), Day(on=MONDAY, is_holiday=False)),
    )

    assert own_rules(kept.as_json()) == kept


def test_a_calendar_keeps_to_the_teams_hours_and_days():
    own = OwnRules(
        changes=(Change(country="US", windows=week((600, 720))),),
        days=(Day(on=CHRISTMAS_EVE), Day(on=date(2026, 11, 26), country="US", is_holiday=False)),
    )

    calendar = calling_calendar(tz="America/Chicago", country="US", own=own)

    assert [minute for minute, _ in calendar.half_hours(MONDAY)] == [600, 630, 660, 690]
    assert not calendar.is_working_day(CHRISTMAS_EVE)
    assert calendar.is_working_day(date(2026, 11, 26))
    assert calling_calendar(tz="America/Chicago", country="US", own=own) is calendar


def pairs(minutes):
    ends = sorted(minutes)
    return tuple(zip(ends[::2], ends[1::2], strict=False))


_days = st.lists(st.integers(0, 48).map(lambda half: half * 30), max_size=4, unique=True).map(pairs)
_weeks = st.lists(_days, min_size=7, max_size=7).map(tuple)


@given(_weeks, st.sampled_from(sorted(rules.LAWS)))
def test_a_stricter_rule_never_opens_a_minute_that_was_closed(hours, key):
    country, _, region = key.partition("-") if key != "floor" else ("BR", "", "")
    before = rules.law_for(country=country, region=region)

    after = Change(windows=hours).applied(before, country=country, region=region)

    assert meet(before.windows, after.windows) == after.windows
    assert after.binding == before.binding
