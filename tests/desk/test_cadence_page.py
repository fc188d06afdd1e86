"""The Cadence page: read by everybody, tried out and changed by who leads, gone back on."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cadence import forecasting, rules
from cadence.models import Policy
from desk.cadence.forms import PolicyForm
from desk.cadence.words import GROUPS, TOLD
from groundwork import jobs
from groundwork.models import Job
from people.models import AuditEntry
from prospects import actions
from prospects.models import Prospect
from tests.factories import create_prospect, create_team, create_user, log

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PAGE = "cadence:policy"


@pytest.fixture
def manager(team):
    return create_user(team=team, role="manager", name="Lee Park")


@pytest.fixture
def browser(client, manager):
    client.force_login(manager)
    return client


def numbers(**changed):
    form = PolicyForm(policy=rules.Policy())
    shown = {name: form.fields[name].prepare_value(form[name].value()) for name in form.fields}
    return {**shown, **changed}


def press(browser, name, **changed):
    return browser.post(reverse(f"cadence:{name}"), numbers(**changed), follow=True)


def do_the_work(now):
    while jobs.work(clock=lambda: now):
        pass


def test_every_number_of_the_rule_has_its_words_and_its_place():
    names = set(rules.Policy().as_numbers())

    assert set(TOLD) == names
    assert sorted(name for group in GROUPS for name in group.names) == sorted(names)


def test_the_page_shows_the_numbers_and_twelve_attempts(browser):
    page = browser.get(reverse(PAGE)).content.decode()

    assert 'value="1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3"' in page
    assert "12 attempts in" in page
    assert "these are the numbers as delivered" in page


def test_a_rep_may_look_and_draw_for_another_prospect_but_change_nothing(client, rep):
    client.force_login(rep)

    page = client.get(reverse(PAGE), {"country": "FR", "role": "other"}).content.decode()

    assert "Europe/Paris" in page
    assert "Save and plan again" not in page
    assert press(client, "save").status_code == 403


def test_a_preview_draws_both_and_keeps_nothing(browser):
    page = press(browser, "preview", attempts_per_phase="6", chase_gaps="2").content.decode()

    assert "<strong>Now:</strong> 12 attempts" in page
    assert "<strong>After:</strong> 6 attempts" in page
    assert not Policy.objects.exists()


def test_a_change_is_kept_as_a_version_and_plans_again_in_the_background(
    browser, rep, team, manager, now
):
    prospect = create_prospect(owner=rep, now=now)
    log(prospect, "no_answer", at=now)

    page = press(browser, "save", chase_gaps="4").content.decode()

    assert "Version 1 holds. 1 open prospect is being planned again; promises stay." in page
    assert "0 of 1" in page
    policy = Policy.objects.get()
    assert (policy.numbers, policy.created_by) == ({"chase_gaps": [4]}, manager)
    assert AuditEntry.objects.filter(action="policy.changed", user=manager).exists()
    do_the_work(now)
    prospect.refresh_from_db()
    assert prospect.next_local_date.day in {9, 10}  # one in fifteen explores
    assert "<strong>1 moved</strong>" in browser.get(reverse(PAGE)).content.decode()


def test_the_same_numbers_make_no_version(browser):
    press(browser, "save", nurture_days="60")
    page = press(browser, "save", nurture_days="60").content.decode()

    assert "These numbers hold already." in page
    assert Policy.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"attempts_per_phase": "0"}, "greater than or equal to 1"),
        ({"attempts_per_phase": "many"}, "Enter a whole number"),
        ({"chase_gaps": "1, two"}, "whole numbers with commas"),
        ({"chase_gaps": "0"}, "must be between 1 and 60"),
        ({"chase_gaps": ""}, "This field is required"),
        ({"calls_open_minute": "25:00"}, "Write a time"),
        ({"calls_open_minute": "20:00", "calls_close_minute": "8:00"}, "must come before"),
    ],
    ids=str,
)
def test_numbers_that_cannot_hold_are_refused_in_words(browser, changed, words):
    page = press(browser, "save", **changed)

    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Policy.objects.exists()


def test_going_back_to_a_version_makes_its_numbers_the_newest(browser):
    press(browser, "save", nurture_days="60")
    press(browser, "save", nurture_days="90")
    first = Policy.objects.get(version=1)

    page = browser.post(reverse("cadence:back", args=[first.public_id]), follow=True)

    assert b"Version 3 holds." in page.content
    assert "Sign of life in nurture: 90 to 60" in page.content.decode()
    assert Policy.objects.get(version=3).numbers == {"nurture_days": 60}


def test_nobody_goes_back_to_another_teams_version(browser, now):
    boss = create_user(role="admin")
    policy, _ = actions.change_policy(
        team=boss.team, by=boss, name="default", numbers={"nurture_days": 9}, now=now
    )

    assert browser.post(reverse("cadence:back", args=[policy.public_id])).status_code == 404


def test_a_campaign_follows_a_policy_of_its_own_and_the_teams_again(browser, team, manager, now):
    campaign = actions.create_campaign(team=team, slug="acme", name="Acme fleet", at=now)
    browser.post(reverse("cadence:new"), {"name": "Slow"})
    address = reverse("cadence:campaign", args=[campaign.public_id])

    page = browser.post(address, {"follows": "Slow"}, follow=True).content.decode()
    campaign.refresh_from_db()
    assert campaign.policy.name == "Slow"
    assert "Acme fleet follows Slow." in page
    browser.post(address, {"follows": "default"})
    campaign.refresh_from_db()
    assert campaign.policy is None
    assert (
        "There is a policy named Slow already."
        in browser.post(reverse("cadence:new"), {"name": "Slow"}, follow=True).content.decode()
    )


def test_a_policy_that_is_not_there_is_not_found(browser):
    assert browser.get(reverse(PAGE), {"policy": "Nobody's"}).status_code == 404
    assert press(browser, "save", policy="Nobody's").status_code == 404


def test_the_lab_tries_a_change_out_in_the_background(browser, team, monkeypatch, now):
    monkeypatch.setattr(forecasting, "SEEDS", 2)
    monkeypatch.setattr(forecasting, "SIZE", 4)

    page = press(browser, "forecast", attempts_per_phase="2", world="gatekept").content.decode()

    assert "0 of 4 rounds" in page
    assert 'value="2"' in page  # what was typed is still there
    do_the_work(now)
    job = Job.objects.get(kind="cadence.forecast")
    assert (job.state, job.result["people"], job.arguments["world"]) == ("done", 8, "gatekept")
    page = browser.get(reverse(PAGE)).content.decode()
    assert "Reached within 20 working days" in page
    assert "Simulated, not promised" in page


def test_another_forecast_ends_the_one_before(browser, team, now):
    press(browser, "forecast")
    press(browser, "forecast", attempts_per_phase="5")

    assert sorted(Job.objects.values_list("state", flat=True)) == ["failed", "waiting"]


def test_a_part_of_the_page_answers_the_one_that_asks_again(browser, rep, now):
    create_prospect(owner=rep, now=now)
    press(browser, "save", nurture_days="60")
    htmx = {"HX-Request": "true"}

    part = browser.get(reverse(PAGE), {"part": "plannings"}, headers=htmx).content.decode()

    assert "0 of 1" in part
    assert "<html" not in part
    assert (
        b"No forecast yet" in browser.get(reverse(PAGE), {"part": "forecast"}, headers=htmx).content
    )


def test_the_page_asks_the_database_little(
    browser, team, manager, now, django_assert_max_num_queries
):
    for days in range(8):
        actions.change_policy(
            team=team,
            by=manager,
            name="default",
            numbers={"nurture_days": 20 + days},
            now=now + timedelta(minutes=days),
        )
        actions.create_campaign(team=team, slug=f"c{days}", name=f"C {days}", at=now)

    with django_assert_max_num_queries(25):
        browser.get(reverse(PAGE))
    with django_assert_max_num_queries(25):
        browser.get(reverse("cadence:law"))


def test_nurture_that_outgrows_the_team_is_told_with_a_rhythm_that_fits(browser, rep, now):
    rep.capacity_per_day = 1
    rep.save()
    for _ in range(60):
        create_prospect(owner=rep, now=now, contacts=[])
    Prospect.objects.update(phase="nurture", next_attempt_at=now + timedelta(days=20))

    page = browser.get(reverse(PAGE)).content.decode()

    assert "60 prospects in nurture" in page
    assert "Outgrows the room in month 1" in page
    shown = press(browser, "preview", nurture_days=["30", "365"]).content.decode()
    assert 'name="nurture_days" value="365"' in shown  # the button's number is the one shown


def test_other_teams_policies_stay_theirs(browser, now):
    boss = create_user(team=create_team(), role="admin")
    actions.change_policy(team=boss.team, by=boss, name="Theirs", numbers={}, now=now)

    assert "Theirs" not in browser.get(reverse(PAGE)).content.decode()
