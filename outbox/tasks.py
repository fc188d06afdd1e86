"""The worker's door to this room."""

from celery import shared_task

from groundwork import clock
from outbox import actions


@shared_task(name="outbox.send")
def send(**_future_arguments: object) -> None:
    """Every ten seconds, and whenever somebody hints: send what waits."""
    # No retry by Celery: what failed waits in its row for its own time.
    actions.send_waiting(clock=clock.now)
