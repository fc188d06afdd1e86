"""What the frame of every page shows of this room: the bell's number and the banners."""

from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html

from cadence.rules import zone
from groundwork import clock
from people.models import User
from reminders import health, queries


def bell(request: HttpRequest) -> dict[str, Any]:
    """Give templates `bell_unseen`, a number, and `house_banners`, sentences.

    Both are counted only where a template shows them, and never break a page: the one
    that says that the database does not answer has a frame too.
    """
    user = getattr(request, "user", None)
    if not getattr(user, "is_authenticated", False):
        return {}
    return {
        "bell_unseen": SimpleLazyObject(lambda: _unseen(user)),
        "house_banners": SimpleLazyObject(lambda: _banners(request, user)),
    }


def _unseen(user: User) -> int:
    try:
        return queries.unseen_count(user)
    except (OperationalError, InterfaceError):
        return 0


def _banners(request: HttpRequest, user: User) -> list[str]:
    try:
        now = clock.of(request)
        return [*health.banners(user, now=now), *_rests(user, now=now)]
    except (OperationalError, InterfaceError):
        return ["The database does not answer."]


def _rests(user: User, *, now: datetime) -> list[str]:
    page = reverse("reminders:automatic")
    return [
        format_html(
            'Reminders of {} rest until {}: “{}”, says {}. <a href="{}">What happens by itself</a>',
            rest.of,
            f"{rest.until.astimezone(zone(user.timezone)):%-d %B %H:%M}",
            rest.reason,
            rest.by,
            page,
        )
        for rest in queries.wide_rests(user, now=now)
    ]
