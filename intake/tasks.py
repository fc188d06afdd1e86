"""What this room does by itself, now and then."""

from celery import shared_task

from groundwork import clock
from intake import actions


@shared_task(name="intake.forget_old_keys", ignore_result=True)
def forget_old_keys(**_future_arguments: object) -> None:
    """Forget Idempotency-Keys older than a month. Skipping a run only keeps them longer."""
    actions.forget_old_keys(now=clock.now())
