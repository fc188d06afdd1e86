"""Sending what waits: claim, commit, send outside any transaction, settle each by itself."""

import time
from collections.abc import Iterable
from contextlib import ExitStack

from outbox.actions import leases
from outbox.actions.carrying import Batch, Clock, Sent, refuse_all
from outbox.models import Message
from outbox.senders import sender_of

BATCH = 20
# What a person waits for; and what may come by the thousand, and never holds that up.
PROMPT = (Message.Channel.PUSH, Message.Channel.EMAIL, Message.Channel.CALENDAR)
BULK = (Message.Channel.WEBHOOK,)


def send_waiting(*, clock: Clock, seconds: float = 40.0, channels: Iterable[str] = PROMPT) -> Sent:
    """Send what waits by `channels`, until nothing does or `seconds` are over; return the counts.

    `clock` is read for each message, because sending takes its time. Any number of
    callers may run at once. What cannot be sent now stays, with the reason.
    """
    done = Sent()
    end = time.monotonic() + seconds
    with ExitStack() as at_the_end:
        opened: dict = {}
        waiting = list(channels)
        while waiting and time.monotonic() < end:
            waiting = [
                channel
                for channel in waiting
                if _turn(channel, opened, at_the_end, clock=clock, done=done, end=end)
            ]
    return done


def _turn(
    channel: str, opened: dict, at_the_end: ExitStack, *, clock: Clock, done: Sent, end: float
) -> bool:
    """Send one batch of a channel; return whether there was anything to send."""
    if not Message.objects.waiting(now=clock()).by(channel).exists():
        return False
    claimed = leases.claim(now=clock(), limit=BATCH, channel=channel)
    try:
        if channel not in opened:
            opened[channel] = at_the_end.enter_context(sender_of(channel)())
    except LookupError as problem:
        refuse_all(claimed, problem, clock=clock, done=done)
    else:
        Batch(claimed, opened[channel], clock=clock, done=done, end=end).run()
    return True
