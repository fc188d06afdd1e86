"""The desk as a rep has it: keys, no script at all, a phone, a screen reader's rules."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from cadence.rules import Outcome
from prospects.actions import NewContact
from prospects.models import Touch
from tests.factories import PASSWORD, create_prospect, create_team, create_user, log, plan_at

pytestmark = pytest.mark.journey

LAPTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
NOTICE = "#notices .notice.success"


@pytest.fixture
def rep(transactional_db, now):
    team = create_team(name="North", at=now)
    return create_user(
        team=team, name="Mia Okafor", email="mia@north.example", timezone="America/New_York"
    )


@pytest.fixture
def open_browser(browser: Browser, live_server, clock, rep) -> Iterator[Callable[..., Page]]:
    """Open a window of the given kind, signed in as the rep or as `email`; the clock stands."""
    windows: list[BrowserContext] = []

    def open_browser(*, email: str = rep.email, signed_in: bool = True, **kind: object) -> Page:
        window = browser.new_context(base_url=live_server.url, **kind)
        windows.append(window)
        page = window.new_page()
        page.set_default_timeout(8_000)
        page.complaints = []  # what the browser's console says
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda said: _note(page, said))
        if signed_in:
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
    # A refused form answers 422, which the console calls a failure and nobody else does.
    if said.type in {"error", "warning"} and "422" not in said.text:
        page.complaints.append(said.text)


@pytest.fixture
def prospects(rep, now):
    """A new lead, one that is late, one that was talked to, one that is closed."""
    people = [NewContact(name="Dana Reyes", role="decision_maker", phone="+13035550142")]
    new = create_prospect(owner=rep, now=now, name="New Leaf", hand_raiser=True, contacts=people)
    late = create_prospect(owner=rep, now=now, name="Late Shift", contacts=[])
    log(late, "no_answer", at=now - timedelta(days=4))
    plan_at(late, now - timedelta(days=3), urgency=2)
    talked = create_prospect(owner=rep, now=now, name="Talk Town", pain_points="queues")
    log(talked, "reached_talked", at=now - timedelta(days=1), note="Luis decides", hook="a quote")
    plan_at(talked, now + timedelta(hours=1), urgency=2)
    closed = create_prospect(owner=rep, now=now, name="Shut Door", contacts=[])
    log(closed, "lost", at=now, details={"reason": "too dear"})
    return new, late, talked, closed


def title(page):
    return page.inner_text("#card-title")


def open_desk(page):
    page.goto("/")
    page.wait_for_selector("#log")
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_every_page_keeps_the_rules_of_accessibility(open_browser, prospects, rep, theme, size):
    manager = create_user(team=rep.team, role="manager", email="lee@north.example")
    page = open_browser(email=manager.email, viewport=size, color_scheme=theme)
    addresses = ["/", "/prospects/", "/prospects/?q=nobody", "/preferences/"]
    addresses += [f"/desk/{one.public_id}/" for one in prospects]
    addresses += [f"/prospects/{one.public_id}/" for one in prospects]
    addresses += ["/account/password/change/", "/account/2fa/", "/account/logout/", "/overdue/"]
    addresses += ["/bell/", "/account/email/"]

    broken = {}
    for address in addresses:
        page.goto(address)
        page.wait_for_load_state("load")
        found = [one["id"] for one in Axe().run(page).response["violations"]]
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if found or wide or page.complaints:
            broken[address] = (found, wide, page.complaints.copy())
            page.complaints.clear()
    assert broken == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_before_signing_in_keep_them_too(open_browser, theme):
    page = open_browser(signed_in=False, viewport=PHONE, color_scheme=theme)

    for address in ["/account/login/", "/account/password/reset/", "/account/signup/"]:
        page.goto(address)
        assert [one["id"] for one in Axe().run(page).response["violations"]] == [], address
    assert page.complaints == []


def test_one_key_logs_and_the_next_prospect_is_open(open_browser, prospects):
    page = open_desk(open_browser(viewport=LAPTOP))
    assert title(page) == "New Leaf"

    page.keyboard.press("1")
    page.wait_for_selector(NOTICE)

    assert "No answer logged for New Leaf" in page.inner_text(NOTICE)
    assert title(page) == "Late Shift"
    assert page.evaluate("document.activeElement.id") == "card-title"
    assert page.inner_text("#queue-list a[aria-current] .co") == "Late Shift"
    assert page.complaints == []


def test_one_more_key_takes_it_back(open_browser, prospects):
    page = open_desk(open_browser(viewport=LAPTOP))
    page.keyboard.press("1")
    page.wait_for_selector(NOTICE)

    page.keyboard.press("u")
    page.wait_for_selector("text=is taken back")

    assert title(page) == "New Leaf"
    assert [touch.outcome for touch in Touch.objects.order_by("-pk")[:1]] == [Outcome.VOID]


def test_key_typed_time_enter(open_browser, prospects):
    page = open_desk(open_browser(viewport=LAPTOP))

    page.keyboard.press("6")
    page.keyboard.type("tomorrow 10:30")
    page.keyboard.press("Enter")
    page.wait_for_selector(NOTICE)

    assert "tomorrow 10:30 their time" in page.inner_text(NOTICE)
    assert Touch.objects.latest("pk").outcome == Outcome.CALLBACK_AGREED


def test_what_cannot_be_read_is_asked_again_and_nothing_is_lost(open_browser, prospects):
    page = open_desk(open_browser(viewport=LAPTOP))
    page.keyboard.press("n")
    page.keyboard.type("Luis decides")
    page.keyboard.press("Escape")

    page.keyboard.press("5")
    page.keyboard.type("some day")
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_maybe_later-period.is-invalid:focus")
    page.fill("#id_maybe_later-period", "2 months")
    page.keyboard.press("Enter")
    page.wait_for_selector(NOTICE)

    assert Touch.objects.latest("pk").note == "Luis decides"


def test_a_rarer_outcome_answers_to_its_letter_though_folded_away(open_browser, prospects):
    page = open_desk(open_browser(viewport=LAPTOP))

    page.keyboard.press("w")
    page.wait_for_selector(NOTICE)

    assert Touch.objects.latest("pk").outcome == Outcome.WRONG_NUMBER


def test_typing_a_note_logs_nothing(open_browser, prospects):
    page = open_desk(open_browser(viewport=LAPTOP))
    before = Touch.objects.count()

    page.keyboard.press("n")
    page.keyboard.type("1 2 3 won w u 0")

    assert page.input_value("#id_note") == "1 2 3 won w u 0"
    assert Touch.objects.count() == before


def test_a_key_held_down_logs_once(open_browser, prospects):
    page = open_desk(open_browser(viewport=LAPTOP))
    before = Touch.objects.count()

    page.keyboard.down("1")
    page.keyboard.down("1")
    page.wait_for_selector(NOTICE)
    page.keyboard.down("1")
    page.keyboard.up("1")

    assert Touch.objects.count() == before + 1


def test_switched_off_keys_do_nothing(open_browser, prospects, rep):
    type(rep).objects.filter(pk=rep.pk).update(single_key_shortcuts=False)
    page = open_desk(open_browser(viewport=LAPTOP))
    before = Touch.objects.count()

    page.keyboard.press("1")
    page.keyboard.press("j")

    assert title(page) == "New Leaf"
    assert Touch.objects.count() == before
    assert page.locator("kbd:visible").count() == 0


def test_j_and_k_walk_the_queue(open_browser, prospects):
    page = open_desk(open_browser(viewport=LAPTOP))

    page.keyboard.press("j")
    page.wait_for_selector("#card-title:text('Late Shift')")
    page.keyboard.press("j")
    page.wait_for_selector("#card-title:text('Talk Town')")
    page.keyboard.press("k")
    page.wait_for_selector("#card-title:text('Late Shift')")

    assert page.complaints == []


def test_a_new_lead_appears_by_itself_and_is_said(open_browser, prospects, rep, now):
    page = open_desk(open_browser(viewport=LAPTOP))

    create_prospect(owner=rep, now=now, name="Fresh Mint", hand_raiser=True, contacts=[])

    page.wait_for_selector("#notices >> text=New lead: Fresh Mint", timeout=5_000)
    assert "Fresh Mint" in page.inner_text("#queue-list")
    assert title(page) == "New Leaf"  # what is open stays open


def test_the_whole_loop_works_without_any_script(open_browser, prospects):
    page = open_browser(viewport=LAPTOP, java_script_enabled=False)
    page.goto("/")

    page.click("a:has-text('New Leaf') >> nth=-1")
    with page.expect_navigation():
        page.click("button:has-text('No answer')")
    assert "No answer logged for New Leaf" in page.inner_text(NOTICE)
    assert title(page) == "Late Shift"
    with page.expect_navigation():
        page.click("button:has-text('Undo')")
    assert "is taken back" in page.inner_text(NOTICE)
    page.click("summary:has-text('Maybe later')")
    page.fill("#id_maybe_later-period", "2 months")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Maybe later logged for New Leaf" in page.inner_text(NOTICE)


def test_a_phone_shows_one_column_at_a_time(open_browser, prospects):
    page = open_browser(viewport=PHONE)
    page.goto("/")
    assert page.is_visible("#queue")
    assert not page.is_visible(".card-col")

    page.click("#queue-list a:has-text('Late Shift')")
    page.wait_for_selector("#card-title:text('Late Shift')")
    assert not page.is_visible("#queue")
    page.click(".go-to a:has-text('Queue')")
    page.wait_for_selector("#queue")
    assert page.is_visible("#queue")


def test_dialling_outside_the_legal_hours_warns_first(open_browser, prospects, clock):
    clock.move(hours=14)
    page = open_browser(viewport=LAPTOP)
    page.goto(f"/desk/{prospects[0].public_id}/")

    page.click(".dial.shut")

    assert "outside the calling hours" in page.inner_text("#notices")


def test_a_session_that_ended_leads_to_sign_in_and_back(open_browser, prospects):
    page = open_desk(open_browser(viewport=LAPTOP))
    page.context.clear_cookies()

    page.keyboard.press("j")
    page.wait_for_url("**/account/login/**")

    assert "next=" in page.url


def test_an_empty_desk_opens_the_first_lead_that_comes(open_browser, rep, now):
    page = open_browser(viewport=LAPTOP)
    page.goto("/")
    assert "Nothing waits for you" in page.inner_text(".card-col")

    create_prospect(owner=rep, now=now, name="Fresh Mint", hand_raiser=True, contacts=[])

    page.wait_for_selector("#card-title:text('Fresh Mint')", timeout=6_000)
