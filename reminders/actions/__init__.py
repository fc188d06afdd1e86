"""The only writer of reminders and heartbeats."""

from reminders.actions.beating import beat
from reminders.actions.scanning import ScanResult, scan
from reminders.actions.seeing import CannotMarkSeen, lapse_pointless, mark_all_seen, mark_seen

__all__ = [
    "CannotMarkSeen",
    "ScanResult",
    "beat",
    "lapse_pointless",
    "mark_all_seen",
    "mark_seen",
    "scan",
]
