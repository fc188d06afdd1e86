"""The worker's door to this room."""

from celery import shared_task

from groundwork import clock
from outbox import actions


@shared_task(name="outbox.send")
def send(**_future_arguments: object) -> None:
    """Every ten seconds, and whenever somebody hints: send what people wait for."""
    # No retry by Celery: what failed waits in its row for its own time.
    actions.send_waiting(clock=clock.now)


@shared_task(name="outbox.post")
def post(**_future_arguments: object) -> None:
    """The same for webhooks, on the queue of what may come by the thousand."""
    actions.send_waiting(clock=clock.now, channels=actions.BULK)


@shared_task(name="outbox.prune")
def prune(**_future_arguments: object) -> None:
    """Every hour: drop what was settled long ago."""
    actions.prune(now=clock.now())
