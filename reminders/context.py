"""What the frame of every page shows of this room: the bell's number and the banners."""

from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

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
        "house_banners": SimpleLazyObject(lambda: _banners(user)),
    }


def _unseen(user: User) -> int:
    try:
        return queries.unseen_count(user)
    except (OperationalError, InterfaceError):
        return 0


def _banners(user: User) -> list[str]:
    try:
        return health.banners(user, now=clock.now())
    except (OperationalError, InterfaceError):
        return ["The database does not answer."]
