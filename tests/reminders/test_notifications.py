"""Browser notifications, sent to a push service of our own and read as the browser would."""

import json
import threading
from datetime import time, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse

from outbox import actions as outbox
from outbox.models import Message
from reminders import actions
from reminders.models import PushKey, Subscription
from tests.factories import create_prospect, create_user, log
from tests.reminders.browser import Browser

pytestmark = pytest.mark.django_db


class PushService:
    """Takes what is pushed to it; `answers` is the status it gives."""

    def __init__(self) -> None:
        service = self
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers = 201

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.got.append((dict(self.headers), body))
                self.send_response(service.answers)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path: str = "one") -> str:
        return f"http://127.0.0.1:{self.server.server_port}/{path}"


@pytest.fixture
def service(settings):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    running = PushService()
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def browser(rep, service, now):
    """A browser of the rep that takes notifications."""
    mine = Browser()
    actions.push_key(now=now)
    actions.subscribe(
        user=rep,
        endpoint=service.url(),
        p256dh=mine.p256dh,
        auth=mine.auth,
        browser="Firefox on Linux",
        now=now,
    )
    return mine


def scan_and_send(at):
    actions.scan(now=at)
    outbox.send_waiting(clock=lambda: at)


def shown(service, browser):
    return [json.loads(browser.opens(body)) for _, body in service.got]


def test_a_due_attempt_shows_in_the_browser_and_names_nobody(rep, service, browser, now):
    prospect = create_prospect(owner=rep, next_attempt_at=now)

    scan_and_send(now)

    [told] = shown(service, browser)
    assert told["title"] == "It is time"
    assert prospect.name not in json.dumps(told)
    assert told["url"].endswith(reverse("desk:card", args=[prospect.public_id]))
    headers = service.got[0][0]
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["Authorization"].startswith("vapid t=")
    assert int(headers["TTL"]) > 0


def test_who_lets_it_name_prospects_reads_the_name(rep, service, browser, now):
    actions.wish(
        user=rep,
        channels={"due": ["browser"]},
        quiet_from=time(21),
        quiet_until=time(7),
        names_prospects=True,
    )
    prospect = create_prospect(owner=rep, next_attempt_at=now)

    scan_and_send(now)

    assert prospect.name in shown(service, browser)[0]["body"]


def test_many_due_at_once_make_one_notification(rep, service, browser, now):
    for _ in range(4):
        create_prospect(owner=rep, next_attempt_at=now)

    scan_and_send(now)

    [told] = shown(service, browser)
    assert "4 prospects" in told["body"]


def test_what_was_done_meanwhile_is_not_shown(rep, service, browser, now):
    prospect = create_prospect(owner=rep, next_attempt_at=now)
    actions.scan(now=now)
    log(prospect, "no_answer", at=now)

    outbox.send_waiting(clock=lambda: now)

    assert service.got == []


def test_at_night_it_waits_until_the_morning(rep, service, browser, now):
    night = now + timedelta(hours=13)  # 23:00 in New York
    create_prospect(owner=rep, next_attempt_at=night)

    scan_and_send(night)
    assert service.got == []

    outbox.send_waiting(clock=lambda: now + timedelta(hours=23))
    assert len(service.got) == 1


def test_a_nudge_shows_too_once_it_cannot_be_taken_back(rep, manager, service, browser, now):
    prospect = create_prospect(owner=rep)
    actions.nudge(prospect_ids=[prospect.pk], words="Please call.", by=manager, now=now)

    outbox.send_waiting(clock=lambda: now + timedelta(seconds=5))
    assert service.got == []
    outbox.send_waiting(clock=lambda: now + timedelta(seconds=11))

    [told] = shown(service, browser)
    assert told["title"] == "Your manager wrote"
    assert "Please call." not in json.dumps(told)


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten_and_troubles_nobody(
    rep, service, browser, now, status
):
    service.answers = status
    create_prospect(owner=rep, next_attempt_at=now)

    scan_and_send(now)

    assert not Subscription.objects.exists()
    message = Message.objects.get(kind="reminders.push")
    assert message.state == Message.State.DEAD
    assert message.seen_dead_at is not None


def test_a_push_service_in_trouble_is_tried_again(rep, service, browser, now):
    service.answers = 503
    create_prospect(owner=rep, next_attempt_at=now)
    scan_and_send(now)
    assert Subscription.objects.exists()

    service.answers = 201
    outbox.send_waiting(clock=lambda: now + timedelta(minutes=5))

    assert Message.objects.get(kind="reminders.push").state == Message.State.SENT


def test_who_left_gets_nothing(rep, service, browser, now):
    create_prospect(owner=rep, next_attempt_at=now)
    actions.scan(now=now)
    rep.is_active = False
    rep.save()

    outbox.send_waiting(clock=lambda: now)

    assert service.got == []


# --- Subscribing -------------------------------------------------------------------------------


def told_by(browser, endpoint):
    return {"endpoint": endpoint, "p256dh": browser.p256dh, "auth": browser.auth, "browser": "X"}


def test_the_page_takes_a_subscription_and_forgets_it(rep, client, service):
    client.force_login(rep)

    answer = client.post(reverse("reminders:subscribe"), told_by(Browser(), service.url()))
    assert answer.status_code == 201
    [mine] = Subscription.objects.all()
    assert "Firefox" not in client.get(reverse("reminders:wishes")).content.decode()

    client.post(reverse("reminders:unsubscribe", args=[mine.public_id]))
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://10.0.0.1/push",
        "https://127.0.0.1/push",
        "https://[::1]/push",
        "https://localhost:22/push",
        "ftp://push.example/",
        "nonsense",
    ],
)
def test_an_address_behind_our_own_door_is_refused(rep, client, endpoint):
    client.force_login(rep)

    answer = client.post(reverse("reminders:subscribe"), told_by(Browser(), endpoint))

    assert answer.status_code == 422
    assert not Subscription.objects.exists()


def test_only_https_is_taken_in_production(rep, client, settings):
    settings.PRODUCTION = True
    client.force_login(rep)
    page = reverse("reminders:subscribe")

    told = told_by(Browser(), "http://push.example/x")
    assert client.post(page, told, secure=True).status_code == 422
    told = told_by(Browser(), "https://push.example/x")
    assert client.post(page, told, secure=True).status_code == 201


def test_nobody_forgets_the_browser_of_somebody_else(rep, team, browser, client):
    client.force_login(create_user(team=team))

    client.post(reverse("reminders:unsubscribe", args=[Subscription.objects.get().public_id]))

    assert Subscription.objects.exists()


def test_a_shared_computer_belongs_to_whoever_subscribed_last(rep, team, browser, service, now):
    other = create_user(team=team)

    actions.subscribe(
        user=other,
        endpoint=service.url(),
        p256dh=browser.p256dh,
        auth=browser.auth,
        browser="",
        now=now,
    )

    assert Subscription.objects.get().user == other


def test_the_keys_are_made_once_and_anew_when_the_secret_changes(rep, browser, settings, now):
    first = actions.push_key(now=now)
    assert actions.push_key(now=now) == first
    assert first not in PushKey.objects.get().sealed

    settings.SECRET_KEY = "another one altogether"
    second = actions.push_key(now=now)

    assert second != first
    assert not Subscription.objects.exists()


def test_a_changed_secret_never_stops_the_other_messages(rep, browser, settings, now, mailoutbox):
    create_prospect(owner=rep, next_attempt_at=now - timedelta(hours=24))
    settings.SECRET_KEY = "another one altogether"

    scan_and_send(now)

    assert len(mailoutbox) == 1


def test_the_worker_is_served_to_everybody_from_the_top(client):
    answer = client.get("/notifications.js")

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert "showNotification" in answer.content.decode()
