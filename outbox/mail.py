"""E-mail, by the one mail server that `EMAIL_URL` names."""

import smtplib
import unicodedata
import uuid
from contextlib import suppress
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends import smtp
from django.core.validators import validate_email

from groundwork.text import one_line
from outbox.deadlines import at_most, hang_up
from outbox.senders import AddressRefused, Unreachable

CONNECT_SECONDS = 5.0  # until the server's address is connected
OPEN_SECONDS = 10.0  # greeting, TLS and sign-in included
SEND_SECONDS = 20.0  # for one whole message, however slowly the server reads
# "5.7.x": they refuse us (no relaying, no sign-in), which is no fault of the address.
OUR_OWN_FAULT = b"5.7."
OUR_OWN_CODES = {503, 530, 535, 538}


class MailServer:
    """One connection for many messages, opened when the first one leaves."""

    at_once = 1
    suppresses = True

    def __enter__(self) -> Self:
        self._backend: Any = None
        return self

    def __exit__(self, *_: object) -> None:
        self._hang_up()

    def send(
        self, mail: EmailMessage, *, message_id: uuid.UUID, address: str, at: datetime
    ) -> None:
        """Hand `mail` over, to `address` alone and under its own Message-ID.

        :raises AddressRefused: if this address will never take it
        :raises Unreachable: if no message can leave now
        :raises Exception: whatever else went wrong with this one message
        """
        prepare(mail, message_id=message_id, address=address)
        backend = self._connected()
        try:
            backend.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = next(iter(refused.recipients.values()))
            if 500 <= code < 600 and not _is_about_us(code, words):
                raise AddressRefused(_said(code, words), status=code) from None
            raise
        except (smtplib.SMTPServerDisconnected, OSError):
            self._hang_up()
            raise

    def host_of(self, address: str) -> str:
        return address.rpartition("@")[2].strip().lower()

    def blames_host(self, problem: Exception) -> bool:
        # What the server says of a recipient; all else is about the server or the message.
        if not isinstance(problem, smtplib.SMTPRecipientsRefused):
            return False
        code, words = next(iter(problem.recipients.values()))
        return not _is_about_us(code, words)

    def _connected(self) -> Any:
        if self._backend is None:
            self._backend = get_connection(_backend_path())
            try:
                self._backend.open()
            except (OSError, smtplib.SMTPException) as problem:  # TLS errors are OSErrors
                self._hang_up()
                raise Unreachable(f"{type(problem).__name__}: {problem}") from None
        return self._backend

    def _hang_up(self) -> None:
        backend, self._backend = self._backend, None
        if backend is not None:
            with suppress(OSError, smtplib.SMTPException):
                backend.close()


def prepare(mail: EmailMessage, *, message_id: uuid.UUID, address: str) -> None:
    """Give `mail` the headers that are ours to set, and nothing that could forge another.

    :raises AddressRefused: if `address` is not an e-mail address
    """
    try:
        validate_email(address)
    except ValidationError:
        raise AddressRefused("This is not an e-mail address.") from None
    mail.to, mail.cc, mail.bcc = [address], [], []
    mail.subject = _header(mail.subject)
    mail.extra_headers = {name: _header(text) for name, text in mail.extra_headers.items()} | {
        "Message-ID": f"<{message_id}@{_host()}>",
        "Auto-Submitted": "auto-generated",
    }


def _header(text: object) -> str:
    # Line ends become blanks; what is left of controls and half surrogates goes.
    line = one_line(str(text))
    return "".join(char for char in line if unicodedata.category(char) not in {"Cc", "Cs"})


def _host() -> str:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return host.encode("idna").decode()


def _is_about_us(code: int, words: bytes | str) -> bool:
    said = words.encode() if isinstance(words, str) else words
    return code in OUR_OWN_CODES or said.startswith(OUR_OWN_FAULT)


def _said(code: int, words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {said}"


def _backend_path() -> str:
    if settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
        return "outbox.mail.PunctualBackend"
    return settings.EMAIL_BACKEND


class PunctualBackend(smtp.EmailBackend):
    """Django's, with an end to everything: a server that drips byte by byte is cut off."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "timeout": CONNECT_SECONDS})
        self._opening: smtplib.SMTP | None = None

    @property
    def connection_class(self) -> Any:
        kind = super().connection_class

        def connect(*args: Any, **options: Any) -> smtplib.SMTP:
            # Known before it is connected, so that it can be cut while it connects.
            self._opening = kind.__new__(kind)
            self._opening.__init__(*args, **options)  # type: ignore[misc]
            return self._opening

        return connect

    def open(self) -> bool | None:
        if self.connection is not None:
            return False
        with at_most(OPEN_SECONDS, cut=self._cut):
            opened = super().open()
        if self.connection is not None and self.connection.sock is not None:
            self.connection.sock.settimeout(SEND_SECONDS)
        return opened

    def send_messages(self, email_messages: Any) -> int:
        with at_most(SEND_SECONDS, cut=self._cut):
            return super().send_messages(email_messages)

    def _cut(self) -> None:
        hang_up(getattr(self._opening, "sock", None))


__all__ = ["AddressRefused", "MailServer", "PunctualBackend", "Unreachable", "prepare"]
