"""The only writer of leads and idempotency keys."""

from intake.actions.once import CannotReuseKey, KeyInProgress, RequestKey, forget_old_keys
from intake.actions.receiving import CannotReplay, receive_lead, replay_lead

__all__ = [
    "CannotReplay",
    "CannotReuseKey",
    "KeyInProgress",
    "RequestKey",
    "forget_old_keys",
    "receive_lead",
    "replay_lead",
]
