"""A manager's spreadsheet: taken in by the real worker, a refused row put right and sent again."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.stack import embedded

pytestmark = pytest.mark.journey

PASSWORD = "a long enough password"
MANAGER, ADMIN = "max@sales.example", "ada@sales.example"
FAIR = """Company,First Name,E-mail,Phone,Number of times contacted
Northwind Traders,Dana,dana@northwind.example,+1 312 555 0142,3
Contoso,Kim,kim at contoso,+1 312 555 0143,
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with embedded(tmp_path_factory.mktemp("import")) as stack:
        stack.manage("create_team", "Sales", "--country", "US", "--timezone", "America/Chicago")
        for email, role in ((MANAGER, "manager"), (ADMIN, "admin"), ("rosa@sales.example", "rep")):
            stack.manage(
                *("create_user", email, "--team", "Sales", "--role", role, "--password-stdin"),
                given=PASSWORD,
            )
        yield stack


TWO_WAYS = ((1440, "light"), (390, "dark"))
FOUR_WAYS = (*TWO_WAYS, (1440, "dark"), (390, "light"))


def look(page, name: str, *, ways: Sequence[tuple[int, str]] = TWO_WAYS) -> None:
    """Let axe look at the page in both themes, wide and narrow; keep a picture if asked to."""
    for width, theme in ways:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found = Axe().run(page)
        told = [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]]
        assert told == [], f"{name} {width} {theme}"
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{name} is wider than {width}"
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=Path(folder) / f"{name}-{width}-{theme}.png", full_page=True)
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_refused_row_is_put_right_and_taken_in(house, people, tmp_path: Path):
    page = people.sign_in(house.address, MANAGER, PASSWORD)
    page.goto("/prospects/")
    page.get_by_role("link", name="Import").click()
    look(page, "imports")
    upload(page, "fair.csv", FAIR)
    assert page.get_by_label("Number of times contacted").input_value() == "attempts_so_far"
    page.get_by_text("E-mail: It must be an e-mail address.").wait_for()
    look(page, "draft")

    page.get_by_role("button", name="Start the import").click()
    # Read again by itself until it is done.
    page.get_by_role("heading", name="Finished").wait_for()
    page.get_by_text("E-mail: It must be an e-mail address.").wait_for()
    look(page, "finished")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the refused rows").click()
    refused = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert "Northwind" not in refused

    page.goto("/import/")
    upload(page, "again.csv", refused.replace("kim at contoso", "kim@contoso.example"))
    page.get_by_role("button", name="Start the import").click()
    page.get_by_role("heading", name="Finished").wait_for()

    page.goto("/prospects/")
    for company in ("Northwind Traders", "Contoso"):
        page.get_by_role("link", name=company).wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export CSV").click()
    assert "Northwind Traders" in Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert people.complaints == []
    assert house.tracebacks() == [], house.said()


def test_an_administrator_makes_a_webhook_and_tries_it(house, people):
    page = people.sign_in(house.address, ADMIN, PASSWORD)
    page.goto("/webhooks/")
    look(page, "webhooks")
    page.get_by_label("Address").fill("https://hook.invalid/here")
    page.get_by_label("A touch was logged").check()
    page.get_by_role("button", name="Make it").click()
    assert page.get_by_label("Secret").input_value().startswith("whsec_")
    look(page, "secret")
    page.get_by_role("link", name="I have kept it").click()
    page.get_by_role("button", name="Send a test").click()
    page.get_by_role("link", name="webhook.test").wait_for()
    look(page, "webhook")
    page.get_by_role("link", name="webhook.test").click()
    look(page, "delivery")
    page.goto("/webhooks/")
    page.get_by_role("link", name="https://hook.invalid/here").click()
    page.get_by_role("button", name="Pause").click()
    page.get_by_text("Somebody paused it by hand.").wait_for()
    assert people.complaints == []
    assert house.tracebacks() == [], house.said()


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("leads", "/leads/"),
        ("duplicates", "/duplicates/"),
        ("keys", "/keys/"),
        ("territories", "/territories/"),
        ("documentation", "/api/v1/docs/"),
    ],
)
def test_what_an_administrator_sees_of_leads_can_be_seen_by_everybody(house, people, name, path):
    page = people.sign_in(house.address, ADMIN, PASSWORD)
    assert page.goto(path).status == 200
    # The documentation is as long as all the others together.
    look(page, name, ways=TWO_WAYS if name == "documentation" else FOUR_WAYS)
    assert people.complaints == []


def upload(page, name: str, content: str) -> None:
    page.get_by_label("Spreadsheet").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.get_by_role("button", name="Look at it").click()
