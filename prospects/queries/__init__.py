"""Reads of this room: rows that actions lock, and whole pages as plain values."""

from prospects.queries.card import Card, TimelineEntry, card, sentence
from prospects.queries.day import DayCounts, day_counts
from prospects.queries.diaries import diaries, diary
from prospects.queries.many import Many, gather_many, next_keys, open_in, owners_of
from prospects.queries.numbers import OwnNumbers, numbers_of, own_numbers
from prospects.queries.queue import Queue, QueueRow, queue
from prospects.queries.rows import (
    changes_of,
    contacts_of,
    locked,
    match,
    touches_of,
)
from prospects.queries.searching import HORIZONS, search, within_horizon

__all__ = [
    "HORIZONS",
    "Card",
    "DayCounts",
    "Many",
    "OwnNumbers",
    "Queue",
    "QueueRow",
    "TimelineEntry",
    "card",
    "changes_of",
    "contacts_of",
    "day_counts",
    "diaries",
    "diary",
    "gather_many",
    "locked",
    "match",
    "next_keys",
    "numbers_of",
    "open_in",
    "own_numbers",
    "owners_of",
    "queue",
    "search",
    "sentence",
    "touches_of",
    "within_horizon",
]
