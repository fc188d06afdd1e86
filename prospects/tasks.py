"""The worker's doors to this room."""

from celery import shared_task

from groundwork import clock
from prospects import actions


@shared_task(name="prospects.count_slots")
def count_slots(**_future_arguments: object) -> None:
    """Every minute: count what the calls logged since teach of the hours."""
    actions.count_slots()


@shared_task(name="prospects.learn")
def learn(**_future_arguments: object) -> None:
    """Every hour: make a new curve where the calls have more to tell than the newest knows."""
    actions.learn_curves(now=clock.now())
