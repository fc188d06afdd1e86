"""The whole loop: leads come in, a rep calls, the plan follows, nobody forgets, a manager sees.

On both stacks: what the compose file says on PostgreSQL and Redis, and `manage.py up` on nothing.
"""

import json
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.stack import Stack, composed, embedded, wait_until

pytestmark = pytest.mark.journey

PASSWORD = "a long enough password"
REP, MANAGER = "rosa@sales.example", "max@sales.example"
CHICAGO = ZoneInfo("America/Chicago")
# A Tuesday, 9:00 in Chicago. No holiday near, no clock change for twelve days.
BEGINS_AT = datetime(2027, 3, 2, 15, 0, tzinfo=UTC)
SEEN_WITHIN_SECONDS = 5.0
SCOPES = "leads:write,leads:read,prospects:read"


@dataclass
class House:
    """A stack with a team in it, and its clock."""

    stack: Stack
    key: str

    @property
    def address(self) -> str:
        return self.stack.address

    def set_clock(self, at: datetime) -> None:
        self.stack.move_clock(offset_to(at))

    def call(self, path: str, body: dict | None = None) -> dict:
        """Use the API as a plain HTTP client does."""
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        with closing(self.stack.connect()) as connection:
            connection.request(
                "POST" if body else "GET",
                f"/api/v1{path}",
                body=json.dumps(body) if body else None,
                headers=headers,
            )
            answer = connection.getresponse()
            text = answer.read().decode()
        assert answer.status in {200, 201}, text
        return json.loads(text)

    def push_lead(self, company: str, phone: str, number: int) -> dict:
        lead = {
            "external_id": f"tm-{number}",
            "source": "acme-telemarketing",
            "company": {"name": company, "phone": phone, "country": "US"},
            "contacts": [{"name": "Dana Reyes", "role": "decision_maker", "phone": phone}],
            "assign_to": REP,
        }
        lead["company"]["timezone"] = "America/Chicago"
        return self.call("/leads/", lead)

    def next_attempt(self, lead: dict) -> tuple[datetime, date]:
        """Return when the next attempt is, and on which day that is in Chicago."""
        told = self.call(f"/prospects/{lead['prospect']['id']}/")["next_attempt"]
        at = datetime.fromisoformat(told["at"])
        return at, at.astimezone(CHICAGO).date()


def offset_to(at: datetime) -> int:
    """Return by how many seconds a clock must be moved to show `at` now."""
    return int((at - datetime.now(UTC)).total_seconds())  # noqa: TID251


@pytest.fixture(params=[composed, embedded], ids=["postgres-and-redis", "embedded"])
def house(request, tmp_path):
    with request.param(tmp_path, FOLLOWUP_CLOCK_OFFSET=str(offset_to(BEGINS_AT))) as stack:
        stack.manage("create_team", "Sales", "--timezone", "America/Chicago")
        for email, role in ((REP, "rep"), (MANAGER, "manager")):
            stack.manage(
                *("create_user", email, "--team", "Sales", "--role", role, "--password-stdin"),
                given=PASSWORD,
            )
        key = stack.manage(
            *("create_api_key", "--team", "Sales", "--name", "vendor", "--scopes", SCOPES)
        )
        yield House(stack=stack, key=key)


def test_a_lead_is_pushed_called_planned_nagged_about_and_seen_overdue(house, people):
    rosa = people.sign_in(house.address, REP, PASSWORD)
    queue = rosa.locator("#queue-list")

    # Three leads come in; each stands on the desk within five seconds, without a reload.
    leads = {}
    for number, company in enumerate(["Northwind Traders", "Contoso", "Fabrikam"]):
        leads[company] = house.push_lead(company, f"+1312555014{number}", number)
        pushed = time.monotonic()
        queue.get_by_text(company).wait_for()
        assert time.monotonic() - pushed < SEEN_WITHIN_SECONDS

    # No answer: the chase goes on the next working day.
    log(rosa, "Northwind Traders", "No answer")
    chase_at, chase_on = house.next_attempt(leads["Northwind Traders"])
    assert chase_on == date(2027, 3, 3)
    assert 8 <= chase_at.astimezone(CHICAGO).hour < 20

    # Maybe in two months: toward the end of them, on a working day.
    log(rosa, "Contoso", "Maybe later…", answers={"In how long, or which month": "2 months"})
    _, later_on = house.next_attempt(leads["Contoso"])
    assert date(2027, 4, 22) <= later_on <= date(2027, 5, 2)
    assert later_on.weekday() < 5

    # Talked, nothing agreed: three working days.
    log(rosa, "Fabrikam", "Talked")
    assert house.next_attempt(leads["Fabrikam"])[1] == date(2027, 3, 5)

    # The time comes and nothing happens: the rep is reminded, then nagged.
    rosa.goto("about:blank")  # an open desk would ask on while the house is away
    house.set_clock(chase_at + timedelta(hours=2, minutes=5))
    told = wait_until(lambda: bell_of(rosa), what="the nag", told=house.stack.said)
    assert "Northwind Traders" in told
    assert "Contoso" not in told
    assert "Fabrikam" not in told

    # And the manager sees who is behind, on what.
    max_ = people.sign_in(house.address, MANAGER, PASSWORD)
    max_.goto("/overdue/")
    behind = max_.locator("main")
    behind.get_by_text("Northwind Traders").first.wait_for()
    assert behind.get_by_text("Contoso").count() == 0

    assert people.complaints == []
    assert house.stack.tracebacks() == [], house.stack.said()


def log(page, company: str, outcome: str, answers: dict[str, str] | None = None) -> None:
    """Open a prospect from the queue and log what came of the call, by mouse."""
    page.goto("/")
    # The desk may have opened this very prospect by itself: wait for the panel that we asked for.
    page.locator("#card-title").evaluate("title => title.classList.add('before')")
    page.locator("#queue-list").get_by_text(company).click()
    page.locator("#card-title:not(.before)").get_by_text(company).wait_for()
    page.wait_for_load_state("networkidle")  # whatever else the desk asked for has come
    form = page.locator("#log")
    form.get_by_text(outcome, exact=True).first.click()
    if answers:
        for label, answer in answers.items():
            form.get_by_label(label).fill(answer)
        form.get_by_role("button", name="Log it").locator("visible=true").click()
    # The desk confirms and goes on to the next prospect.
    page.get_by_role("button", name="Undo").first.wait_for()


def bell_of(page) -> str:
    """Return the bell's text once somebody was nagged, and nothing before."""
    page.goto("/bell/")
    told = page.locator("main").inner_text()
    return told if page.locator(".chip.late").count() else ""
