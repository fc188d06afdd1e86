"""The network is cut while somebody works: nothing is lost, nothing is doubled, all is told."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories import PASSWORD, create_user, log
from tests.journeys.test_at_the_desk import (
    LAPTOP,
    PHONE,
    open_browser,  # noqa: F401 (fixtures)
    open_desk,
    prospects,  # noqa: F401
    rep,  # noqa: F401
)

pytestmark = pytest.mark.journey

KEPT = "#notices .later"
# Where the prospect is open, the page says it as if it had been logged at once.
SENT = "#notices >> text=/(Sent: No answer at|logged for) New Leaf/"


def touches(prospect) -> list[str]:
    return list(prospect.touches.order_by("pk").values_list("outcome", flat=True))


def waiting(page) -> int:
    return page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('followup')).length")


def sign_in(page, email):
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")


def log_without_network(page, key="1"):
    page.context.set_offline(True)
    page.keyboard.press(key)
    page.wait_for_selector(KEPT)


def test_it_is_kept_shown_and_sent_once_when_the_network_is_back(open_browser, prospects):  # noqa: F811
    page = open_desk(open_browser(viewport=LAPTOP))
    page.keyboard.press("n")
    page.keyboard.type("Luis decides")
    page.keyboard.press("Escape")

    log_without_network(page)
    page.keyboard.press("2")  # it is pressed: a second outcome is no second call

    assert "Kept in this browser: No answer at New Leaf" in page.inner_text(KEPT)
    assert touches(prospects[0]) == []
    page.context.set_offline(False)
    page.wait_for_selector(SENT)
    page.wait_for_selector("#card-title:text('Late Shift')")
    assert touches(prospects[0]) == ["no_answer"]
    assert prospects[0].touches.get().note == "Luis decides"
    assert waiting(page) == 0
    assert page.locator(KEPT).count() == 0


def test_an_answer_that_got_lost_doubles_nothing(open_browser, prospects):  # noqa: F811
    page = open_desk(open_browser(viewport=LAPTOP))
    lost = []

    def lose(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch(max_redirects=0).status)
        return route.abort()

    page.route("**/log/", lose)
    page.keyboard.press("1")
    page.wait_for_selector(SENT)

    assert lost == [303]
    assert touches(prospects[0]) == ["no_answer"]


def test_what_waits_is_sent_from_whatever_page_is_opened_next(open_browser, prospects):  # noqa: F811
    page = open_desk(open_browser(viewport=LAPTOP))
    log_without_network(page)
    window = page.context
    page.close()

    window.set_offline(False)
    page = window.new_page()
    page.goto("/prospects/")
    page.wait_for_selector(SENT)

    assert touches(prospects[0]) == ["no_answer"]


def test_signed_out_it_waits_for_the_same_person(open_browser, prospects, rep):  # noqa: F811
    other = create_user(team=rep.team, email="lee@north.example")
    page = open_desk(open_browser(viewport=LAPTOP))
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("1")
    page.wait_for_url("**/account/login/**")

    sign_in(page, other.email)
    page.wait_for_selector("#queue-list")
    assert waiting(page) == 1
    assert touches(prospects[0]) == []
    page.context.clear_cookies(name="sessionid")
    page.goto("/account/login/")
    sign_in(page, rep.email)
    page.wait_for_selector(SENT)

    assert touches(prospects[0]) == ["no_answer"]
    assert prospects[0].touches.get().rep == rep


def test_signed_out_meanwhile_is_told_in_words(open_browser, prospects):  # noqa: F811
    page = open_desk(open_browser(viewport=LAPTOP))
    log_without_network(page)
    page.context.clear_cookies(name="sessionid")

    page.context.set_offline(False)

    page.wait_for_selector(f"{KEPT} >> text=You are signed out")
    assert waiting(page) == 1


def test_what_somebody_else_was_first_with_is_asked_about(open_browser, prospects, now):  # noqa: F811
    page = open_desk(open_browser(viewport=LAPTOP))
    page.keyboard.press("n")
    page.keyboard.type("Luis decides")
    page.keyboard.press("Escape")
    log_without_network(page)
    log(prospects[0], "busy", at=now)

    page.context.set_offline(False)
    page.wait_for_selector(f"{KEPT} >> text=Somebody else has logged a touch")
    assert "You wrote: Luis decides" in page.inner_text(KEPT)
    assert touches(prospects[0]) == ["busy"]
    page.click(f"{KEPT} >> text=Send it all the same")
    page.wait_for_selector(SENT)

    assert touches(prospects[0]) == ["busy", "no_answer"]


def test_what_is_not_wanted_any_more_is_thrown_away(open_browser, prospects, now):  # noqa: F811
    page = open_desk(open_browser(viewport=LAPTOP))
    log_without_network(page)
    log(prospects[0], "busy", at=now)
    page.context.set_offline(False)

    page.click(f"{KEPT} >> text=Throw it away")

    assert waiting(page) == 0
    assert page.is_visible("#log")
    assert touches(prospects[0]) == ["busy"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_what_waits_keeps_the_rules_of_accessibility(open_browser, prospects, theme, size):  # noqa: F811
    page = open_browser(viewport=size, color_scheme=theme)
    page.goto(f"/desk/{prospects[0].public_id}/")
    log_without_network(page)

    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_page_too_old_to_be_believed_keeps_it_until_it_is_loaded_anew(open_browser, prospects):  # noqa: F811
    page = open_desk(open_browser(viewport=LAPTOP))
    page.context.clear_cookies(name="csrftoken")

    page.keyboard.press("1")
    page.wait_for_selector(f"{KEPT} >> text=too old to send it")
    assert touches(prospects[0]) == []
    page.goto("/")
    page.wait_for_selector(SENT)

    assert touches(prospects[0]) == ["no_answer"]
