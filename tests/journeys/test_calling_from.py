"""Calling from one of the team's own numbers, on a laptop and on a phone."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from people.models import OwnNumber
from prospects.actions import pause_prospect
from prospects.models import Touch
from reminders import actions as reminders
from tests.factories import PASSWORD, create_prospect, create_team, create_user, log, plan_at

pytestmark = pytest.mark.journey

CHICAGO, BOSTON, DENVER = "+13125550100", "+16175550100", "+13035550100"


@pytest.fixture
def prospect(transactional_db, now, clock):
    team = create_team(name="North", at=now)
    rep = create_user(team=team, email="mia@north.example", timezone="America/New_York")
    boss = create_user(team=team, role="manager", name="Ada Stone", email="ada@north.example")
    for number in (CHICAGO, BOSTON, DENVER):
        OwnNumber.objects.create(team=team, number=number, country="US", created_at=now)
    prospect = create_prospect(owner=rep, now=now, name="Northgate Dental")
    log(prospect, "no_answer", at=now - timedelta(days=2), own_number=BOSTON)
    plan_at(prospect, now, urgency=2)
    words = "Their budget closes on Friday: call before noon."
    reminders.nudge(prospect_ids=[prospect.pk], words=words, by=boss, now=now)
    pause = {"reason": "At a fair, on the mobile only.", "by": rep, "now": now}
    pause_prospect(prospect_id=prospect.pk, until=now + timedelta(days=2), **pause)
    return prospect


def look(page) -> None:
    """Let axe look at the card in both themes, wide and narrow; keep a picture if asked to."""
    for width in (1440, 390):
        for theme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            found = Axe().run(page).response["violations"]
            told = [(each["id"], each["nodes"][0]["html"]) for each in found]
            assert told == [], f"{width} {theme}"
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"wider than {width}"
            if folder := os.environ.get("PICTURES"):
                page.screenshot(path=Path(folder) / f"card-{width}-{theme}.png", full_page=True)
    page.set_viewport_size({"width": 1440, "height": 900})


def test_another_number_is_one_click_away_and_kept_with_the_touch(live_server, people, prospect):
    page = people.window(live_server.url)
    page.goto("/account/login/")
    page.fill("[name=login]", "mia@north.example")
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/")
    page.goto(f"/desk/{prospect.public_id}/")
    page.get_by_text("Their budget closes on Friday").wait_for()
    assert page.get_by_label("+1 303-555-0100").is_checked()
    look(page)

    page.get_by_label("+1 312-555-0100").check()
    page.get_by_role("button", name="No answer").click()
    page.locator("#notices .notice.success").wait_for()

    touch = Touch.objects.filter(prospect=prospect).latest("pk")
    assert (touch.outcome, touch.own_number) == ("no_answer", CHICAGO)
