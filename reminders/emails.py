"""E-mails of this room, written when they leave: what was settled meanwhile is not in them."""

from datetime import datetime
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

MOST_LISTED = 50


def digest(message: Message, now: datetime) -> EmailMultiAlternatives | None:
    """Return everything still open that this person was told of, or None if nothing is."""
    user = User.objects.active().filter(pk=message.payload["user"]).first()
    if user is None or user.email != message.address:
        return None
    attempts, number = queries.still_open(user, most=MOST_LISTED)
    if not attempts:
        return None
    context = {
        "name": user.name,
        "number": number,
        "slot": message.payload["slot"],
        "lines": [_line(attempt, user, now=now) for attempt in attempts],
        "unlisted": number - len(attempts),
        "desk_url": _absolute(reverse("desk:queue")),
    }
    mail = EmailMultiAlternatives(
        subject=_subject(attempts, number), body=render_to_string("reminders/digest.txt", context)
    )
    mail.attach_alternative(render_to_string("reminders/digest.html", context), "text/html")
    return mail


def _subject(attempts: list[queries.OpenAttempt], number: int) -> str:
    others = f" and {number - 1} more" if number > 1 else ""
    return f"Still to call: {attempts[0].name}{others}"


def _line(attempt: queries.OpenAttempt, user: User, *, now: datetime) -> dict[str, Any]:
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
