"""The compose file: what it says starts, serves production safely, and stops in order."""

from pathlib import Path

import pytest

from tests.journeys import stack as stacks
from tests.journeys.stack import ROOT, SERVICES, compose_file, composed, composed_environment

pytestmark = pytest.mark.journey

ENV_FILE = {
    "FOLLOWUP_SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz",
    "FOLLOWUP_HOSTS": "crm.example.com",
    "FOLLOWUP_SITE_URL": "https://crm.example.com",
    "POSTGRES_PASSWORD": "letters9and8digits",
}
# As a proxy that ended TLS hands a request on.
BY_PROXY = {"Host": "crm.example.com", "X-Forwarded-Proto": "https"}
# What names another container; here the same things are elsewhere.
ELSEWHERE = {"DATABASE_URL", "REDIS_URL", "FOLLOWUP_DATA_DIR"}


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    given = composed_environment("web", ENV_FILE)
    variables = {name: value for name, value in given.items() if name not in ELSEWHERE}
    with composed(tmp_path_factory.mktemp("production"), **variables) as stack:
        yield stack


def test_each_service_gets_what_production_asks_for():
    for service in SERVICES:
        given = composed_environment(service, ENV_FILE)
        assert given["FOLLOWUP_ENV"] == "production"
        assert (
            given["DATABASE_URL"] == "postgres://followup:letters9and8digits@postgres:5432/followup"
        )
        assert given["REDIS_URL"] == "redis://redis:6379/0"


@pytest.mark.parametrize("name", ENV_FILE)
def test_compose_refuses_to_start_without_what_only_the_owner_knows(name):
    with pytest.raises(LookupError, match=name):
        composed_environment("web", {**ENV_FILE, name: ""})


def test_every_service_that_others_wait_for_says_how_it_is():
    services = compose_file()["services"]
    for service in services.values():
        for other, how in service.get("depends_on", {}).items():
            healthy = how["condition"] == "service_healthy"
            assert not healthy or "healthcheck" in services[other]


def test_every_volume_that_is_mounted_is_declared():
    file = compose_file()
    mounted = {
        volume.split(":")[0]
        for service in file["services"].values()
        for volume in service.get("volumes", [])
    }

    assert mounted == set(file["volumes"])


def test_the_image_starts_what_the_web_service_starts():
    command = next(
        line.removeprefix("CMD ")
        for line in (ROOT / "Dockerfile").read_text().splitlines()
        if line.startswith("CMD ")
    )

    assert (
        command.replace('"', "").strip("[]").split(", ")
        == stacks.compose_file()["services"]["web"]["command"]
    )


def test_every_file_that_the_image_needs_is_let_in():
    let_in = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    folders = {path.parent.name for path in ROOT.glob("*/apps.py")}

    assert folders | {"manage.py", "requirements.txt", "static", "templates"} <= let_in


def test_pages_are_served_over_tls_alone(production):
    plain = production.get("/account/login/", {"Host": "crm.example.com"})
    safe = production.get("/account/login/", BY_PROXY)

    assert plain.status == 301
    assert plain.getheader("Location") == "https://crm.example.com/account/login/"
    assert safe.status == 200, production.said("web")
    assert "max-age=" in safe.getheader("Strict-Transport-Security")


def test_a_host_that_is_not_ours_is_refused(production):
    assert production.get("/", {**BY_PROXY, "Host": "evil.example"}).status == 400


def test_cookies_are_bound_to_the_host(production):
    answer = production.get("/account/login/", BY_PROXY)
    cookies = answer.headers.get_all("Set-Cookie") or []

    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie
        assert "SameSite=Lax" in cookie


def test_the_policy_of_the_pages_allows_our_own_files_only(production):
    policy = production.get("/account/login/", BY_PROXY).getheader("Content-Security-Policy")

    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";") if rule.strip()}
    assert rules == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }


def test_files_of_the_pages_are_named_by_their_content_and_kept_for_ever(production):
    page = production.get("/account/login/", BY_PROXY).text
    sheet = next(word for word in page.split('"') if word.startswith("/static/") and ".css" in word)

    answer = production.get(sheet, BY_PROXY)

    assert answer.status == 200
    assert "immutable" in answer.getheader("Cache-Control")


@pytest.mark.parametrize("service", ["web", "scanner", "watchdog"])
def test_a_services_own_health_check_finds_it_well(production, service):
    assert stacks.wait_until(
        lambda: production.is_well(service), what=f"a healthy {service}", told=production.said
    )


def test_the_house_is_ready_when_everybody_works(production):
    def is_ready():
        return production.get("/readyz", BY_PROXY).status == 200

    assert stacks.wait_until(is_ready, what="readiness", told=production.said)


def test_nobody_logs_a_traceback_while_nothing_happens(production):
    assert production.tracebacks() == [], production.said()
    assert Path(production.folder / "web.log").exists()


def test_everybody_stops_in_order_when_asked(tmp_path):
    with composed(tmp_path) as stack:
        # A task that ran: beat has sent it and the scanner has done it.
        stacks.wait_until(
            lambda: stack.is_well("scanner"), what="a healthy scanner", told=stack.said
        )
        codes = stack.stop()

        # Beat holds nothing: however it ends, nothing is lost.
        codes.pop("beat")
        assert codes == dict.fromkeys(set(SERVICES) - {"beat"}, 0), stack.said()
