"""Celery's settings and the whole timetable. It hurries work that the tables already hold.

Celery carries work, never time or state: no ETA, no countdown, no result, and arguments that
are ids. A message is only a hint, so every number here prefers giving up soon to hanging.

Three queues, each with a worker of its own, so that none stands behind another: `scan` raises
what is due (`celery -A followup worker -Q scan -c 1`), `work` sends mail and does what is short,
`bulk` does what comes by the thousand: imports, re-planning, webhooks.
"""

import os
from typing import Any

from celery import Celery, bootsteps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followup.settings")

RETRY_ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}

# name -> what runs, every how many seconds. A run that could not start before the next one is
# due expires, so that a dead worker finds one tick waiting and not a thousand.
TIMETABLE = {
    # Raises what has become due: reminders, nags, escalations.
    "raise": {
        "task": "reminders.scan",
        "schedule": 10.0,
        "options": {"queue": "scan", "expires": 9},
    },
    # Sends what waits in the outbox, where no hint after a commit did.
    "send": {
        "task": "outbox.send",
        "schedule": 10.0,
        "options": {"expires": 9},
    },
    # The same for webhooks.
    "post": {
        "task": "outbox.post",
        "schedule": 10.0,
        "options": {"queue": "bulk", "expires": 9},
    },
    # Long work: imports, re-planning. One job at a time, so that a hand stays free for webhooks.
    "jobs": {
        "task": "groundwork.jobs",
        "schedule": 10.0,
        "options": {"queue": "bulk", "expires": 9},
    },
    # Counts what the calls of the last minute teach of the hours ...
    "count": {
        "task": "prospects.count_slots",
        "schedule": 60.0,
        "options": {"queue": "bulk", "expires": 59},
    },
    # ... and makes a new curve where there is more to tell.
    "learn": {
        "task": "prospects.learn",
        "schedule": 3600.0,
        "options": {"queue": "bulk", "expires": 3599},
    },
    # Drops messages that were settled three months ago.
    "prune": {
        "task": "outbox.prune",
        "schedule": 3600.0,
        "options": {"expires": 3599},
    },
    # Looks for prospects that may be one company among those that came.
    "duplicates": {
        "task": "intake.find_duplicates",
        "schedule": 60.0,
        "options": {"expires": 59},
    },
    # Drops Idempotency-Keys older than a month.
    "forget": {
        "task": "intake.forget_old_keys",
        "schedule": 300.0,  # soon after a start too: some houses are started every morning
        "options": {"expires": 299},
    },
    # Drops files of leads that nobody started, refused rows and deliveries that are long past.
    "tidy-files": {
        "task": "intake.forget_old_files",
        "schedule": 3600.0,
        "options": {"expires": 3599},
    },
}


class Impatient(bootsteps.Step):
    """Lets a worker's statements end before its tasks have to; before it starts its processes."""

    def __init__(self, worker: Any, **options: Any) -> None:
        from followup import database  # the settings are read by now

        database.be_impatient(seconds=database.WORKER_SECONDS)
        super().__init__(worker, **options)


app = Celery("followup")
app.steps["worker"].add(Impatient)
app.config_from_object("django.conf:settings", namespace="CELERY")  # the broker's address
app.conf.update(
    beat_schedule=TIMETABLE,
    # Plain seconds and nothing to remember: no file that a power cut could break.
    beat_scheduler="followup.beat:PlainScheduler",
    beat_max_loop_interval=5,
    timezone="UTC",
    broker_connection_timeout=2,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # a worker outlives any outage of its broker
    broker_transport_options={
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "health_check_interval": 15,
        # More than twice the longest task; then look for abandoned messages often.
        "visibility_timeout": 300,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "unacked_mutex_expire": 30,
        **RETRY_ONCE,
    },
    task_publish_retry_policy=RETRY_ONCE,
    task_ignore_result=True,
    result_backend=None,
    task_serializer="json",
    accept_content=["json"],
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_soft_time_limit=60,
    task_time_limit=90,
    # The scan has a queue and a worker slot of its own: behind a thousand mails it would wait.
    # So would mail behind a thousand webhooks.
    task_default_queue="work",
    task_routes={
        "reminders.scan": {"queue": "scan"},
        "outbox.post": {"queue": "bulk"},
        "groundwork.jobs": {"queue": "bulk"},
    },
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=500,
    worker_soft_shutdown_timeout=25,
    # A task that cannot be acknowledged any more is finished all the same: every task may run
    # twice, and one that is cut off in the middle holds its leases for a minute.
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
)
app.autodiscover_tasks()
