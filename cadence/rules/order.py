"""The order of the queue, as a pure function; the query that sorts in SQL must agree with it."""

from datetime import datetime
from enum import StrEnum

from cadence.rules.words import Urgency


class Section(StrEnum):
    """The parts of the queue, in the order in which they are worked."""

    NEW_LEADS = "new_leads"
    PROMISES = "promises"
    OVERDUE = "overdue"
    TODAY = "today"
    TOMORROW = "tomorrow"
    LATER = "later"


SECTIONS = tuple(Section)
_PLACE = {section: place for place, section in enumerate(SECTIONS)}


def section(
    *,
    urgency: Urgency,
    next_attempt_at: datetime,
    overdue_at: datetime,
    now: datetime,
    today_ends_at: datetime,
    tomorrow_ends_at: datetime,
) -> Section:
    """
    Return the section of an open prospect for a rep whose day ends at `today_ends_at`.

    New leads that are due come first, then promises of today or earlier, then what is
    overdue, then the rest of today. The ends are exclusive.
    """
    if urgency is Urgency.NEW_LEAD and next_attempt_at <= now:
        return Section.NEW_LEADS
    if urgency is Urgency.PROMISE and next_attempt_at < today_ends_at:
        return Section.PROMISES
    if overdue_at <= now:
        return Section.OVERDUE
    if next_attempt_at < today_ends_at:
        return Section.TODAY
    return Section.TOMORROW if next_attempt_at < tomorrow_ends_at else Section.LATER


def queue_key(
    in_section: Section, *, next_attempt_at: datetime, key: int
) -> tuple[int, datetime, int]:
    """Return what the queue is sorted by: section, then time, then the prospect's key."""
    return _PLACE[in_section], next_attempt_at, key
