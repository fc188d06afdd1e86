"""Putting mails and notifications to our own people into the outbox, each once."""

from collections.abc import Collection
from datetime import datetime

from outbox import actions as outbox
from outbox.models import Message
from reminders.climbing import Digest, Push


def queue_notices(
    digests: Collection[Digest], pushes: Collection[Push], *, now: datetime, about: str = ""
) -> None:
    """Queue what is not queued yet, in one statement. With `about` it can be voided by that."""
    wanted = [_digest(each, about) for each in digests] + [_push(each, about) for each in pushes]
    if wanted:
        outbox.queue_once(wanted, now=now)


def _digest(digest: Digest, about: str) -> outbox.Once:
    return outbox.Once(
        kind="reminders.digest",
        channel=Message.Channel.EMAIL,
        address=digest.address,
        payload={"user": digest.user_id, "slot": digest.slot, "on": digest.on.isoformat()},
        once=f"digest:{digest.user_id}:{digest.on}:{digest.slot}",
        team_key=digest.team_id,
        about=about,
        not_before=digest.at,
    )


def _push(push: Push, about: str) -> outbox.Once:
    # One for everything raised together: also where it waits for the end of quiet hours.
    together = push.at.isoformat()
    return outbox.Once(
        kind="reminders.push",
        channel=Message.Channel.PUSH,
        address=push.endpoint,
        payload={
            "user": push.user_id,
            "subscription": str(push.subscription),
            "kind": push.kind,
            "since": push.raised_at.isoformat(),
        },
        once=f"push:{push.subscription}:{push.kind}:{together}",
        team_key=push.team_id,
        about=about,
        not_before=push.at,
    )
