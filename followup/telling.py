"""The ways out of the house that need no database, no broker and no worker."""

import json
import logging
import urllib.request
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage

from groundwork.ids import uuid7
from outbox.mail import MailServer

log = logging.getLogger(__name__)

SECONDS = 10


def tell(subject: str, text: str, *, addresses: Sequence[str], now: datetime) -> bool:
    """Tell by mail and by `FOLLOWUP_ALARM_URL`; return whether either way worked. Never fails."""
    ways = [_mail(subject, text, addresses=addresses, now=now)]
    if settings.ALARM_URL:
        ways.append(_post(settings.ALARM_URL, {"text": f"{subject}\n\n{text}"}))
    return any(ways)


def ping(url: str) -> bool:
    """Say "all is well" to a monitor that misses it when it stays away. Never fails."""
    return _ask(urllib.request.Request(url))  # noqa: S310 (the settings allow http and https)


def _mail(subject: str, text: str, *, addresses: Sequence[str], now: datetime) -> bool:
    reached = False
    with MailServer() as server:
        for address in addresses:
            mail = EmailMessage(subject=subject, body=text)
            try:
                server.send(mail, message_id=uuid7(), address=address, at=now)
                reached = True
            except Exception as problem:
                # Its message may name the address.
                log.error("An administrator was not reached by mail: %s", type(problem).__name__)
    return reached


def _post(url: str, body: dict[str, str]) -> bool:
    request = urllib.request.Request(  # noqa: S310
        url, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    return _ask(request)


def _ask(request: urllib.request.Request) -> bool:
    try:
        with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310
            return True
    except (OSError, ValueError) as problem:
        # The address may hold a key.
        log.warning("A monitor was not reached: %s", type(problem).__name__)
        return False
