"""Two reps at one prospect, each with a browser: who comes second sees it and can only look."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from prospects.models import Prospect, Touch
from tests.factories import create_user, log
from tests.journeys.test_at_the_desk import (
    LAPTOP,
    PHONE,
    open_browser,  # noqa: F401 (fixtures)
    prospects,  # noqa: F401
    rep,  # noqa: F401
    title,
)

pytestmark = pytest.mark.journey


@pytest.fixture
def lee(rep):  # noqa: F811
    return create_user(team=rep.team, name="Lee Wong", email="lee@north.example", role="manager")


def claimed_by(prospect) -> str:
    prospect.refresh_from_db()
    return str(prospect.claimed_by or "")


def open_card(page, prospect):
    page.goto(f"/desk/{prospect.public_id}/")
    page.wait_for_selector("#log")
    return page


def test_who_types_has_it_and_the_other_sees_it_live(open_browser, prospects, lee):  # noqa: F811
    mine = open_card(open_browser(viewport=LAPTOP), prospects[0])
    theirs = open_card(open_browser(viewport=LAPTOP, email=lee.email), prospects[0])
    assert not mine.is_disabled("#id_note")

    theirs.fill("#id_note", "Luis decides")
    theirs.wait_for_selector("#claim[data-claim=mine]")

    mine.wait_for_selector("#claim[data-claim=other]", timeout=9_000)
    assert "Lee Wong is on it" in mine.inner_text("#claim")
    assert mine.is_disabled("#id_note")
    mine.keyboard.press("1")
    assert "Lee Wong is on it" in mine.inner_text("#queue-list") or mine.wait_for_selector(
        "#queue-list >> text=Lee Wong is on it"
    )
    assert Touch.objects.filter(prospect=prospects[0]).count() == 0

    theirs.keyboard.press("Escape")
    theirs.keyboard.press("1")
    mine.wait_for_selector("#claim[data-claim=free]", timeout=9_000)
    assert not mine.is_disabled("#id_note")
    assert mine.complaints == theirs.complaints == []


def test_staying_claims_and_a_key_lets_go(open_browser, prospects):  # noqa: F811
    page = open_card(open_browser(viewport=LAPTOP), prospects[0])

    page.wait_for_selector("#claim[data-claim=mine]")
    page.keyboard.press("q")
    page.wait_for_selector("#claim[data-claim=free]")

    assert claimed_by(prospects[0]) == ""


def test_without_any_script_a_button_claims_and_frees(open_browser, prospects, lee):  # noqa: F811
    plain = {"viewport": LAPTOP, "java_script_enabled": False}
    page = open_browser(**plain)
    page.goto(f"/desk/{prospects[0].public_id}/")

    page.click("text=I am on it")
    assert "You are on it until" in page.inner_text("#claim")
    assert claimed_by(prospects[0]) == "Mia Okafor"

    other = open_browser(email=lee.email, **plain)
    other.goto(f"/desk/{prospects[0].public_id}/")
    assert other.is_disabled("button:has-text('No answer')")
    other.click("text=Free it for me")
    assert not other.is_disabled("button:has-text('No answer')")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_a_claimed_card_keeps_the_rules(open_browser, prospects, lee, theme, size, now):  # noqa: F811
    until = now + timedelta(hours=1)
    Prospect.objects.filter(pk=prospects[0].pk).update(claimed_by=lee, claimed_until=until)
    page = open_browser(viewport=size, color_scheme=theme)

    page.goto(f"/desk/{prospects[0].public_id}/")

    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_keys_walk_the_list_that_a_prospect_was_opened_from(open_browser, prospects):  # noqa: F811
    page = open_browser(viewport=LAPTOP)
    page.goto("/prospects/?sort=name&status=open")
    page.click("a:has-text('Late Shift')")
    page.wait_for_load_state("load")
    page.keyboard.press("j")
    page.wait_for_selector("#card-title:text('New Leaf')")
    page.wait_for_load_state("load")
    page.keyboard.press("d")
    page.wait_for_selector("#log")
    page.wait_for_load_state("load")
    assert title(page) == "New Leaf"

    page.keyboard.press("j")
    page.wait_for_selector("#card-title:text('Talk Town')")
    page.keyboard.press("k")
    page.wait_for_selector("#card-title:text('New Leaf')")
    assert "sort=name" in page.url
    page.keyboard.press("1")
    page.wait_for_selector("#card-title:text('Talk Town')")

    assert Axe().run(page).response["violations"] == []
    assert page.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_a_view_is_kept_and_rows_are_chosen_on_it(open_browser, prospects, lee, theme, size):  # noqa: F811
    page = open_browser(email=lee.email, viewport=size, color_scheme=theme)
    page.goto("/prospects/?sort=name&status=open")

    page.click("text=Keep this as a view")
    page.fill("#view-name", "Name" * 15)
    page.check("text=For the whole team")
    page.click("text=Keep it")
    page.locator("[name=pick]").nth(1).check()

    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.select_option("#id_to", label="Lee Wong")
    page.click("button:has-text('Hand over…')")
    page.click("button:has-text('Hand over 1 prospect')")
    assert "1 prospect handed over to Lee Wong" in page.inner_text(".changed")
    assert "status=open&sort=name" in page.url
    page.click(".changed button:has-text('Undo')")
    page.wait_for_selector("text=Taken back")
    assert page.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_timeline_is_narrowed_by_a_click_even_without_script(
    open_browser,  # noqa: F811
    prospects,  # noqa: F811
    theme,
    now,
):
    log(prospects[2], "noted", at=now, note="asks for a quote")
    for script in (True, False):
        page = open_browser(viewport=LAPTOP, color_scheme=theme, java_script_enabled=script)
        page.goto(f"/desk/{prospects[2].public_id}/")
        page.click(".tl-filters >> text=Notes 1")
        assert page.locator(".tl > li:visible").count() == 1
        page.click(".tl-filters >> text=All")
        assert page.locator(".tl > li:visible").count() == 3
    page = open_browser(viewport=LAPTOP, color_scheme=theme)
    page.goto("/")
    page.keyboard.press("?")
    assert page.is_visible("text=The order of the queue")
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_words_are_seen_as_they_would_be_said_while_they_are_written(
    open_browser,  # noqa: F811
    prospects,  # noqa: F811
    lee,
    theme,
    size,
):
    page = open_browser(email=lee.email, viewport=size, color_scheme=theme)
    page.goto("/playbook/")
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    page.click("#m-call >> text=Write")
    page.wait_for_load_state("load")

    page.fill("#id_body", "Good day {frist_name}, it's {rep_first_name}")
    page.wait_for_selector("#tried >> text=Good day {frist_name}, it's Lee")

    assert "Nothing is known that fills {frist_name}" in page.inner_text("#tried")
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.fill("#id_body", "Good day {first_name}")
    page.click("text=Keep it")
    page.wait_for_selector("text=It is said from now on")
    assert page.complaints == []


@pytest.mark.parametrize(("size", "holder"), [(LAPTOP, "Mia Okafor"), (PHONE, "")])
def test_a_card_that_is_only_held_ready_is_claimed_by_nobody(
    open_browser,  # noqa: F811
    prospects,  # noqa: F811
    size,
    holder,
):
    page = open_browser(viewport=size)
    page.clock.install()
    page.goto("/")
    page.wait_for_selector("#log", state="attached")

    page.clock.fast_forward(3_500)
    if holder:
        page.wait_for_selector("#claim[data-claim=mine]")
    page.wait_for_load_state("networkidle")

    assert claimed_by(prospects[0]) == holder
