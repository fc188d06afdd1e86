"""A manager changes the policy and sees the plans follow; somebody goes on leave and is covered."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from groundwork import jobs
from people.actions import add_number
from people.models import Leave
from prospects import actions
from tests.factories import PASSWORD, create_prospect, create_team, create_user, log

pytestmark = pytest.mark.journey


@pytest.fixture
def team(transactional_db, now):
    return create_team(name="North", at=now)


@pytest.fixture
def manager(team):
    return create_user(
        team=team,
        role="manager",
        name="Lee Park",
        email="lee@north.example",
        timezone="America/New_York",
    )


@pytest.fixture
def mia(team):
    return create_user(team=team, name="Mia Okafor", timezone="America/New_York")


@pytest.fixture
def bo(team):
    return create_user(team=team, name="Bo Lindqvist", timezone="America/New_York")


@pytest.fixture
def pursued(mia, now):
    """Three prospects of Mia's, each to be called again tomorrow."""
    made = [create_prospect(owner=mia, now=now, name=f"Firm {n}") for n in range(3)]
    for prospect in made:
        log(prospect, "no_answer", at=now)
    return made


@pytest.fixture
def windows(browser: Browser, live_server, clock, manager) -> Iterator:
    """Open a window of the given kind in which the manager has signed in."""
    opened = []

    def open_window(**kind: object) -> Page:
        window = browser.new_context(base_url=live_server.url, **kind)
        opened.append(window)
        page = window.new_page()
        page.set_default_timeout(10_000)
        page.goto("/account/login/")
        page.fill("[name=login]", manager.email)
        page.fill("[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url("**/")
        return page

    yield open_window
    for window in opened:
        window.close()


def do_the_work(now):
    while jobs.work(clock=lambda: now):
        pass


def test_a_change_of_policy_is_seen_before_it_is_kept_and_followed_until_it_is_done(
    windows, pursued, now
):
    page = windows()
    page.get_by_role("link", name="Cadence").click()
    expect(page.locator(".try.is")).to_have_count(12)

    page.get_by_label("Working days between attempts").fill("3")
    page.keyboard.press("Tab")

    expect(page.locator(".try.was").first).to_be_visible()
    expect(page.locator("#outcome")).to_contain_text("After:")
    page.get_by_role("button", name="Save and plan again").click()
    expect(page.locator("#notices")).to_contain_text("3 open prospects are being planned again")
    expect(page.locator("#plannings")).to_contain_text("0 of 3")
    page.reload()
    expect(page.locator("#plannings")).to_contain_text("0 of 3")
    do_the_work(now)
    # The page looks by itself.
    expect(page.locator("#plannings")).to_contain_text("3 moved")
    page.get_by_role("link", name="Desk").click()
    page.get_by_role("link", name="Cadence").click()
    expect(page.get_by_label("Working days between attempts")).to_have_value("3")


def test_a_number_is_changed_by_the_keyboard_alone(windows, pursued):
    page = windows()
    page.goto("/cadence/")

    page.get_by_label("Attempts in one phase").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.locator("#outcome")).to_contain_text("11 attempts in")
    focused = page.evaluate("document.activeElement.id")
    assert focused == "n_chase_gaps"  # the slider, for the mouse, is passed over


def test_without_a_script_a_change_is_shown_and_kept_all_the_same(windows, pursued):
    page = windows(java_script_enabled=False)
    page.goto("/cadence/")

    page.get_by_label("Attempts in one phase").fill("7")
    page.get_by_role("button", name="Show what it does").click()
    assert "7 attempts in" in page.inner_text("#outcome")
    page.get_by_role("button", name="Save and plan again").click()
    assert "version 1" in page.inner_text("#numbers-title")


def test_somebody_goes_on_leave_and_a_colleague_covers(windows, pursued, mia, bo, now):
    page = windows()
    page.get_by_role("link", name="Team").click()
    page.get_by_role("link", name="Mia Okafor").click()

    page.get_by_label("Cover").select_option(label="Bo Lindqvist")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#notices")).to_contain_text("Saved.")
    page.get_by_label("First day away").fill("2026-03-04")
    page.get_by_label("Last day away").fill("2026-03-13")
    page.get_by_role("button", name="Add days away").click()

    expect(page.locator("#notices")).to_contain_text("Mia Okafor is away from 4 Mar 2026")
    do_the_work(now)
    page.get_by_role("link", name="Team").first.click()
    row = page.locator("tr", has_text="Mia Okafor").first
    expect(row).to_contain_text("from 4 Mar to 13 Mar")
    expect(row).to_contain_text("Bo Lindqvist")
    page.get_by_role("link", name="Mia Okafor").click()
    page.get_by_role("button", name="Take back").click()
    expect(page.locator("#notices")).to_contain_text("leave is taken back")
    assert not Leave.objects.exists()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_keep_the_rules_of_accessibility(
    windows, team, manager, mia, bo, pursued, now, theme, width
):
    actions.add_leave(
        user=bo, first_on=now.date(), last_on=now.date() + timedelta(days=9), by=manager, now=now
    )
    add_number(team=team, number="+13125550142", label="Chicago", by=manager, now=now)
    actions.change_policy(
        team=team, by=manager, name="default", numbers={"nurture_days": 45}, now=now
    )
    page = windows(viewport={"width": width, "height": 900}, color_scheme=theme)
    addresses = ["/team/", "/team/new/", f"/team/{mia.public_id}/", f"/team/{mia.public_id}/close/"]
    addresses += ["/cadence/", "/cadence/law/", f"/prospects/{pursued[0].public_id}/calling-hours/"]

    broken = {}
    for address in addresses:
        page.goto(address)
        page.wait_for_load_state("load")
        page.evaluate("document.querySelectorAll('.group').forEach((one) => { one.open = true; })")
        found = [one["id"] for one in Axe().run(page).response["violations"]]
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if found or wide:
            broken[address] = (found, wide)
    assert broken == {}
