"""What a sender is: who carries the messages of a channel out of the house.

`settings.OUTBOX_SENDERS` names the sender of each channel by its dotted path, and
`settings.OUTBOX_HANDLERS` the function of each kind that writes what it carries.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, Self

from django.conf import settings
from django.utils.module_loading import import_string


class Unreachable(Exception):
    """Nothing can leave by this channel now: our own side of it does not answer."""


class AddressRefused(Exception):
    """There is nobody at this address, and there will be nobody at the next try.

    `status` is the server's answer, where it gave one by number.
    """

    def __init__(self, words: str, *, status: int | None = None) -> None:
        super().__init__(words)
        self.status = status


class End(StrEnum):
    """What came of one try. After LATER the message waits for its next try."""

    SENT = "sent"
    LATER = "later"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One try of a message, as `settings.OUTBOX_LISTENERS` are told of it after it is settled.

    A listener is `listener(message, outcome)`, by kind; `message` is as it was when it was
    taken up. It runs in a transaction of its own. One that fails changes nothing, and a process
    that dies in between tells it nothing: it is for logs and pauses, not for duties.
    """

    end: End
    at: datetime
    seconds: float
    status: int | None = None
    error: str = ""


class Sender(Protocol):
    """Opened once for many messages; a context manager.

    `at_once` is how many messages it carries side by side: `send` of a sender with more than
    one is called from threads, and must not touch the database. `suppresses` says whether an
    address that was refused is written to no more, until somebody lifts that.
    """

    at_once: int
    suppresses: bool

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def send(self, thing: Any, *, message_id: uuid.UUID, address: str, at: datetime) -> int | None:
        """Carry what a handler wrote to `address`; return the status of the answer, if any.

        Ends within half a minute, whatever the other side does.

        :raises AddressRefused: if this address will never take it
        :raises Unreachable: if no message can leave now
        :raises Exception: whatever else went wrong with this one message
        """
        ...

    def host_of(self, address: str) -> str:
        """Return the host or domain that answers for `address`; empty: nobody knows."""
        ...

    def blames_host(self, problem: Exception) -> bool:
        """Whether `problem` is the fault of that host, and not of ours or of the message."""
        ...


def sender_of(channel: str) -> type[Sender]:
    """Return the class of the sender of a channel.

    :raises LookupError: if nothing leaves by it here
    """
    path = settings.OUTBOX_SENDERS.get(channel)
    if path is None:
        raise LookupError(f"Nothing leaves by {channel} here.")
    found: type[Sender] = import_string(path)
    return found
