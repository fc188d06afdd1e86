"""A hint to whoever raises reminders, when something is due the moment it is planned."""

import time
from datetime import datetime

from django.db import transaction

from outbox import actions as outbox
from prospects.models import Prospect

# One look raises everything: a flood of leads needs no more of them than this.
SECONDS_BETWEEN = 1.0
_not_before = 0.0


def hint(prospect: Prospect, *, now: datetime) -> None:
    """After this transaction commits, ask for a scan if `prospect` is to be told of already.

    At most once a second and process; never fails, whatever the state of the broker.
    Without it the next tick tells, seconds later.
    """
    if prospect.nag_at is not None and prospect.nag_at <= now:
        transaction.on_commit(_ask, robust=True)


def _ask() -> None:
    global _not_before
    if time.monotonic() >= _not_before:
        _not_before = time.monotonic() + SECONDS_BETWEEN
        outbox.hurry("reminders.scan")
