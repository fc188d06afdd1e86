"""What this room does by itself, now and then."""

from celery import shared_task

from groundwork import clock
from intake import actions
from intake.imports import actions as imports
from intake.webhooks import actions as webhooks

# So many looks a run: some thousand prospects, in transactions of their own.
MOST_LOOKS = 20


@shared_task(name="intake.forget_old_keys", ignore_result=True)
def forget_old_keys(**_future_arguments: object) -> None:
    """Forget Idempotency-Keys older than a month. Skipping a run only keeps them longer."""
    actions.forget_old_keys(now=clock.now())


@shared_task(name="intake.find_duplicates", ignore_result=True)
def find_duplicates(**_future_arguments: object) -> None:
    """Look for prospects that may be one company among those that came since the last look."""
    now = clock.now()
    for _ in range(MOST_LOOKS):
        if not actions.find_duplicates(now=now):
            return


@shared_task(name="intake.forget_old_files", ignore_result=True)
def forget_old_files(**_future_arguments: object) -> None:
    """Forget files that nobody started, old refused rows, and what webhooks were told long ago."""
    now = clock.now()
    imports.forget_imports(now=now)
    webhooks.forget_deliveries(now=now)
