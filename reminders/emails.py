"""E-mails of this room, written when they leave: what was settled meanwhile is not in them."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from outbox.models import Message
from people.models import User
from reminders import queries
from reminders.ages import waiting
from reminders.queries import OpenAttempt, WordLine
from reminders.wishing import DEFAULTS
from reminders.wording import opening

MOST_LISTED = 50
# Mails of these slots gather what came since the one before.
GATHERING = {"midday", "evening", "later"}
SLOTS = (*DEFAULTS, *GATHERING)


def digest(message: Message, now: datetime) -> EmailMultiAlternatives | None:
    """Return everything still open that this person was told of, or None if nothing is.

    A gathered digest has nothing to say either if another one left since the last notice.
    """
    user = User.objects.active().filter(pk=message.payload["user"]).first()
    if user is None or user.email != message.address:
        return None
    slot, on = message.payload["slot"], date.fromisoformat(message.payload["on"])
    attempts, number = queries.still_open(user, most=MOST_LISTED)
    words = queries.words_unseen(user, now=now, most=MOST_LISTED)
    if not attempts and not words:
        return None
    if slot in GATHERING and not queries.is_news(user, on=on, slots=SLOTS, kinds=DEFAULTS):
        return None
    mail = EmailMultiAlternatives(
        subject=_subject(attempts, number, words),
        body=render_to_string(
            "reminders/digest.txt",
            context := _context(user, slot, attempts, number, words, now=now),
        ),
    )
    mail.attach_alternative(render_to_string("reminders/digest.html", context), "text/html")
    return mail


def _context(
    user: User,
    slot: str,
    attempts: list[OpenAttempt],
    number: int,
    words: list[WordLine],
    *,
    now: datetime,
) -> dict[str, Any]:
    return {
        "name": user.name,
        "number": number,
        "opening": opening(
            slot,
            number=number,
            oldest=attempts[0].attempt_at,
            leads=not any(attempt.is_mine for attempt in attempts),
            now=now,
        )
        if attempts
        else "",
        "lines": [_line(attempt, user, now=now) for attempt in attempts],
        "unlisted": number - len(attempts),
        "words": words,
        "desk_url": _absolute(reverse("desk:queue")),
        "preferences_url": _absolute(reverse("reminders:wishes")),
    }


def _subject(attempts: list[OpenAttempt], number: int, words: list[WordLine]) -> str:
    if not attempts:
        return f"{words[0].by} wrote about {words[0].prospect}"
    others = f" and {number - 1} more" if number > 1 else ""
    return f"Still to call: {attempts[0].name}{others}"


def _line(attempt: OpenAttempt, user: User, *, now: datetime) -> dict[str, Any]:
    at = attempt.attempt_at.astimezone(ZoneInfo(user.timezone))
    return {
        "name": attempt.name,
        "attempt_number": attempt.attempt_number,
        "since": f"{at:%A %-d %B, %H:%M}",
        "waiting": waiting(attempt.attempt_at, now=now),
        "owner": "" if attempt.is_mine else attempt.owner,
        "url": _absolute(reverse("desk:card", args=[attempt.public_id])),
    }


def _absolute(path: str) -> str:
    return urljoin(f"{settings.SITE_URL}/", path)
