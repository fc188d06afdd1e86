"""The only writer of messages: queueing them, and carrying each to one end, once."""

from outbox.actions.carrying import Sent
from outbox.actions.hurrying import hurry
from outbox.actions.leases import GIVE_UP_AFTER, LEASE, claim
from outbox.actions.pruning import prune
from outbox.actions.queueing import Once, put_aside, queue, queue_once, retry, void
from outbox.actions.sending import BULK, PROMPT, send_waiting
from outbox.actions.suppressing import lift

__all__ = [
    "BULK",
    "GIVE_UP_AFTER",
    "LEASE",
    "PROMPT",
    "Once",
    "Sent",
    "claim",
    "hurry",
    "lift",
    "prune",
    "put_aside",
    "queue",
    "queue_once",
    "retry",
    "send_waiting",
    "void",
]
