"""Webhooks over a real socket: signed, bounded, never behind our own door."""

import contextlib
import json
import socket
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import standardwebhooks

from outbox import actions, posting, public_addresses, signing
from outbox.models import Breaker, Message
from outbox.public_addresses import NotPublic, check_url
from outbox.senders import End

pytestmark = pytest.mark.django_db

State = Message.State
SECRET, OLDER_SECRET = signing.new_secret(), signing.new_secret()


class Sink:
    """Somebody's server: remembers what it got, answers as `says` tells for each path."""

    def __init__(self):
        sink = self
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.says: dict[str, tuple[int, dict[str, str]]] = {}
        self.hangs: set[str] = set()
        self.over = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                sink.got.append((self.path, dict(self.headers), body))
                if self.path in sink.hangs:
                    sink.over.wait(20)
                status, headers = sink.says.get(self.path, (204, {}))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def paths(self):
        return [path for path, _, _ in self.got]


@pytest.fixture
def sink(settings):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    standing = Sink()
    thread = threading.Thread(target=standing.server.serve_forever, args=(0.05,))
    thread.start()
    yield standing
    standing.over.set()
    standing.server.shutdown()
    thread.join()
    standing.server.server_close()


def write_signed(message, now):
    body = json.dumps(message.payload).encode()
    return posting.Post(
        body=body, headers={"Content-Type": "application/json"}, secrets=(SECRET, OLDER_SECRET)
    )


heard: list = []


def listen(message, outcome):
    heard.append((message.address, outcome))
    if message.payload.get("listener") == "broken":
        raise RuntimeError


@pytest.fixture(autouse=True)
def _hooks(settings):
    heard.clear()
    settings.OUTBOX_HANDLERS = {
        "webhook": "outbox.posting.as_queued",
        "signed": f"{__name__}.write_signed",
    }
    settings.OUTBOX_LISTENERS = {"signed": f"{__name__}.listen"}


@pytest.fixture
def queue_hook(now):
    def queue(address, **options):
        return actions.queue(
            **{
                "kind": "signed",
                "channel": "webhook",
                "address": address,
                "payload": {"type": "lead.created"},
                "now": now,
                **options,
            }
        )

    return queue


def send(now, **options):
    return actions.send_waiting(clock=lambda: now, channels=actions.BULK, **options)


def test_what_arrives_is_what_was_queued(queue_hook, sink, now):
    queue_hook(
        f"{sink.url}/hook?team=7",
        kind="webhook",
        payload={"body": '{"name": "Söhne"}', "headers": {"Content-Type": "application/json"}},
    )

    assert send(now).sent == 1

    [(path, headers, body)] = sink.got
    assert (path, headers["Content-Type"]) == ("/hook?team=7", "application/json")
    assert json.loads(body) == {"name": "Söhne"}
    assert Message.objects.get().state == State.SENT


@pytest.mark.parametrize("secret", [SECRET, OLDER_SECRET], ids=["new", "older"])
def test_somebody_elses_library_accepts_the_signature_with_either_secret(
    queue_hook, sink, secret, monkeypatch
):
    from datetime import UTC, datetime

    # That library reads the machine's clock.
    now = datetime.now(UTC)  # noqa: TID251
    message = queue_hook(sink.url, now=now)
    send(now)

    [(_, headers, body)] = sink.got
    assert headers["webhook-id"] == str(message.pk)
    assert standardwebhooks.Webhook(secret).verify(body, headers) == {"type": "lead.created"}
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(secret).verify(body + b" ", headers)


def test_every_try_has_the_same_id_and_its_own_time(queue_hook, sink, now):
    sink.says["/"] = (503, {})
    queue_hook(f"{sink.url}/")
    send(now)
    send(now + timedelta(minutes=1))

    first, second = (headers for _, headers, _ in sink.got)
    assert first["webhook-id"] == second["webhook-id"]
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 60


@pytest.mark.parametrize("status", [301, 302, 400, 404, 429, 500, 503])
def test_an_answer_that_is_no_yes_is_tried_again(queue_hook, sink, now, status):
    sink.says["/"] = (status, {})
    queue_hook(f"{sink.url}/")

    assert send(now).failed == 1

    message = Message.objects.get()
    assert (message.state, message.failures) == (State.PENDING, 1)
    assert str(status) in message.last_error
    [(_, outcome)] = heard
    assert (outcome.end, outcome.status) == (End.LATER, status)


def test_an_address_that_says_it_is_gone_is_dead_at_once_and_suppresses_nothing(
    queue_hook, sink, now
):
    sink.says["/"] = (410, {})
    queue_hook(f"{sink.url}/")
    send(now)

    assert Message.objects.get().state == State.DEAD
    [(_, outcome)] = heard
    assert (outcome.end, outcome.status) == (End.DEAD, 410)

    sink.says.clear()
    queue_hook(f"{sink.url}/")
    assert send(now).sent == 1


def test_a_listener_that_fails_holds_up_nothing(queue_hook, sink, now):
    queue_hook(f"{sink.url}/", payload={"listener": "broken"})

    assert send(now).sent == 1


def test_a_redirect_that_keeps_the_post_is_followed(queue_hook, sink, now):
    sink.says["/old"] = (308, {"Location": "/new"})
    queue_hook(f"{sink.url}/old")

    assert send(now).sent == 1
    assert sink.paths() == ["/old", "/new"]


def test_redirects_have_an_end(queue_hook, sink, now):
    sink.says["/"] = (307, {"Location": "/"})
    queue_hook(f"{sink.url}/")

    assert send(now).failed == 1
    assert len(sink.got) == 1 + posting.MOST_REDIRECTS


def test_a_redirect_behind_our_own_door_is_not_followed(queue_hook, sink, now, settings):
    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]
    sink.says["/"] = (307, {"Location": sink.url.replace("127.0.0.1", "127.0.0.2") + "/inside"})
    queue_hook(f"{sink.url}/")

    assert send(now).failed == 1

    assert sink.paths() == ["/"]
    message = Message.objects.get()
    assert (message.state, message.last_error) == (State.DEAD, "The address is a private one.")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.0.0.7",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[fd00::1]",
        "[fe80::1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
    ],
)
def test_no_private_address_is_ever_connected(queue_hook, now, host, monkeypatch):
    def connect(*_args, **_words):
        raise AssertionError("connected")

    monkeypatch.setattr(posting.socket, "create_connection", connect)
    queue_hook(f"https://{host}/hook")

    assert send(now).failed == 1
    assert Message.objects.get().state == State.DEAD


def test_a_name_that_leads_home_by_the_time_it_is_connected_is_refused(
    queue_hook, sink, now, settings, monkeypatch
):
    # Public when it was typed in, ours by now; and one answer of several is enough.
    settings.WEBHOOK_NETWORKS = []
    answers = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("127.0.0.1", 443))]
    monkeypatch.setattr(public_addresses.socket, "getaddrinfo", lambda *_a, **_k: answers)
    queue_hook("https://hooks.example.com/")

    assert send(now).failed == 1
    assert sink.got == []
    assert Message.objects.get().last_error == "The address leads to a private one."


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://hooks.example.com/", "https://"),
        ("http://hooks.example.com/", "https://"),
        ("https:///nowhere", "name a host"),
        ("https://me:secret@hooks.example.com/", "password"),
        ("https://hooks.example.com:22/", "port"),
        ("https://hooks.example.com:99999/", "not an address"),
        ("https://192.168.1.7/", "private"),
    ],
)
def test_what_a_webhook_may_not_be_is_said_when_it_is_typed_in(url, said, settings):
    settings.PRODUCTION = True

    with pytest.raises(NotPublic, match=said):
        check_url(url)


def test_a_server_that_hangs_is_left_in_time_and_holds_up_nobody_else(
    queue_hook, sink, now, monkeypatch
):
    monkeypatch.setattr(posting, "SEND_SECONDS", 1.0)
    sink.hangs.add("/slow")
    for _ in range(5):
        queue_hook(f"{sink.url}/slow")
    quick = sink.url.replace("127.0.0.1", "127.0.0.1.")  # the same server under another name
    monkeypatch.setattr(public_addresses, "reachable", lambda *_: "127.0.0.1")
    for _ in range(5):
        queue_hook(f"{quick}/quick")
    began = time.monotonic()

    done = send(now)

    assert (done.sent, done.failed, done.put_off) == (5, 1, 4)
    assert sink.paths().count("/slow") == 1
    assert time.monotonic() - began < 4


def test_a_server_that_drips_is_cut_off(queue_hook, settings, now, monkeypatch):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr(posting, "SEND_SECONDS", 0.5)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip():
            line, _ = listener.accept()
            with line, contextlib.suppress(OSError):
                while not over.wait(0.1):
                    line.sendall(b"H")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        queue_hook(f"http://127.0.0.1:{listener.getsockname()[1]}/")
        began = time.monotonic()

        assert send(now).failed == 1

        assert time.monotonic() - began < 3
        over.set()
        thread.join(5)


def test_a_header_cannot_be_forged(queue_hook, sink, now):
    queue_hook(
        f"{sink.url}/", kind="webhook", payload={"body": "", "headers": {"X-A": "b\r\nX-C: d"}}
    )

    assert send(now).failed == 1
    assert sink.got == []


# --- A host in trouble ----------------------------------------------------------------------------


def test_a_host_that_failed_five_times_in_a_row_is_left_alone_and_others_go_on(
    queue_hook, sink, now
):
    sink.says["/bad"] = (500, {})
    message = queue_hook(f"{sink.url}/bad")
    for _ in range(5):
        message.refresh_from_db()
        now = message.next_try_at
        send(now)
    assert Breaker.objects.get().failures == 5
    tried = len(sink.got)

    queue_hook(f"{sink.url}/also-there", now=now)
    queue_hook(f"{sink.url.replace('127.0.0.1', 'localhost')}/elsewhere", now=now)
    done = send(now)

    assert (done.sent, done.put_off) == (1, 1)
    assert sink.paths()[tried:] == ["/elsewhere"]


def test_when_its_time_is_over_one_probe_is_sent_and_a_success_lets_all_go(queue_hook, sink, now):
    Breaker.objects.create(host="webhook:127.0.0.1", failures=5, open_until=now)
    for _ in range(8):
        queue_hook(f"{sink.url}/")
    sink.says["/"] = (500, {})

    done = send(now)
    assert (done.failed, done.put_off, len(sink.got)) == (1, 7, 1)

    sink.says.clear()
    assert send(now + timedelta(minutes=1)).sent == 0  # twice as long as the first time
    assert send(now + timedelta(minutes=2, seconds=1)).sent == 8
    assert not Breaker.objects.exists()


def test_a_message_that_waits_for_its_host_is_not_failing(queue_hook, sink, now):
    Breaker.objects.create(
        host="webhook:127.0.0.1", failures=9, open_until=now + timedelta(minutes=9)
    )
    queue_hook(f"{sink.url}/")

    for _ in range(8):
        now += timedelta(minutes=1)
        send(now)
    message = Message.objects.get()
    assert (message.state, message.failures, message.claims) == (State.PENDING, 0, 0)


# --- A flood --------------------------------------------------------------------------------------


def test_a_flood_of_webhooks_stands_in_front_of_no_mail(queue_hook, queue_letter, server, now):
    for number in range(300):
        queue_hook(f"https://hooks.example.com/{number}", now=now - timedelta(hours=1))
    queue_letter()

    assert actions.send_waiting(clock=lambda: now).failed == 1  # nobody writes letters here

    assert Message.objects.filter(channel="webhook", claims=0, failures=0).count() == 300
