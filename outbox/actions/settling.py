"""Writing down what came of a try, through a short outage too, and telling of it."""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.module_loading import import_string

from outbox.actions import leases
from outbox.actions.suppressing import count_held_back, suppress
from outbox.models import Message
from outbox.senders import AddressRefused, End, Outcome, Unreachable

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
PAUSES_SECONDS = (0.5, 1, 2, 4, 8)


def sent(message: Message, status: int | None, *, began: float, clock: Clock) -> None:
    """Settle a message that was taken."""
    now = clock()
    if stubbornly(lambda: leases.settle_sent(message, now=now)):
        _tell(message, Outcome(end=End.SENT, at=now, seconds=_since(began), status=status))


def failed(
    message: Message, problem: Exception, *, began: float, clock: Clock, suppresses: bool = False
) -> None:
    """Settle a try that failed: another one later, or the end."""
    refused = isinstance(problem, AddressRefused)
    error = _printable(problem)
    # The error may name an address: it belongs into the row, not into the log.
    log.warning("Message %s (%s) failed: %s", message.pk, message.kind, type(problem).__name__)
    now = clock()
    if not stubbornly(lambda: leases.settle_failed(message, error=error, now=now, final=refused)):
        return
    if refused and suppresses:
        suppress(address=message.address, reason=error, team_key=message.team_key, now=now)
    dead = Message.objects.dead().filter(pk=message.pk).exists()
    outcome = Outcome(
        end=End.DEAD if dead else End.LATER,
        at=now,
        seconds=_since(began),
        status=getattr(problem, "status", None),
        error=error,
    )
    _tell(message, outcome)


def held_back(message: Message, reason: str, *, now: datetime) -> None:
    """Settle a message whose address is suppressed: it never leaves."""
    told = f"Held back: this address refused mail before ({reason})"
    if stubbornly(lambda: leases.settle_held_back(message, reason=told, now=now)):
        count_held_back(message)
        _tell(message, Outcome(end=End.DEAD, at=now, seconds=0.0, error=told))


def stubbornly(settle: Callable[[], bool]) -> bool:
    """Settle, through a short outage of the database too: unsettled means sent once more."""
    for pause_seconds in PAUSES_SECONDS:
        try:
            return settle()
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(pause_seconds)
    return settle()


def _tell(message: Message, outcome: Outcome) -> None:
    path = settings.OUTBOX_LISTENERS.get(message.kind)
    if path is None:
        return
    try:
        with transaction.atomic():
            import_string(path)(message, outcome)
    except Exception as problem:
        # Whoever listens must not hold up what leaves.
        log.error("%s was not told of %s: %s", path, message.pk, type(problem).__name__)


def _since(began: float) -> float:
    return round(time.monotonic() - began, 3)


def _printable(problem: Exception) -> str:
    told = isinstance(problem, AddressRefused | Unreachable)
    error = str(problem) if told else f"{type(problem).__name__}: {problem}"
    # A server may answer with any bytes; NUL alone would make PostgreSQL refuse the row.
    return "".join(char if char.isprintable() else " " for char in error)
