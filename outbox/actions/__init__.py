"""The only writer of messages: queueing them, and carrying each to one end, once."""

from outbox.actions.hurrying import hurry
from outbox.actions.leases import GIVE_UP_AFTER, LEASE, claim
from outbox.actions.queueing import Once, put_aside, queue, queue_once, retry, void
from outbox.actions.sending import Sent, send_waiting

__all__ = [
    "GIVE_UP_AFTER",
    "LEASE",
    "Once",
    "Sent",
    "claim",
    "hurry",
    "put_aside",
    "queue",
    "queue_once",
    "retry",
    "send_waiting",
    "void",
]
