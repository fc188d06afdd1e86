"""A mail server that can be told to fail, and messages for it."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest
from django.core.mail import EmailMessage

from outbox import actions
from outbox.mail import MailServer


@dataclass
class Server:
    """Stands in for the mail server: remembers what arrived, fails as it is told."""

    mails: list[EmailMessage] = field(default_factory=list)
    fails_with: Exception | None = None
    before_accepting: object = None

    def take(self, mail: EmailMessage) -> None:
        if callable(self.before_accepting):
            self.before_accepting()
        if self.fails_with is not None:
            raise self.fails_with
        self.mails.append(mail)

    def ids(self) -> list[str]:
        return [mail.extra_headers["Message-ID"] for mail in self.mails]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    standing = Server()

    class Backend:
        def open(self) -> bool:
            return True

        def close(self) -> None:
            pass

        def send_messages(self, mails: list[EmailMessage]) -> int:
            for mail in mails:
                standing.take(mail)
            return len(mails)

    monkeypatch.setattr(MailServer, "_connected", lambda _: Backend())
    return standing


def write_letter(message, now: datetime) -> EmailMessage | None:
    """The handler of kind `letter`: says what the payload says, nothing if there is nothing."""
    if message.payload.get("pointless"):
        return None
    return EmailMessage(subject=message.payload.get("subject", "Hello"), body="…")


@pytest.fixture(autouse=True)
def _letters(settings) -> None:
    settings.OUTBOX_HANDLERS = {"letter": f"{__name__}.write_letter"}


@pytest.fixture
def queue_letter(now):
    def queue(**options):
        return actions.queue(
            **{
                "kind": "letter",
                "channel": "email",
                "address": "dana@northwind.example",
                "payload": {},
                "now": now,
                **options,
            }
        )

    return queue
