"""A manager at the overdue page and a rep at the bell, in Chromium: words, rest, catching up."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from people.models import Leave
from reminders import actions
from tests.factories import PASSWORD, create_prospect, create_team, create_user, log, plan_at

pytestmark = pytest.mark.journey

LAPTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# Where to leave pictures of the pages, for people to look at; usually nowhere.
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def team(transactional_db, now):
    """A rep who forgets, one back from leave, and their manager."""
    team = create_team(name="North", at=now)
    manager = create_user(team=team, role="manager", name="Lee Park", email="lee@north.example")
    mia = create_user(team=team, name="Mia Okafor", email="mia@north.example")
    back = create_user(team=team, name="Ben Adler", email="ben@north.example", capacity_per_day=4)
    Leave.objects.create(
        user=back, first_on=now.date() - timedelta(days=5), last_on=now.date() - timedelta(days=1)
    )
    for number in range(9):
        owner = back if number % 3 else mia
        prospect = create_prospect(owner=owner, now=now - timedelta(days=20))
        log(prospect, "no_answer", at=now - timedelta(days=19))
        plan_at(prospect, now - timedelta(days=1, hours=number), urgency=number % 2 + 1)
    actions.scan(now=now)
    escalated = create_prospect(owner=mia, now=now - timedelta(days=20), name="Late Shift")
    plan_at(escalated, now - timedelta(days=2))
    actions.scan(now=now)
    actions.nudge(
        prospect_ids=[mia.prospects.first().pk],
        words="They close their budget on Friday. Please call before noon.",
        by=manager,
        now=now - timedelta(hours=5),
    )
    actions.pause(
        by=manager, rep=back, until=now + timedelta(hours=20), reason="Settling in", now=now
    )
    return team


@pytest.fixture
def open_browser(browser: Browser, live_server, clock, team) -> Iterator[Callable[..., Page]]:
    windows: list[BrowserContext] = []

    def open_browser(email: str, **kind: object) -> Page:
        window = browser.new_context(base_url=live_server.url, **kind)
        windows.append(window)
        page = window.new_page()
        page.set_default_timeout(15_000)
        page.complaints = []  # what the browser's console says
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda said: _note(page, said))
        page.goto("/account/login/")
        page.fill("[name=login]", email)
        page.fill("[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url("**/")
        return page

    yield open_browser
    for window in windows:
        window.close()


def _note(page: Page, said) -> None:
    if said.type in {"error", "warning"} and "422" not in said.text:
        page.complaints.append(said.text)


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def broken_rules(page: Page) -> list[str]:
    found = [one["id"] for one in Axe().run(page).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("wider than the window")
    said, page.complaints[:] = page.complaints.copy(), []
    return found + said


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_its_pages_keep_the_rules_of_accessibility(open_browser, theme, size):
    broken = {}
    pages = {
        "lee@north.example": ["/overdue/", "/overdue/?show=away", "/automatic/"],
        "mia@north.example": ["/bell/", "/preferences/reminders/", "/automatic/"],
    }
    for email, addresses in pages.items():
        page = open_browser(email, viewport=size, color_scheme=theme)
        for address in addresses:
            page.goto(address)
            page.wait_for_load_state("load")
            name = address.strip("/").replace("/", "-").replace("?", "-")
            picture(page, f"{name}-{email[:3]}-{theme}-{size['width']}")
            if found := broken_rules(page):
                broken[email, address] = found
    assert broken == {}


def test_a_manager_nudges_and_takes_it_back_then_catches_up_for_a_rep(open_browser):
    page = open_browser("lee@north.example", viewport=LAPTOP)
    page.goto("/overdue/?pick=all")
    page.fill("#id_words", "Before noon, please.")
    page.click("button[value=nudge]")
    page.wait_for_selector(".changed")
    assert "will read your words" in page.inner_text(".changed")
    page.click(".changed button")
    page.wait_for_selector("#notices .notice")
    assert "Taken back" in page.inner_text("#notices .notice")

    page.goto("/overdue/")
    page.click("text=Catch up… Ben Adler")
    page.wait_for_selector("text=They are spread over")
    picture(page, "catch-up-preview")
    assert broken_rules(page) == []
    page.click("button.btn-primary")
    page.wait_for_selector(".changed")
    assert "spread over the coming days" in page.inner_text(".changed")
    assert page.complaints == []


def test_a_rep_reads_the_words_and_the_number_goes_down(open_browser):
    page = open_browser("mia@north.example", viewport=LAPTOP)
    page.goto("/bell/")
    assert "close their budget on Friday" in page.inner_text(".words")
    before = int(page.get_attribute("[data-bell]", "data-unseen"))

    page.click(".words button")

    page.wait_for_load_state("load")
    assert int(page.get_attribute("[data-bell]", "data-unseen")) == before - 1
    assert page.complaints == []


def test_the_worker_of_notifications_starts_under_the_strict_policy(open_browser):
    page = open_browser("mia@north.example", viewport=LAPTOP)
    page.goto("/preferences/reminders/")

    scope = page.evaluate(
        """async () => {
            const worker = await navigator.serviceWorker.register("/notifications.js");
            await navigator.serviceWorker.ready;
            return worker.scope;
        }"""
    )

    assert scope.endswith("/")
    assert page.inner_text("[data-told]") == "" or "blocked" in page.inner_text("[data-told]")
    assert page.complaints == []
