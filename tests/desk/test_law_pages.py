"""The calling law: the table with its sources, stricter by a manager, looser on a stated ground."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from cadence.exceptions import Change
from cadence.models import HolidayOverride, LawOverride
from groundwork import jobs
from people.models import AuditEntry, Team
from prospects import actions
from tests.factories import create_prospect, create_user, log

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def manager(team):
    return create_user(team=team, role="manager", name="Lee Park")


@pytest.fixture
def admin(team):
    return create_user(team=team, role="admin", name="Ada Admin")


@pytest.fixture
def browser(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def as_admin(client, admin):
    client.force_login(admin)
    return client


def change(browser, **form):
    return browser.post(reverse("cadence:law-change"), form, follow=True)


def do_the_work(now):
    while jobs.work(clock=lambda: now):
        pass


def test_every_place_stands_with_its_source_and_what_binds(browser):
    page = browser.get(reverse("cadence:law")).content.decode()

    assert "This is not legal advice" in page
    assert "Fla. Stat. 501.616(6)" in page
    assert "as of 2026-11-21" in page
    assert "read in the law itself" in page


def test_a_manager_tightens_and_what_is_planned_moves_out_of_the_closed_hours(
    browser, rep, team, now
):
    prospect = create_prospect(owner=rep, now=now, country="US", region="IL", timezone="")
    log(prospect, "no_answer", at=now)
    prospect.refresh_from_db()

    page = change(browser, country="US", weekdays="8-9", max_attempts="2").content.decode()
    do_the_work(now)

    assert "United States: your own hours hold." in page
    assert "1 open prospect is being planned again" in page
    prospect.refresh_from_db()
    assert prospect.next_local_time.hour == 8
    row = LawOverride.objects.get()
    assert (row.is_looser, row.max_attempts, row.ground) == (False, 2, "")
    assert AuditEntry.objects.filter(action="law.tightened").exists()


def test_a_manager_cannot_loosen(browser):
    page = change(browser, country="US", weekdays="7-21", ground="We asked")

    assert page.status_code == 422
    assert "Only an administrator may loosen it" in page.content.decode()
    assert not LawOverride.objects.exists()


def test_an_administrator_loosens_only_with_the_ground_stated(as_admin, admin):
    refused = change(as_admin, country="US", weekdays="7-21")
    assert "Say on what ground" in refused.content.decode()
    assert not LawOverride.objects.exists()

    page = change(as_admin, country="US", weekdays="7-21", ground="Written consent of each")

    assert "looser than the table" in page.content.decode()
    entry = AuditEntry.objects.get(action="law.loosened")
    assert (entry.user, entry.details["ground"]) == (admin, "Written consent of each")


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "Change something"),
        ({"weekdays": "late"}, "Write hours"),
        ({"region": "FL", "max_attempts": "1"}, "A region needs its country"),
        ({"country": "XX", "max_attempts": "1"}, "Select a valid choice"),
        ({"country": "FR", "weekdays": "9:00-9:10"}, "at least half an hour"),
        ({"weekdays": "7-21", "ground": "x"}, "name a country to loosen"),
    ],
    ids=str,
)
def test_nonsense_is_refused_in_words(as_admin, form, words):
    page = change(as_admin, **form)

    assert page.status_code == 422
    assert words in page.content.decode()
    assert not LawOverride.objects.exists()


def test_a_new_rule_for_a_place_ends_the_one_before_and_the_table_comes_back(browser, team):
    change(browser, country="FR", max_attempts="2")
    change(browser, country="FR", max_attempts="1")
    assert LawOverride.objects.filter(ended_at=None).count() == 1
    row = LawOverride.objects.get(ended_at=None)

    page = browser.post(reverse("cadence:law-end", args=[row.public_id]), follow=True)

    assert b"The table's hours hold again" in page.content.replace(b"&#x27;", b"'")
    assert Team.objects.get(pk=team.pk).calling_rules == {}


def test_a_day_of_its_own_is_planned_around_until_it_is_removed(browser, rep, team, now):
    prospect = create_prospect(owner=rep, now=now)
    log(prospect, "no_answer", at=now)  # the next attempt is on Wednesday the 4th

    browser.post(
        reverse("cadence:day-add"),
        {"day-on": "2026-03-04", "day-is_holiday": "yes", "day-name": "Outing"},
    )
    do_the_work(now)
    prospect.refresh_from_db()
    assert prospect.next_local_date == date(2026, 3, 5)

    browser.post(reverse("cadence:day-remove", args=[HolidayOverride.objects.get().pk]))
    assert not HolidayOverride.objects.exists()
    assert Team.objects.get(pk=team.pk).calling_rules == {}


def test_only_an_administrator_calls_on_a_holiday_and_says_why(browser, admin, client):
    form = {"day-on": "2026-07-03", "day-is_holiday": "no", "day-country": "US"}
    assert browser.post(reverse("cadence:day-add"), form).status_code == 422
    client.force_login(admin)
    assert client.post(reverse("cadence:day-add"), form).status_code == 422

    client.post(reverse("cadence:day-add"), {**form, "day-name": "Agreed with the client"})

    assert AuditEntry.objects.filter(action="holiday.opened", user=admin).exists()


def test_the_same_day_twice_is_refused(browser):
    form = {"day-on": "2026-12-24", "day-is_holiday": "yes"}
    browser.post(reverse("cadence:day-add"), form)

    assert "in the list already" in browser.post(reverse("cadence:day-add"), form).content.decode()


# --- One prospect --------------------------------------------------------------------------------


def hours_of(browser, prospect):
    return browser.get(reverse("cadence:calling-hours", args=[prospect.public_id])).content.decode()


def test_a_prospects_hours_are_told_on_both_clocks_with_the_reason(desk, rep, now):
    prospect = create_prospect(owner=rep, now=now, country="FR", timezone="Europe/Paris")

    page = hours_of(desk, prospect)

    assert "They may be called now" in page  # 16:00 in Paris
    assert "14:00 to 18:30" in page
    assert "08:00 to 12:30" in page  # the same on the rep's clock in New York
    assert "own time zone, as it was written down" in page
    assert "60 days of pause" in page
    assert "Décret 2022-1313" in page


def test_outside_the_hours_it_says_from_when(desk, rep, clock):
    prospect = create_prospect(owner=rep, now=clock.at, country="FR", timezone="Europe/Paris")
    clock.at = datetime(2026, 3, 3, 19, 0, tzinfo=UTC)

    assert "Not now: from tomorrow 09:00 on their clock" in hours_of(desk, prospect)


def test_where_the_zone_is_open_all_candidates_are_named(desk, rep, now):
    prospect = create_prospect(
        owner=rep, now=now, country="US", region="TN", timezone="", contacts=[]
    )

    page = hours_of(desk, prospect)

    assert "America/Chicago" in page
    assert "America/New_York" in page
    assert "A call must be fit in all of them." in page


def test_what_the_team_changed_is_told_apart_from_the_table(desk, rep, manager, now):
    actions.change_law(
        team=rep.team, change=Change(country="US", max_attempts=1), by=manager, now=now
    )
    prospect = create_prospect(owner=rep, now=now, country="US", region="IL")

    page = hours_of(desk, prospect)

    assert "own</dt><dd>attempts 1 in 24 hours" in page
    assert "at most 1 in 24 hours" in page


def test_another_teams_prospect_is_not_found(desk, now):
    prospect = create_prospect(owner=create_user(), now=now)

    assert desk.get(reverse("cadence:calling-hours", args=[prospect.public_id])).status_code == 404
