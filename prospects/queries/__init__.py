"""Reads of this room: rows that actions lock, and whole pages as plain values."""

from prospects.queries.card import Card, TimelineEntry, card, sentence
from prospects.queries.day import DayCounts, day_counts
from prospects.queries.queue import Queue, QueueRow, queue
from prospects.queries.rows import (
    changes_of,
    contacts_of,
    load,
    locked,
    match,
    next_in_turn,
    snoozes_standing,
    touches_of,
)

__all__ = [
    "Card",
    "DayCounts",
    "Queue",
    "QueueRow",
    "TimelineEntry",
    "card",
    "changes_of",
    "contacts_of",
    "day_counts",
    "load",
    "locked",
    "match",
    "next_in_turn",
    "queue",
    "sentence",
    "snoozes_standing",
    "touches_of",
]
