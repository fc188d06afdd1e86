"""The worker's door to this room."""

from celery import shared_task

from groundwork import clock, jobs


@shared_task(name="groundwork.jobs")
def work(**_future_arguments: object) -> None:
    """Every ten seconds, and whenever somebody hints: do what long work waits."""
    # What is left over when the time is up waits for the next tick.
    jobs.work(clock=clock.now)
