"""The browser of the journeys: Debian's Chromium, driven by Playwright, without a network."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MILLISECONDS = 15_000


def chromium() -> str:
    """Return the path of Chromium's program; a journey cannot be made without one."""
    named = os.environ.get("CHROMIUM", "")
    found = named or shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "Chromium is not installed (Debian: apt-get install chromium; or set CHROMIUM)"
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright's loop runs in this thread from now on, where Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


class People:
    """Opens a window of their own for each person, and notes what their browsers complain of."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._windows: list[BrowserContext] = []
        self.complaints: list[str] = []

    def window(self, address: str, *, width: int = 1440, height: int = 900) -> Page:
        window = self._browser.new_context(
            base_url=address, viewport={"width": width, "height": height}
        )
        window.set_default_timeout(PATIENCE_MILLISECONDS)
        self._windows.append(window)
        page = window.new_page()
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _listen(self, message) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def sign_in(self, address: str, email: str, password: str) -> Page:
        """Sign somebody in as a person does, and return their page."""
        page = self.window(address)
        page.goto("/account/login/")
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "login" not in url)
        return page

    def close(self) -> None:
        for window in self._windows:
            window.close()


@pytest.fixture
def people(browser: Browser) -> Iterator[People]:
    people = People(browser)
    yield people
    people.close()
