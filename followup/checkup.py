"""What must be true of a healthy house, as counts of what is not, each with what to do about it."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, F, Q

from groundwork.appendonly import guarded_models, missing_guards
from groundwork.models import Job
from intake.models import Lead
from outbox.models import Message
from people.models import User
from prospects.actions import sample_drift
from prospects.models import Prospect
from reminders import health
from reminders.actions.scanning import ASIDE
from reminders.models import Heartbeat, Reminder

RAISED_WITHIN = timedelta(minutes=3)
SENT_WITHIN = timedelta(minutes=10)
PLANS_SAMPLED = 100
JUDGED_WITHIN = timedelta(minutes=10)
SKEW_ALLOWED = timedelta(seconds=5)
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


class State(StrEnum):
    """`advice` is worth a thought and fails nothing."""

    FINE = "fine"
    ADVICE = "advice"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check and what came of it. `says` is a sentence; `remedy` is empty when all is fine."""

    name: str
    state: State
    count: int
    says: str
    remedy: str = ""
    # Whether an administrator is to be told at once; what a team's leader settles is not.
    is_alarming: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """`count` tells how many offend at an instant; the sentences hold `{n}` and `{detail}`."""

    name: str
    count: Callable[[datetime], int]
    fine: str
    wrong: str
    remedy: str
    is_advice: bool = False
    is_alarming: bool = False
    is_slow: bool = False  # looks at every open prospect
    detail: Callable[[datetime], str] = lambda now: ""

    def look(self, now: datetime) -> Finding:
        try:
            number = self.count(now)
            detail = self.detail(now) if number else ""
        except DatabaseError as problem:
            return Finding(
                name=self.name,
                state=State.BROKEN,
                count=1,
                says=f"This could not be looked at: {problem}".strip(),
                remedy="Mend the database, then run doctor again.",
                is_alarming=True,
            )
        if not number:
            return Finding(name=self.name, state=State.FINE, count=0, says=self.fine)
        return Finding(
            name=self.name,
            state=State.ADVICE if self.is_advice else State.BROKEN,
            count=number,
            says=self.wrong.format(n=number, detail=detail),
            remedy=self.remedy,
            is_alarming=self.is_alarming,
        )


def examine(*, now: datetime, host_now: datetime, closely: bool = True) -> list[Finding]:
    """Return a finding for every check, in the order in which one would mend them.

    `now` is the house's clock, `host_now` this machine's own. Without its migrations a
    database is asked nothing else. Not `closely`: only what an index can tell.
    """
    first = MIGRATIONS.look(now)
    if first.state is not State.FINE:
        return [first]
    skew = _skew(now=now, host_now=host_now)
    return [first, skew, *(check.look(now) for check in CHECKS if closely or not check.is_slow)]


def _skew(*, now: datetime, host_now: datetime) -> Finding:
    offset = timedelta(seconds=settings.FOLLOWUP_CLOCK_OFFSET)
    apart = abs(now - offset - host_now)
    if apart <= SKEW_ALLOWED:
        says = "The database's clock and this machine's agree."
        return Finding(name="clocks", state=State.FINE, count=0, says=says)
    return Finding(
        name="clocks",
        state=State.ADVICE,
        count=int(apart.total_seconds()),
        says=f"The database's clock and this machine's are {apart.total_seconds():.0f} s apart.",
        remedy="Set both by NTP. The database's decides, so check that one first.",
    )


# --- Counting -----------------------------------------------------------------------------------


def _pending_migrations(now: datetime) -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _without_a_plan(now: datetime) -> int:
    return Prospect.objects.open().filter(nag_at=None).count()


def _without_a_time(now: datetime) -> int:
    return Prospect.objects.open().filter(next_attempt_at=None).count()


def _not_raised(now: datetime) -> int:
    return Prospect.objects.to_raise(now=now - RAISED_WITHIN).order_by().count()


def _pushed_aside(now: datetime) -> int:
    # By the range of nag_at, which is indexed: put off is never further than that.
    aside = Prospect.objects.open().filter(nag_at__gt=now, nag_at__lte=now + ASIDE)
    return aside.exclude(raise_error="").count()


def _orphans(now: datetime) -> int:
    """Open prospects whose owner has left, or works in another team."""
    gone = list(User.objects.filter(is_active=False).values_list("pk", flat=True))
    outsiders = ~Q(owner__team=F("team"))
    return Prospect.objects.open().filter(Q(owner__in=gone) | outsiders).count()


def _missing_constraints(now: datetime) -> list[str]:
    """The constraints and unique indexes that hold the promise, as far as they are gone."""
    with connection.cursor() as cursor:
        there = {
            name
            for model in (Prospect, Reminder, Message)
            for name in connection.introspection.get_constraints(cursor, model._meta.db_table)
        }
    return sorted(PROMISE - there)


def _told_twice(now: datetime) -> int:
    rung = Reminder.objects.values("prospect", "cycle", "level", "recipient")
    return rung.annotate(times=Count("pk")).filter(times__gt=1).count()


def _late_messages(now: datetime) -> int:
    pending = Message.objects.filter(state=Message.State.PENDING)
    return pending.filter(next_try_at__lte=now - SENT_WITHIN).count()


def _dead_messages(now: datetime) -> int:
    return Message.objects.dead().filter(seen_dead_at=None).count()


def _not_judged(now: datetime) -> int:
    received = Lead.objects.filter(fate=Lead.Fate.RECEIVED)
    return received.filter(received_at__lte=now - JUDGED_WITHIN).count()


def _failed_leads(now: datetime) -> int:
    return Lead.objects.filter(fate=Lead.Fate.FAILED, seen_at=None).count()


def _refused_leads(now: datetime) -> int:
    refused = Lead.objects.filter(fate=Lead.Fate.REFUSED, seen_at=None)
    return refused.filter(received_at__lte=now - REFUSED_SEEN_WITHIN).count()


def _stuck_jobs(now: datetime) -> int:
    unfinished = Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])
    held = Q(lease_until__gt=now)
    return unfinished.exclude(held).filter(created_at__lte=now - JOB_MOVES_WITHIN).count()


def _full_disks() -> list[str]:
    """The folder of the data, if its disk is nearly full. The database's own may be elsewhere."""
    disk = shutil.disk_usage(settings.DATA_DIR)
    return [str(settings.DATA_DIR)] if disk.free < DISK_FREE_AT_LEAST * disk.total else []


def _unguarded() -> list[str]:
    tables = [model._meta.db_table for model in guarded_models(apps.get_models())]
    return missing_guards(connection, tables)


def _stale_hearts(now: datetime) -> Iterator[str]:
    beaten = dict(Heartbeat.objects.values_list("name", "at"))
    for name, allowed in HEARTS.items():
        if name not in beaten or now - beaten[name] > allowed:
            yield name


def _drifted(now: datetime) -> int:
    """Look at what is due next; `check_next_attempts` looks at everything."""
    return sample_drift(now=now, size=PLANS_SAMPLED)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


# --- The checks ---------------------------------------------------------------------------------

MIGRATIONS = Check(
    name="migrations",
    count=_pending_migrations,
    fine="The database is up to date.",
    wrong="{n} migrations are pending.",
    remedy="Run manage.py migrate.",
    is_alarming=True,
)
CHECKS: tuple[Check, ...] = (
    Check(
        name="constraints",
        count=lambda now: len(_missing_constraints(now)),
        detail=lambda now: _listed(_missing_constraints(now)),
        fine="The database itself keeps the promise: every constraint is in its place.",
        wrong="The database has lost constraints that keep the promise: {detail}.",
        remedy="Restore them from a backup's schema, or run manage.py migrate on a fresh database "
        "and move the data there.",
        is_alarming=True,
    ),
    Check(
        name="open_without_next_attempt",
        count=_without_a_plan,
        fine="Every open prospect has a next attempt.",
        wrong="{n} open prospects are without a next attempt.",
        remedy="A constraint of the database has been lost: restore it from a backup's schema, "
        "then log a note's touch or a move on each of them.",
        is_alarming=True,
    ),
    Check(
        name="open_without_a_time",
        count=_without_a_time,
        fine="Every next attempt has a time.",
        wrong="{n} open prospects have a reminder ahead and no time of the attempt.",
        remedy="As for open prospects without a next attempt.",
        is_alarming=True,
        is_slow=True,
    ),
    Check(
        name="plans",
        count=_drifted,
        fine="The plans that are due next are what their facts say.",
        wrong="{n} of the plans that are due next are not what their facts say.",
        remedy="If no re-planning is at work just now: manage.py check_next_attempts --repair.",
        is_advice=True,
        is_slow=True,
    ),
    Check(
        name="not_raised",
        count=_not_raised,
        fine="Every due attempt has been raised.",
        wrong="{n} attempts are due for more than three minutes and nobody has been told.",
        remedy="Start the worker and beat, or the watchdog; manage.py scan --dry-run shows them.",
        is_alarming=True,
    ),
    Check(
        name="heartbeats",
        count=lambda now: len(list(_stale_hearts(now))),
        detail=lambda now: _listed(_stale_hearts(now)),
        fine="The scan and the watchdog are at work.",
        wrong="Not at work for three minutes, or never yet: {detail}.",
        remedy="Start them: manage.py up, or the services worker, beat and watchdog.",
        is_alarming=True,
    ),
    Check(
        name="broker",
        count=lambda now: int(not health.broker_answers()),
        fine="The broker answers.",
        wrong="The broker does not answer: the watchdog alone raises and sends.",
        remedy="Start Redis, or look at REDIS_URL.",
        is_alarming=True,
    ),
    Check(
        name="pushed_aside",
        count=_pushed_aside,
        fine="No prospect had to be pushed aside.",
        wrong="{n} prospects cannot be raised because of a fault in their data.",
        remedy="The log names each of them with the fault. Mend it, and the next scan raises them.",
    ),
    Check(
        name="told_twice",
        count=_told_twice,
        fine="Nobody was told anything twice.",
        wrong="{n} reminders exist more than once.",
        remedy="A unique index of the database has been lost: run manage.py migrate on a copy, "
        "and restore the index.",
        is_alarming=True,
        is_slow=True,
    ),
    Check(
        name="owners",
        count=_orphans,
        fine="Every open prospect belongs to somebody who works in its team.",
        wrong="{n} open prospects belong to somebody who has left or works elsewhere.",
        remedy="Hand them over on the overdue page.",
        is_slow=True,
    ),
    Check(
        name="late_messages",
        count=_late_messages,
        fine="Nothing waits in the outbox for long.",
        wrong="{n} messages should have left more than ten minutes ago.",
        remedy="Look at the log of the worker for what the mail server says.",
        is_alarming=True,
    ),
    Check(
        name="dead_messages",
        count=_dead_messages,
        fine="No message was given up without anybody knowing.",
        wrong="{n} messages were given up and nobody has said that they saw it.",
        remedy="Open /undelivered/ as whoever leads the team: correct, send again, or put aside.",
    ),
    Check(
        name="leads_not_judged",
        count=_not_judged,
        fine="Every lead that came in was judged.",
        wrong="{n} leads were taken in and never judged.",
        remedy="POST /api/v1/leads/ID/replay/ judges one again.",
    ),
    Check(
        name="leads_failed",
        count=_failed_leads,
        fine="No lead failed by a fault of ours.",
        wrong="{n} leads failed by a fault of ours and wait for somebody to look.",
        remedy="The log has the fault. After mending it, POST /api/v1/leads/ID/replay/.",
    ),
    Check(
        name="leads_refused",
        count=_refused_leads,
        fine="Every lead that was refused has been looked at.",
        wrong="{n} leads were refused more than an hour ago and nobody has looked.",
        remedy="GET /api/v1/leads/?fate=refused has them with the reasons. Tell who sends them.",
        is_advice=True,
    ),
    Check(
        name="jobs",
        count=_stuck_jobs,
        fine="Long work goes on.",
        wrong="{n} imports or other long jobs wait for ten minutes and nobody takes them up.",
        remedy="Start the worker of the queue bulk.",
        is_alarming=True,
    ),
    Check(
        name="disk",
        count=lambda now: len(_full_disks()),
        detail=lambda now: _listed(_full_disks()),
        fine="The disk of the data folder has room.",
        wrong="Less than a tenth of the disk is free: {detail}.",
        remedy="Make room, or move the data to a larger disk.",
        is_alarming=True,
    ),
    Check(
        name="append_only",
        count=lambda now: len(_unguarded()),
        detail=lambda now: _listed(_unguarded()),
        fine="What happened cannot be rewritten: every guard is in its place.",
        wrong="These tables have lost their append-only guard: {detail}.",
        remedy="Run manage.py migrate; if none is pending, restore the triggers from a backup.",
        is_alarming=True,
    ),
    Check(
        name="mail",
        count=lambda now: int(not settings.MAIL_IS_SET_UP),
        fine="A mail server is set up.",
        wrong="No mail server is set up: digests, escalations and password resets reach nobody.",
        remedy="Set EMAIL_URL, such as smtp+tls://user:password@mail.example.com:587.",
        is_advice=not settings.PRODUCTION,
    ),
)
