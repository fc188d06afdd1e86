"""Sending what waits: claim, commit, send outside any transaction, settle each by itself."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError, connection
from django.utils.module_loading import import_string

from outbox.actions import leases
from outbox.mail import AddressRefused, MailServer, Unreachable
from outbox.models import Message

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
BATCH = 20
# The last message of a batch must be begun so early that connecting and sending (10 s and
# 20 s at most) end within its lease.
BEGIN_WITHIN_SECONDS = 25.0
MAIL_CHANNELS = {Message.Channel.EMAIL, Message.Channel.CALENDAR}


@dataclass(slots=True)
class Sent:
    """How many messages of one run came to which end."""

    sent: int = 0
    pointless: int = 0
    failed: int = 0


def send_waiting(*, clock: Clock, seconds: float = 40.0) -> Sent:
    """Send what waits, until nothing does or `seconds` are over; return the counts.

    `clock` is read for each message, because sending takes its time. Any number of
    callers may run at once. What cannot be sent now stays, with the reason.
    """
    done = Sent()
    end = time.monotonic() + seconds
    with MailServer() as server:
        while time.monotonic() < end and Message.objects.waiting(now=clock()).exists():
            claimed = leases.claim(now=clock(), limit=BATCH)
            _work_off(claimed, server, clock=clock, done=done, end=end)
    return done


def _work_off(
    claimed: list[Message], server: MailServer, *, clock: Clock, done: Sent, end: float
) -> None:
    begin_by = min(time.monotonic() + BEGIN_WITHIN_SECONDS, end)
    for place, message in enumerate(claimed):
        if time.monotonic() > begin_by:
            leases.release(claimed[place:])
            return
        try:
            _carry(message, server, clock=clock, done=done)
        except Unreachable as problem:
            # What failed at the door fails for all of them: do not wait for each in turn.
            for each in claimed[place:]:
                _fail(each, problem, clock=clock, done=done)
            return


def _carry(message: Message, server: MailServer, *, clock: Clock, done: Sent) -> None:
    if not leases.still_mine(message, now=clock()):
        return
    try:
        rendered = _render(message, now=clock())
        if rendered is None:
            _stubbornly(lambda: leases.settle_pointless(message))
            done.pointless += 1
            return
        server.send(rendered, message_id=message.pk, address=message.address)
    except Unreachable:
        raise
    except AddressRefused as problem:
        _fail(message, problem, clock=clock, done=done, final=True)
    except Exception as problem:
        _fail(message, problem, clock=clock, done=done)
    else:
        _stubbornly(lambda: leases.settle_sent(message, now=clock()))
        done.sent += 1


def _render(message: Message, *, now: datetime) -> EmailMessage | None:
    """Ask the room that knows this kind what there is to say now; None: nothing any more."""
    handler = settings.OUTBOX_HANDLERS.get(message.kind)
    if handler is None:
        raise LookupError(f"Nobody knows how to write a {message.kind}.")
    if message.channel not in MAIL_CHANNELS:
        raise LookupError(f"Nothing leaves by {message.channel} here.")
    return import_string(handler)(message, now)


def _fail(
    message: Message, problem: Exception, *, clock: Clock, done: Sent, final: bool = False
) -> None:
    # The error may name an address: it belongs into the row, not into the log.
    told = isinstance(problem, AddressRefused | Unreachable)
    error = str(problem) if told else f"{type(problem).__name__}: {problem}"
    log.warning("Message %s (%s) failed: %s", message.pk, message.kind, type(problem).__name__)
    _stubbornly(
        lambda: leases.settle_failed(message, error=_printable(error), now=clock(), final=final)
    )
    done.failed += 1


def _printable(error: str) -> str:
    # A server may answer with any bytes; NUL alone would make PostgreSQL refuse the row.
    return "".join(char if char.isprintable() else " " for char in error)


def _stubbornly(settle: Callable[[], bool]) -> bool:
    """Settle, through a short outage of the database too: unsettled means sent once more."""
    for pause_seconds in (0.5, 1, 2, 4, 8):
        try:
            return settle()
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(pause_seconds)
    return settle()
