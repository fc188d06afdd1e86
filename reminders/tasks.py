"""The worker's door to this room."""

from celery import shared_task

from groundwork import clock
from outbox import actions as outbox
from reminders import actions


@shared_task(name="reminders.scan")
def scan(**_future_arguments: object) -> None:
    """Every ten seconds, on a queue of its own: raise what has come."""
    now = clock.now()
    result = actions.scan(now=now)
    # A beating heart of Celery means that a task really ran.
    actions.beat("worker", now=now)
    if result.digests:
        outbox.hurry("outbox.send")
