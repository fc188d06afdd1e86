"""What offends against what must be true of a healthy house, counted; `checkup` says so."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, F, Q

from groundwork.appendonly import guarded_models, missing_guards
from groundwork.models import Job
from intake.models import Lead
from outbox.models import Message
from people.models import User
from prospects.actions import sample_drift
from prospects.models import Prospect
from reminders.actions.scanning import ASIDE
from reminders.models import Heartbeat, Reminder

RAISED_WITHIN = timedelta(minutes=3)
SENT_WITHIN = timedelta(minutes=10)
PLANS_SAMPLED = 100
JUDGED_WITHIN = timedelta(minutes=10)
REFUSED_SEEN_WITHIN = timedelta(hours=1)
JOB_MOVES_WITHIN = timedelta(minutes=10)
DISK_FREE_AT_LEAST = 0.1
# What the database itself must refuse, by name; without them every count here is luck.
PROMISE = {
    "prospect_open_has_a_next_attempt",
    "prospect_next_attempt_in_this_century",
    "prospect_nag_in_this_century",
    "reminder_once",
}
HEARTS = {"scan": timedelta(minutes=3), "watchdog": timedelta(minutes=3)}


def pending_migrations(now: datetime) -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def without_a_plan(now: datetime) -> int:
    return Prospect.objects.open().filter(nag_at=None).count()


def without_a_time(now: datetime) -> int:
    return Prospect.objects.open().filter(next_attempt_at=None).count()


def not_raised(now: datetime) -> int:
    return Prospect.objects.to_raise(now=now - RAISED_WITHIN).order_by().count()


def pushed_aside(now: datetime) -> int:
    # By the range of nag_at, which is indexed: put off is never further than that.
    aside = Prospect.objects.open().filter(nag_at__gt=now, nag_at__lte=now + ASIDE)
    return aside.exclude(raise_error="").count()


def orphans(now: datetime) -> int:
    """Open prospects whose owner has left, or works in another team."""
    gone = list(User.objects.filter(is_active=False).values_list("pk", flat=True))
    outsiders = ~Q(owner__team=F("team"))
    return Prospect.objects.open().filter(Q(owner__in=gone) | outsiders).count()


def missing_constraints(now: datetime) -> list[str]:
    """The constraints and unique indexes that hold the promise, as far as they are gone."""
    with connection.cursor() as cursor:
        there = {
            name
            for model in (Prospect, Reminder, Message)
            for name in connection.introspection.get_constraints(cursor, model._meta.db_table)
        }
    return sorted(PROMISE - there)


def told_twice(now: datetime) -> int:
    rung = Reminder.objects.values("prospect", "cycle", "level", "recipient")
    return rung.annotate(times=Count("pk")).filter(times__gt=1).count()


def late_messages(now: datetime) -> int:
    pending = Message.objects.filter(state=Message.State.PENDING)
    return pending.filter(next_try_at__lte=now - SENT_WITHIN).count()


def dead_messages(now: datetime) -> int:
    return Message.objects.dead().filter(seen_dead_at=None).count()


def not_judged(now: datetime) -> int:
    received = Lead.objects.filter(fate=Lead.Fate.RECEIVED)
    return received.filter(received_at__lte=now - JUDGED_WITHIN).count()


def failed_leads(now: datetime) -> int:
    return Lead.objects.filter(fate=Lead.Fate.FAILED, seen_at=None).count()


def refused_leads(now: datetime) -> int:
    refused = Lead.objects.filter(fate=Lead.Fate.REFUSED, seen_at=None)
    return refused.filter(received_at__lte=now - REFUSED_SEEN_WITHIN).count()


def stuck_jobs(now: datetime) -> int:
    unfinished = Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])
    held = Q(lease_until__gt=now)
    return unfinished.exclude(held).filter(created_at__lte=now - JOB_MOVES_WITHIN).count()


def full_disks() -> list[str]:
    """The folder of the data, if its disk is nearly full. The database's own may be elsewhere."""
    disk = shutil.disk_usage(settings.DATA_DIR)
    return [str(settings.DATA_DIR)] if disk.free < DISK_FREE_AT_LEAST * disk.total else []


def unguarded() -> list[str]:
    tables = [model._meta.db_table for model in guarded_models(apps.get_models())]
    return missing_guards(connection, tables)


def stale_hearts(now: datetime) -> Iterator[str]:
    beaten = dict(Heartbeat.objects.values_list("name", "at"))
    for name, allowed in HEARTS.items():
        if name not in beaten or now - beaten[name] > allowed:
            yield name


def drifted(now: datetime) -> int:
    """Look at what is due next; `check_next_attempts` looks at everything."""
    return sample_drift(now=now, size=PLANS_SAMPLED)
