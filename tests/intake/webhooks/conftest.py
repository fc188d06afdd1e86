"""Somebody's program that listens, over a real socket, to what happens in a team."""

import json
import threading
from collections.abc import Iterator, Sequence
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import standardwebhooks
import time_machine

from groundwork.events import EVENTS
from intake.webhooks import actions
from intake.webhooks.models import WebhookDelivery, WebhookEndpoint
from outbox import actions as outbox
from people.models import Team, User
from tests.factories import TUESDAY, create_team, create_user


class Program:
    """Remembers what it got; answers `status`."""

    def __init__(self) -> None:
        program = self
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 204

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                program.got.append((dict(self.headers), body))
                self.send_response(program.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]

    def believes(self, secret: str, *, at: datetime = TUESDAY) -> list[dict[str, Any]]:
        """Return what it was told, each checked at `at` by somebody else's library, or fail."""
        library = standardwebhooks.Webhook(secret)
        with time_machine.travel(at):
            return [library.verify(body, headers) for headers, body in self.got]


@pytest.fixture
def program(settings) -> Iterator[Program]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    standing = Program()
    thread = threading.Thread(target=standing.server.serve_forever, args=(0.05,))
    thread.start()
    yield standing
    standing.server.shutdown()
    thread.join()
    standing.server.server_close()


@pytest.fixture
def team(db) -> Team:
    return create_team()


@pytest.fixture
def rep(team) -> User:
    return create_user(team=team, email="rep@team.example")


@pytest.fixture
def admin(team, rep) -> User:
    return create_user(team=team, role="admin", email="admin@team.example")


def listen(
    program: Program, admin: User, *, to: Sequence[str] = tuple(EVENTS)
) -> tuple[WebhookEndpoint, str]:
    made = actions.create_endpoint(url=program.url, events=to, by=admin, now=TUESDAY)
    # As with the next request, which reads its person and their team anew.
    admin.team.refresh_from_db()
    return made


def deliver(now: datetime = TUESDAY) -> None:
    """Send what waits, as the workers do."""
    outbox.send_waiting(clock=lambda: now, channels=outbox.BULK)


def last_delivery() -> WebhookDelivery:
    return WebhookDelivery.objects.select_related("endpoint").latest("pk")
