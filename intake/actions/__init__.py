"""The only writer of leads and idempotency keys."""

from intake.actions.batching import (
    AT_ONCE,
    IN_THE_BACKGROUND,
    judge_part,
    open_batch,
    queue_batch,
    receive_batch,
    rehearse_batch,
)
from intake.actions.duplicating import find_duplicates, merge_pair, tell_apart, undo_pair
from intake.actions.keys import keep_key_defaults
from intake.actions.many import ManyLeads
from intake.actions.once import CannotReuseKey, KeyInProgress, RequestKey, forget_old_keys
from intake.actions.receiving import CannotReplay, receive_lead, replay_lead
from intake.actions.withdrawing import CannotWithdraw, withdraw_lead

__all__ = [
    "AT_ONCE",
    "IN_THE_BACKGROUND",
    "CannotReplay",
    "CannotReuseKey",
    "CannotWithdraw",
    "KeyInProgress",
    "ManyLeads",
    "RequestKey",
    "find_duplicates",
    "forget_old_keys",
    "judge_part",
    "keep_key_defaults",
    "merge_pair",
    "open_batch",
    "queue_batch",
    "receive_batch",
    "receive_lead",
    "rehearse_batch",
    "replay_lead",
    "tell_apart",
    "undo_pair",
    "withdraw_lead",
]
