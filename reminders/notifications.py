"""Browser notifications of this room, written when they leave: never about what is settled."""

import json
from datetime import datetime
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from outbox import actions as outbox
from outbox.models import Message
from outbox.posting import Post
from outbox.senders import End, Outcome
from reminders import actions, pushing, queries
from reminders.queries import ToNotify
from reminders.wording import notification

# A push service keeps it for a browser that is asleep; later the page tells anyway.
KEEP_SECONDS = 4 * 3600
GONE = frozenset({404, 410})


def write(message: Message, now: datetime) -> Post | None:
    """Return the POST that makes one browser show what is still new; None if nothing is."""
    told = message.payload
    found = queries.to_notify(
        user_id=told["user"],
        subscription=UUID(told["subscription"]),
        kind=told["kind"],
        since=datetime.fromisoformat(told["since"]),
    )
    keys = queries.push_keys()
    if found is None or keys is None:
        return None
    body = pushing.seal(_body(found, told["kind"], now=now), p256dh=found.p256dh, auth=found.auth)
    authorization = pushing.signature(
        keys, endpoint=message.address, contact=settings.SITE_URL, now=now
    )
    return Post(
        body=body,
        headers={
            "Authorization": authorization,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(KEEP_SECONDS),
            "Urgency": "high",
            "Topic": told["kind"],  # a newer one takes the place of an older one
        },
        gone=GONE,
    )


def _body(found: ToNotify, kind: str, *, now: datetime) -> bytes:
    title, words = notification(
        kind, names=found.names, number=found.number, oldest=found.oldest, now=now
    )
    path = reverse("desk:card", args=[found.only]) if found.only else reverse("reminders:bell")
    told = {"title": title, "body": words, "url": urljoin(f"{settings.SITE_URL}/", path)}
    return json.dumps({**told, "tag": kind}).encode()


def hear(message: Message, outcome: Outcome) -> None:
    """Hear what came of a notification: a browser that is gone is forgotten."""
    if outcome.end is not End.DEAD:
        return
    if outcome.status in GONE:
        actions.forget_gone(endpoint=message.address)
    # Nobody needs to see to a browser that sleeps or is gone: the page tells the same.
    outbox.put_aside(message_ids=[message.pk], team_key=message.team_key or 0, now=outcome.at)
