"""What must be true of a healthy house, as counts of what is not, each with what to do about it."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from followup import counting
from reminders import health

SKEW_ALLOWED = timedelta(seconds=5)


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


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


# --- The checks ---------------------------------------------------------------------------------

MIGRATIONS = Check(
    name="migrations",
    count=counting.pending_migrations,
    fine="The database is up to date.",
    wrong="{n} migrations are pending.",
    remedy="Run manage.py migrate.",
    is_alarming=True,
)
CHECKS: tuple[Check, ...] = (
    Check(
        name="constraints",
        count=lambda now: len(counting.missing_constraints(now)),
        detail=lambda now: _listed(counting.missing_constraints(now)),
        fine="The database itself keeps the promise: every constraint is in its place.",
        wrong="The database has lost constraints that keep the promise: {detail}.",
        remedy="Restore them from a backup's schema, or run manage.py migrate on a fresh database "
        "and move the data there.",
        is_alarming=True,
    ),
    Check(
        name="open_without_next_attempt",
        count=counting.without_a_plan,
        fine="Every open prospect has a next attempt.",
        wrong="{n} open prospects are without a next attempt.",
        remedy="A constraint of the database has been lost: restore it from a backup's schema, "
        "then log a note's touch or a move on each of them.",
        is_alarming=True,
    ),
    Check(
        name="open_without_a_time",
        count=counting.without_a_time,
        fine="Every next attempt has a time.",
        wrong="{n} open prospects have a reminder ahead and no time of the attempt.",
        remedy="As for open prospects without a next attempt.",
        is_alarming=True,
        is_slow=True,
    ),
    Check(
        name="plans",
        count=counting.drifted,
        fine="The plans that are due next are what their facts say.",
        wrong="{n} of the plans that are due next are not what their facts say.",
        remedy="If no re-planning is at work just now: manage.py check_next_attempts --repair.",
        is_advice=True,
        is_slow=True,
    ),
    Check(
        name="not_raised",
        count=counting.not_raised,
        fine="Every due attempt has been raised.",
        wrong="{n} attempts are due for more than three minutes and nobody has been told.",
        remedy="Start the worker and beat, or the watchdog; manage.py scan --dry-run shows them.",
        is_alarming=True,
    ),
    Check(
        name="heartbeats",
        count=lambda now: len(list(counting.stale_hearts(now))),
        detail=lambda now: _listed(counting.stale_hearts(now)),
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
        count=counting.pushed_aside,
        fine="No prospect had to be pushed aside.",
        wrong="{n} prospects cannot be raised because of a fault in their data.",
        remedy="The log names each of them with the fault. Mend it, and the next scan raises them.",
    ),
    Check(
        name="told_twice",
        count=counting.told_twice,
        fine="Nobody was told anything twice.",
        wrong="{n} reminders exist more than once.",
        remedy="A unique index of the database has been lost: run manage.py migrate on a copy, "
        "and restore the index.",
        is_alarming=True,
        is_slow=True,
    ),
    Check(
        name="owners",
        count=counting.orphans,
        fine="Every open prospect belongs to somebody who works in its team.",
        wrong="{n} open prospects belong to somebody who has left or works elsewhere.",
        remedy="Hand them over on the overdue page.",
        is_slow=True,
    ),
    Check(
        name="late_messages",
        count=counting.late_messages,
        fine="Nothing waits in the outbox for long.",
        wrong="{n} messages should have left more than ten minutes ago.",
        remedy="Look at the log of the worker for what the mail server says.",
        is_alarming=True,
    ),
    Check(
        name="dead_messages",
        count=counting.dead_messages,
        fine="No message was given up without anybody knowing.",
        wrong="{n} messages were given up and nobody has said that they saw it.",
        remedy="Open /undelivered/ as whoever leads the team: correct, send again, or put aside.",
    ),
    Check(
        name="leads_not_judged",
        count=counting.not_judged,
        fine="Every lead that came in was judged.",
        wrong="{n} leads were taken in and never judged.",
        remedy="POST /api/v1/leads/ID/replay/ judges one again.",
    ),
    Check(
        name="leads_failed",
        count=counting.failed_leads,
        fine="No lead failed by a fault of ours.",
        wrong="{n} leads failed by a fault of ours and wait for somebody to look.",
        remedy="The log has the fault. After mending it, POST /api/v1/leads/ID/replay/.",
    ),
    Check(
        name="leads_refused",
        count=counting.refused_leads,
        fine="Every lead that was refused has been looked at.",
        wrong="{n} leads were refused more than an hour ago and nobody has looked.",
        remedy="GET /api/v1/leads/?fate=refused has them with the reasons. Tell who sends them.",
        is_advice=True,
    ),
    Check(
        name="jobs",
        count=counting.stuck_jobs,
        fine="Long work goes on.",
        wrong="{n} imports or other long jobs wait for ten minutes and nobody takes them up.",
        remedy="Start the worker of the queue bulk.",
        is_alarming=True,
    ),
    Check(
        name="disk",
        count=lambda now: len(counting.full_disks()),
        detail=lambda now: _listed(counting.full_disks()),
        fine="The disk of the data folder has room.",
        wrong="Less than a tenth of the disk is free: {detail}.",
        remedy="Make room, or move the data to a larger disk.",
        is_alarming=True,
    ),
    Check(
        name="append_only",
        count=lambda now: len(counting.unguarded()),
        detail=lambda now: _listed(counting.unguarded()),
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
