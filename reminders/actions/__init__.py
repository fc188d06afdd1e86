"""The only writer of reminders, words, wishes, pauses and heartbeats."""

from reminders.actions.beating import beat
from reminders.actions.pausing import CannotPause, lift, pause
from reminders.actions.saying import (
    CannotSay,
    Said,
    answer,
    answer_by_change,
    nudge,
    see_word,
    take_back,
    take_back_answers,
)
from reminders.actions.scanning import ScanResult, scan
from reminders.actions.seeing import CannotMarkSeen, lapse_pointless, mark_all_seen, mark_seen
from reminders.actions.subscribing import (
    CannotSubscribe,
    forget_gone,
    push_key,
    subscribe,
    unsubscribe,
    wish,
)

__all__ = [
    "CannotMarkSeen",
    "CannotPause",
    "CannotSay",
    "CannotSubscribe",
    "Said",
    "ScanResult",
    "answer",
    "answer_by_change",
    "beat",
    "forget_gone",
    "lapse_pointless",
    "lift",
    "mark_all_seen",
    "mark_seen",
    "nudge",
    "pause",
    "push_key",
    "scan",
    "see_word",
    "subscribe",
    "take_back",
    "take_back_answers",
    "unsubscribe",
    "wish",
]
