"""The real way out: over a socket, to servers that accept, refuse, hang, drip and lie."""

import contextlib
import email
import socket
import threading
import time
from email.message import Message as Received

import pytest
from aiosmtpd.controller import Controller

from outbox import actions, mail
from outbox.models import Message
from tests.outbox.racing import at_once
from tests.services import free_port

pytestmark = pytest.mark.django_db

State = Message.State


class Sink:
    """Accepts mail; `says` maps a command to what it answers instead."""

    def __init__(self):
        self.received: list[Received] = []
        self.says: dict[str, str] = {}

    async def handle_MAIL(self, _server, _session, envelope, address, options):
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.says.get("MAIL", "250 OK")

    async def handle_RCPT(self, _server, _session, envelope, address, options):
        envelope.rcpt_options.extend(options)
        if address in self.says:
            return self.says[address]
        envelope.rcpt_tos.append(address)
        return self.says.get("RCPT", "250 OK")

    async def handle_DATA(self, _server, _session, envelope):
        if "DATA" in self.says:
            return self.says["DATA"]
        self.received.append(email.message_from_bytes(envelope.content))
        return "250 OK"


def use(settings, port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


@pytest.fixture
def sink(settings):
    handler, port = Sink(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    use(settings, port)
    yield handler
    controller.stop()


@pytest.fixture
def script(settings):
    """Start a server that does with each connection what it is told, at a free port."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def start(talk):
        def serve():
            while not over.is_set():
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                with line, contextlib.suppress(OSError):
                    talk(line, over)

        threading.Thread(target=serve, daemon=True).start()
        use(settings, listener.getsockname()[1])

    yield start
    over.set()
    listener.close()


def send(now, **options):
    return actions.send_waiting(clock=lambda: now, **options)


def test_what_arrives_is_what_was_queued(queue_letter, sink, now, settings):
    settings.SITE_URL = "https://crm.acme.example"
    message = queue_letter(payload={"subject": "Noch offen: Söhne"})

    assert send(now).sent == 1

    [arrived] = sink.received
    assert arrived["Message-ID"] == f"<{message.pk}@crm.acme.example>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["To"] == "dana@northwind.example"
    assert str(email.header.make_header(email.header.decode_header(arrived["Subject"]))) == (
        "Noch offen: Söhne"
    )


def test_many_leave_over_one_connection_and_one_bad_address_disturbs_nobody(
    queue_letter, sink, now
):
    sink.says["gone@northwind.example"] = "550 5.1.1 no such user"
    queue_letter()
    bad = queue_letter(address="gone@northwind.example")
    queue_letter()

    done = send(now)

    assert (done.sent, done.failed) == (2, 1)
    bad.refresh_from_db()
    assert (bad.state, bad.failures) == (State.DEAD, 1)


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("RCPT", "451 4.7.1 greylisted, come back"),
        ("RCPT", "554 5.7.1 relay access denied"),
        ("MAIL", "530 5.7.0 sign in first"),
        ("MAIL", "421 4.7.0 too many messages"),
        ("DATA", "554 5.6.0 looks like spam"),
        ("DATA", "451 4.3.0 disk full"),
    ],
)
def test_other_refusals_are_tried_again(queue_letter, sink, now, command, answer):
    sink.says[command] = answer
    queue_letter()

    assert send(now).failed == 1
    message = Message.objects.get()
    assert message.state == State.PENDING
    assert answer[:3] in message.last_error

    sink.says.clear()
    assert send(message.next_try_at).sent == 1


def test_a_closed_port_fails_everything_at_once_and_kills_nothing(queue_letter, now, settings):
    use(settings, free_port())
    for _ in range(5):
        queue_letter()

    assert send(now).failed == 5

    assert Message.objects.filter(state=State.PENDING, failures=1).count() == 5


def test_a_wrong_password_kills_no_message(queue_letter, sink, now, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "wrong"
    queue_letter()

    assert send(now).failed == 1  # the sink offers no sign-in at all

    assert Message.objects.get().state == State.PENDING


def test_a_server_that_cannot_do_tls_gets_nothing_in_the_clear(queue_letter, sink, now, settings):
    settings.EMAIL_USE_TLS = True
    queue_letter()

    assert send(now).failed == 1
    assert sink.received == []


def test_a_server_that_accepts_and_says_nothing_is_left_in_time(
    queue_letter, script, now, monkeypatch
):
    monkeypatch.setattr(mail, "CONNECT_SECONDS", 0.5)
    script(lambda _line, over: over.wait(20))
    queue_letter()
    began = time.monotonic()

    assert send(now).failed == 1

    assert time.monotonic() - began < 3


def drip(line, over):
    while not over.wait(0.1):
        line.sendall(b"2")  # never the end of a line


def test_a_server_that_drips_its_greeting_is_cut_off(queue_letter, script, now, monkeypatch):
    monkeypatch.setattr(mail, "OPEN_SECONDS", 0.5)
    script(drip)
    queue_letter()
    began = time.monotonic()

    assert send(now).failed == 1

    assert time.monotonic() - began < 4


def test_a_server_that_drips_in_the_middle_is_cut_off(queue_letter, script, now, monkeypatch):
    monkeypatch.setattr(mail, "SEND_SECONDS", 0.5)

    def talk(line, over):
        line.sendall(b"220 hello\r\n")
        line.recv(1000)
        line.sendall(b"250 drip.example\r\n")
        line.recv(1000)
        drip(line, over)

    script(talk)
    queue_letter()
    began = time.monotonic()

    assert send(now).failed == 1

    assert time.monotonic() - began < 4
    assert Message.objects.get().state == State.PENDING


def test_a_server_that_hangs_up_in_the_middle_costs_one_message_its_turn(queue_letter, script, now):
    def talk(line, _over):
        line.sendall(b"220 hello\r\n")
        line.recv(1000)
        line.sendall(b"250 rude.example\r\n")
        line.recv(1000)

    script(talk)
    queue_letter()
    queue_letter()

    assert send(now).failed == 2

    assert set(Message.objects.values_list("state", "failures")) == {(State.PENDING, 1)}


@pytest.mark.django_db(transaction=True)
def test_three_senders_at_once_deliver_each_message_once(queue_letter, sink, now):
    ids = {f"{queue_letter().pk}" for _ in range(45)}

    at_once(3, lambda: send(now))

    arrived = [each["Message-ID"][1:].partition("@")[0] for each in sink.received]
    assert sorted(arrived) == sorted(ids)
