"""A hint to the workers after a commit. It saves seconds and may be lost without harm."""

import logging
import time
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)

# While the broker does not answer, one request in this many seconds pays to find out.
LEAVE_ALONE_SECONDS = 30.0
EXPIRES_SECONDS = 30
_RETRY_ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}

_not_before = 0.0


def hurry(task: str = "outbox.send") -> None:
    """After this transaction commits, ask a worker to run `task` now instead of in seconds.

    Never fails, whatever the state of the broker, and costs at most some two seconds,
    once in half a minute. Whatever it is to do must be in a table already.
    """
    transaction.on_commit(partial(_hint, task), robust=True)


def _hint(task: str) -> None:
    global _not_before
    if time.monotonic() < _not_before:
        return
    try:
        # Celery is loaded by the first hint: the watchdog, which gives none, runs without it.
        workers = import_string(settings.OUTBOX_HINTS)
        # By name, so that nobody imports the tasks that call them.
        workers.send_task(
            task, expires=EXPIRES_SECONDS, retry=True, retry_policy=_RETRY_ONCE, ignore_result=True
        )
    except Exception as problem:
        _not_before = time.monotonic() + LEAVE_ALONE_SECONDS
        told = type(problem).__name__
        log.warning("The broker took no hint (%s). The tables hold the work.", told)
