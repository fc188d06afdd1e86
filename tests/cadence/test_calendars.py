"""Calling law, holidays, zones, and the hours of a rep as they are stored."""

from datetime import date, timedelta

import pytest

from cadence import rules
from cadence.calendars import calling_calendar, public_holidays, rep_hours, zone_for, zones_for
from cadence.exceptions import Day, OwnRules
from cadence.rules.law import FLOOR
from tests.cadence.telling import local


def test_every_law_names_its_source_its_date_and_its_standing():
    for law in rules.LAWS.values():
        assert law.source
        assert date.fromisoformat(law.as_of)
        assert law.status in ("V", "S", "M")
        assert law.calendar(tz="UTC").working_day(date(2026, 11, 21)) == date(2026, 11, 23)


def test_the_product_s_own_hours_lie_within_what_the_law_allows():
    for law in rules.LAWS.values():
        calendar = law.calendar(tz="UTC")
        assert all(calendar.law_allows(at) for _, at in calendar.half_hours(date(2026, 11, 23)))


@pytest.mark.parametrize(
    ("country", "region", "key"),
    [
        ("US", "FL", "US-FL"),
        ("us", "us-fl", "US-FL"),
        ("US", "IL", "US"),
        ("US", "", "US"),
        ("DE", "BY", "DE"),
        ("BR", "SP", "floor"),
        ("", "", "floor"),
        ("FL", "", "floor"),
    ],
)
def test_the_most_particular_law_holds(country, region, key):
    assert rules.law_for(country=country, region=region).key == key


def test_nothing_known_means_weekdays_from_eight_to_twenty_and_three_attempts_a_day():
    calendar = FLOOR.calendar(tz="UTC")

    assert calendar.windows == rules.week((480, 1200))
    assert (calendar.max_attempts, calendar.max_attempts_per) == (3, timedelta(hours=24))
    assert not calendar.binding


def test_public_holidays_of_the_place_are_closed():
    calendar = calling_calendar(tz="America/Chicago", country="US", region="IL")

    assert not calendar.is_working_day(date(2026, 11, 26))
    assert calendar.law == "US"
    assert calling_calendar(tz="America/Chicago", country="us", region="il") is calendar


def test_a_team_may_close_a_day_or_open_a_holiday():
    calendar = calling_calendar(
        tz="America/Chicago",
        country="US",
        own=OwnRules(
            days=(
                Day(on=date(2026, 11, 23)),
                Day(on=date(2026, 11, 26), country="US", is_holiday=False),
            )
        ),
    )

    assert not calendar.is_working_day(date(2026, 11, 23))
    assert calendar.is_working_day(date(2026, 11, 26))


@pytest.mark.parametrize(
    ("country", "region"), [("XX", ""), ("", ""), ("<b>", "'"), ("U" * 99, "")]
)
def test_a_country_that_nobody_knows_has_no_holidays(country, region):
    assert public_holidays(country, region) == frozenset()


def test_a_region_that_nobody_knows_has_its_country_s_holidays():
    assert public_holidays("US", "ZZ") == public_holidays("US")


@pytest.mark.parametrize(
    ("known", "zone"),
    [
        ({"contact_tz": "Europe/Rome", "phone_e164": "+13125550142"}, "Europe/Rome"),
        ({"phone_e164": "+13125550142", "country": "DE"}, "America/Chicago"),
        ({"phone_e164": "+18005550142", "country": "US", "region": "IL"}, "America/Chicago"),
        ({"country": "US", "region": "US-CA"}, "America/Los_Angeles"),
        ({"country": "fr"}, "Europe/Paris"),
        ({"contact_tz": "Mars/Olympus", "country": "JP"}, "Asia/Tokyo"),
        ({"phone_e164": "not a number", "otherwise": "Asia/Tokyo"}, "Asia/Tokyo"),
        ({"otherwise": "nonsense"}, "UTC"),
        ({}, "UTC"),
    ],
)
def test_the_zone_is_the_contact_s_else_the_number_s_else_the_company_s(known, zone):
    assert zone_for(**known) == zone


def test_several_candidate_zones_must_all_be_fit_for_a_call():
    zones = zones_for(country="US", region="TN")

    calendar = calling_calendar(tz=zones, country="US", region="TN")

    assert zones == ("America/Chicago", "America/New_York")
    assert calendar.half_hours(date(2026, 11, 23))[-1][0] == 18 * 60 + 30


def test_every_zone_in_the_tables_exists():
    for country, region in (("US", "FL"), ("CA", "BC"), ("AU", "NSW"), ("US", ""), ("RU", "")):
        assert all(rules.zone(name) for name in zones_for(country=country, region=region))


def test_a_rep_s_hours_come_from_what_is_stored():
    hours = rep_hours(
        tz="America/Chicago",
        hours={"0": [[540, 720], [780, 1020]], "5": [[600, 720]]},
        country="US",
        days_off=[(date(2026, 12, 1), date(2026, 12, 3)), date(2026, 12, 7)],
    )

    assert hours.is_working(local("2026-11-21", "10:30"))
    assert not hours.is_working(local("2026-11-23", "12:10"))
    assert not hours.works_on(date(2026, 11, 24))
    assert len(hours.days_off) == 4


def test_a_rep_without_stored_hours_works_nine_to_five():
    hours = rep_hours(tz="America/Chicago", country="US")

    assert hours.is_working(local("2026-11-23", "16:59"))
    assert not hours.works_on(date(2026, 11, 26))


@pytest.mark.parametrize(
    "hours", [{"0": [[1020, 540]]}, {"0": ["x"]}, {"0": 3}, {"9": [[540, 1020]]}, ["0"]]
)
def test_nonsense_hours_are_refused(hours):
    with pytest.raises(ValueError, match=r".+"):
        rep_hours(tz="America/Chicago", hours=hours)
