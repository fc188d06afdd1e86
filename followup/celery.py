"""Celery's settings and the whole timetable. It hurries work that the tables already hold.

Celery carries work, never time or state: no ETA, no countdown, no result, and arguments that
are ids. A message is only a hint, so every number here prefers giving up soon to hanging.

Two queues: `scan` with a worker slot of its own (`celery -A followup worker -Q scan -c 1`), and
`work` for everything else (`-Q work`).
"""

import os

from celery import Celery

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
    # Drops Idempotency-Keys older than a month.
    "forget": {
        "task": "intake.forget_old_keys",
        "schedule": 3600.0,
        "options": {"expires": 3599},
    },
}

app = Celery("followup")
app.config_from_object("django.conf:settings", namespace="CELERY")  # the broker's address
app.conf.update(
    beat_schedule=TIMETABLE,
    # Plain seconds and nothing to remember: no file that a power cut could break.
    beat_scheduler="celery.beat:Scheduler",
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
    task_default_queue="work",
    task_routes={"reminders.scan": {"queue": "scan"}},
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
