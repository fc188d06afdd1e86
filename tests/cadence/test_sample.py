"""The attempts drawn for a made-up prospect are what the rule would plan."""

from datetime import date

import pytest

from cadence import rules
from cadence.exceptions import Change, OwnRules
from cadence.sample import MOST, Sample, draw

MONDAY = date(2026, 11, 23)


def drawn(country="US", region="IL", **numbers):
    sample = Sample(country=country, region=region, starts_on=MONDAY)
    return draw(sample, rules.Policy(**numbers))


def test_twelve_attempts_are_drawn_in_legal_hours_and_what_comes_then_is_said():
    found = drawn()

    assert [one.number for one in found.attempts] == list(range(1, 13))
    assert all(found.calendar.is_legal(one.local) for one in found.attempts)
    assert date(2026, 11, 26) not in {one.local.date() for one in found.attempts}  # Thanksgiving
    assert "a hand-over to a colleague is proposed" in found.then


def test_the_policy_decides_how_many_and_how_far_apart():
    found = drawn(attempts_per_phase=3, chase_gaps=(5,))

    assert [one.local.date().day for one in found.attempts] == [23, 1, 8]
    assert len(drawn(attempts_per_phase=60).attempts) == MOST


def test_times_read_as_their_clock_shows_them():
    found = draw(Sample(country="JP", starts_on=MONDAY), rules.Policy())

    assert found.tz == "Asia/Tokyo"
    assert all("08:00" <= one.clock < "20:00" for one in found.attempts)


def test_the_teams_own_hours_are_kept_to():
    own = OwnRules(changes=(Change(windows=rules.week((600, 720))),))

    found = draw(Sample(country="US", starts_on=MONDAY), rules.Policy(), own=own)

    assert {one.local.hour for one in found.attempts} <= {10, 11}


@pytest.mark.parametrize("on", [date(2000, 1, 3), date(2099, 12, 31), date(2024, 2, 29)])
@pytest.mark.parametrize("country", ["US", "FR", "NP", "XX"])
def test_any_day_and_country_can_be_drawn(on, country):
    assert draw(Sample(country=country, starts_on=on), rules.Policy()).then
