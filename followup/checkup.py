"""What must be true of a healthy house, as counts of what is not, each with what to do about it."""

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
from intake.models import Lead
from outbox.models import Message
from people.models import User
from prospects.models import Prospect
from reminders import health
from reminders.models import Heartbeat, Reminder

RAISED_WITHIN = timedelta(minutes=3)
SENT_WITHIN = timedelta(minutes=10)
JUDGED_WITHIN = timedelta(minutes=10)
SKEW_ALLOWED = timedelta(seconds=5)
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
            )
        if not number:
            return Finding(name=self.name, state=State.FINE, count=0, says=self.fine)
        return Finding(
            name=self.name,
            state=State.ADVICE if self.is_advice else State.BROKEN,
            count=number,
            says=self.wrong.format(n=number, detail=detail),
            remedy=self.remedy,
        )


def examine(*, now: datetime, host_now: datetime) -> list[Finding]:
    """Return a finding for every check, in the order in which one would mend them.

    `now` is the house's clock, `host_now` this machine's own. Without its migrations a
    database is asked nothing else.
    """
    first = MIGRATIONS.look(now)
    if first.state is not State.FINE:
        return [first]
    skew = _skew(now=now, host_now=host_now)
    return [first, skew, *(check.look(now) for check in CHECKS)]


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
    nothing = Q(next_attempt_at=None) | Q(nag_at=None)
    return Prospect.objects.open().filter(nothing).count()


def _not_raised(now: datetime) -> int:
    return Prospect.objects.to_raise(now=now - RAISED_WITHIN).order_by().count()


def _pushed_aside(now: datetime) -> int:
    return Prospect.objects.open().exclude(raise_error="").count()


def _orphans(now: datetime) -> int:
    """Open prospects whose owner has left, or works in another team."""
    gone = list(User.objects.filter(is_active=False).values_list("pk", flat=True))
    outsiders = ~Q(owner__team=F("team"))
    return Prospect.objects.open().filter(Q(owner__in=gone) | outsiders).count()


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


def _unguarded() -> list[str]:
    tables = [model._meta.db_table for model in guarded_models(apps.get_models())]
    return missing_guards(connection, tables)


def _stale_hearts(now: datetime) -> Iterator[str]:
    beaten = dict(Heartbeat.objects.values_list("name", "at"))
    for name, allowed in HEARTS.items():
        if name not in beaten or now - beaten[name] > allowed:
            yield name


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


# --- The checks ---------------------------------------------------------------------------------

MIGRATIONS = Check(
    name="migrations",
    count=_pending_migrations,
    fine="The database is up to date.",
    wrong="{n} migrations are pending.",
    remedy="Run manage.py migrate.",
)
CHECKS: tuple[Check, ...] = (
    Check(
        name="open_without_next_attempt",
        count=_without_a_plan,
        fine="Every open prospect has a next attempt.",
        wrong="{n} open prospects are without a next attempt.",
        remedy="A constraint of the database has been lost: restore it from a backup's schema, "
        "then log a note's touch or a move on each of them.",
    ),
    Check(
        name="not_raised",
        count=_not_raised,
        fine="Every due attempt has been raised.",
        wrong="{n} attempts are due for more than three minutes and nobody has been told.",
        remedy="Start the worker and beat, or the watchdog; manage.py scan --dry-run shows them.",
    ),
    Check(
        name="heartbeats",
        count=lambda now: len(list(_stale_hearts(now))),
        detail=lambda now: _listed(_stale_hearts(now)),
        fine="The scan and the watchdog are at work.",
        wrong="Not at work for three minutes, or never yet: {detail}.",
        remedy="Start them: manage.py up, or the services worker, beat and watchdog.",
    ),
    Check(
        name="broker",
        count=lambda now: int(not health.broker_answers()),
        fine="The broker answers.",
        wrong="The broker does not answer: the watchdog alone raises and sends.",
        remedy="Start Redis, or look at REDIS_URL.",
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
    ),
    Check(
        name="owners",
        count=_orphans,
        fine="Every open prospect belongs to somebody who works in its team.",
        wrong="{n} open prospects belong to somebody who has left or works elsewhere.",
        remedy="Hand them over on the overdue page.",
    ),
    Check(
        name="late_messages",
        count=_late_messages,
        fine="Nothing waits in the outbox for long.",
        wrong="{n} messages should have left more than ten minutes ago.",
        remedy="Look at the log of the worker for what the mail server says.",
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
        name="append_only",
        count=lambda now: len(_unguarded()),
        detail=lambda now: _listed(_unguarded()),
        fine="What happened cannot be rewritten: every guard is in its place.",
        wrong="These tables have lost their append-only guard: {detail}.",
        remedy="Run manage.py migrate; if none is pending, restore the triggers from a backup.",
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
