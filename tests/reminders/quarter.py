"""A quarter in the life of a team, on a clock moved by hand; and an oracle of what must be told.

The oracle knows nothing of the ladder's code: it walks working days by itself, with the
holidays and the leave written down here.
"""

import random
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core import mail

from outbox import actions as outbox
from people.models import Leave, User
from prospects import actions as prospects
from prospects.models import Prospect
from reminders import actions
from reminders.models import Pause, Reminder
from tests.factories import create_prospect, create_team, create_user, log

FIRST = datetime(2026, 1, 2, 5, tzinfo=UTC)  # Friday, midnight in New York
DAYS = 90
NEW_YORK = ZoneInfo("America/New_York")
# The public holidays of the team's country within that time, and a week around it.
HOLIDAYS = {date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 16)}
# Longer than any weekend with a holiday and a day's end.
CERTAINLY = timedelta(days=8)


@dataclass
class Stand:
    """One attempt as it stood: from when, until when, and due when."""

    prospect: int
    cycle: int
    owner: int
    due_at: datetime
    urgency: int
    since: datetime
    until: datetime | None = None  # None: it stands at the end
    seen_at: list[datetime] = field(default_factory=list)  # scans while it stood and did not rest


@dataclass
class Quarter:
    """What was done, what stood when, and what was told."""

    stands: dict[tuple[int, int], Stand] = field(default_factory=dict)
    leave: dict[int, list[tuple[date, date]]] = field(default_factory=dict)
    mails: list[tuple[datetime, str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


class Simulation:
    """Reps who work, forget, go on leave and change their minds, by the dice of one seed."""

    def __init__(self, seed: int, *, reps: int = 3, each: int = 6) -> None:
        self.dice = random.Random(seed)
        self.now = FIRST
        self.told = Quarter()
        self.team = create_team(at=FIRST)
        self.manager = create_user(team=self.team, role=User.Role.MANAGER, at=FIRST)
        self.reps = [create_user(team=self.team, at=FIRST, name=f"Rep {n}") for n in range(reps)]
        for rep, cover in zip(self.reps, self.reps[1:], strict=False):
            User.objects.filter(pk=rep.pk).update(cover=cover)
        # How often each answers what is due: one is diligent, one forgets for days.
        self.diligence = [0.5, 0.12, 0.03][:reps]
        for rep in self.reps:
            for _ in range(each):
                create_prospect(owner=rep, now=FIRST)
        self.resting: dict[int, datetime] = {}

    def run(self, days: int) -> Quarter:
        end = FIRST + timedelta(days=days)
        while self.now < end:
            self._look(scanned=True)
            actions.scan(now=self.now)
            self._send()
            self._act()
            self._look()
            self.now += timedelta(minutes=self.dice.choice([20, 30, 40, 60, 90]))
        return self.told

    # --- what stands ------------------------------------------------------------------------

    def _look(self, *, scanned: bool = False) -> None:
        rows = Prospect.objects.open().values_list(
            "pk", "cycle", "owner_id", "next_attempt_at", "urgency"
        )
        standing = set()
        for pk, cycle, owner, due_at, urgency in rows:
            standing.add((pk, cycle))
            if (pk, cycle) not in self.told.stands:
                self.told.stands[pk, cycle] = Stand(pk, cycle, owner, due_at, urgency, self.now)
            stand = self.told.stands[pk, cycle]
            if scanned and self.resting.get(owner, FIRST) <= self.now:
                stand.seen_at.append(self.now)
        for key, stand in self.told.stands.items():
            if key not in standing and stand.until is None:
                stand.until = self.now

    # --- what leaves ------------------------------------------------------------------------

    def _send(self) -> None:
        before = len(mail.outbox)
        outbox.send_waiting(clock=lambda: self.now)
        for message in mail.outbox[before:]:
            self.told.counts["mails"] += 1
            self._check_mail(message)

    def _check_mail(self, message: mail.EmailMessage) -> None:
        names = [
            line[2:].partition(": attempt")[0]
            for line in message.body.splitlines()
            if line.startswith("* ")
        ]
        due = Prospect.objects.due(now=self.now).filter(name__in=names)
        if len(set(names)) != due.count():
            self.told.problems.append(f"{self.now}: a mail names what is not to be done")

    # --- what people do ---------------------------------------------------------------------

    def _act(self) -> None:
        local = self.now.astimezone(NEW_YORK)
        if local.weekday() > 4 or not 9 <= local.hour < 17 or local.date() in HOLIDAYS:
            return
        for rep, diligence in zip(self.reps, self.diligence, strict=True):
            if self._is_away(rep, local.date()):
                continue
            for prospect in Prospect.objects.due(now=self.now).filter(owner=rep):
                if self.dice.random() < diligence:
                    self._work(prospect)
        if self.dice.random() < 0.06:
            self._surprise()

    def _work(self, prospect: Prospect) -> None:
        kind = self.dice.choices(
            ["no_answer", "busy", "voicemail_left", "callback", "won", "snooze"],
            [50, 10, 20, 10, 2, 8],
        )[0]
        self.told.counts[kind] += 1
        with suppress(prospects.CannotLogTouch, prospects.CannotChangePlan):
            if kind == "snooze":
                self._snooze(prospect)
            elif kind == "callback":
                at = self.now + timedelta(hours=self.dice.choice([1, 3, 24, 50]))
                details = {"promised_at": at}
                log(prospect, "callback_agreed", at=self.now, details=details)
            else:
                log(prospect, kind, at=self.now)
        if kind == "won":
            create_prospect(owner=prospect.owner, now=self.now, hand_raiser=True)

    def _snooze(self, prospect: Prospect) -> None:
        until = self.now + timedelta(days=self.dice.randint(1, 5))
        prospects.snooze(
            prospect_ids=[prospect.pk], until=until, by=prospect.owner, now=self.now, reason="Later"
        )

    def _surprise(self) -> None:
        rep = self.dice.choice(self.reps)
        what = self.dice.choice(["leave", "hand over", "catch up", "pause", "nudge", "lead"])
        self.told.counts[what] += 1
        keys = list(Prospect.objects.overdue(now=self.now).values_list("pk", flat=True)[:5])
        with suppress(prospects.CannotChangePlan, actions.CannotSay):
            match what:
                case "leave":
                    self._go_on_leave(rep)
                case "hand over":
                    prospects.hand_over(
                        prospect_ids=keys[:1], to=rep, by=self.manager, now=self.now
                    )
                case "catch up":
                    backlog = prospects.backlog(rep, until=self.now)
                    prospects.catch_up(rep=rep, prospect_ids=backlog, by=self.manager, now=self.now)
                case "pause":
                    self._pause(rep)
                case "nudge":
                    actions.nudge(prospect_ids=keys, words="Please", by=self.manager, now=self.now)
                case "lead":
                    create_prospect(owner=rep, now=self.now, hand_raiser=True)

    def _go_on_leave(self, rep: User) -> None:
        first = self.now.astimezone(NEW_YORK).date() + timedelta(days=self.dice.randint(1, 4))
        last = first + timedelta(days=self.dice.randint(0, 6))
        Leave.objects.create(user=rep, first_on=first, last_on=last)
        self.told.leave.setdefault(rep.pk, []).append((first, last))

    def _pause(self, rep: User) -> None:
        until = self.now + timedelta(hours=self.dice.choice([2, 20]))
        standing = Pause.objects.standing(now=self.now).filter(rep=rep)
        actions.pause(by=self.manager, rep=rep, until=until, reason="Rest", now=self.now)
        assert standing.count() == 1
        self.resting[rep.pk] = until

    def _is_away(self, rep: User, day: date) -> bool:
        return any(first <= day <= last for first, last in self.told.leave.get(rep.pk, ()))


# --- The oracle ---------------------------------------------------------------------------------


def verdict(quarter: Quarter, *, manager: User) -> tuple[list[str], Counter[str]]:
    """Return what was told wrong or not at all, and how much was looked at."""
    told: dict[tuple[int, int], list[Reminder]] = defaultdict(list)
    for row in Reminder.objects.order_by("raised_at", "level"):
        told[row.prospect_id, row.cycle].append(row)
    problems, counts = list(quarter.problems), Counter(quarter.counts)
    for key, rows in told.items():
        problems += _pointless(quarter.stands.get(key), rows)
        counts["reminders"] += len(rows)
    for key, stand in quarter.stands.items():
        counts["attempts planned"] += 1
        problems += _untold(stand, told[key], counts, quarter, manager=manager)
    return problems, counts


def _pointless(stand: Stand | None, rows: list[Reminder]) -> list[str]:
    if stand is None:
        return [f"{rows[0]} is about nothing that ever stood"]
    found = []
    for row in rows:
        ends = stand.until or datetime.max.replace(tzinfo=UTC)
        if not stand.since <= row.raised_at <= ends:
            found.append(f"{row} was raised when its attempt did not stand")
        if row.raised_at < stand.due_at:
            found.append(f"{row} was raised before it was due")
        if row.kind == Reminder.Kind.ESCALATION and row.raised_at < _earliest(stand):
            found.append(f"{row} was escalated too early")
    return found


def _untold(
    stand: Stand, rows: list[Reminder], counts: Counter[str], quarter: Quarter, *, manager: User
) -> list[str]:
    """Return what the first scan that could should have told of one attempt, and did not."""
    found = []
    scans = [at for at in stand.seen_at if stand.until is None or at < stand.until]
    after_due = [at for at in scans if at >= stand.due_at]
    if after_due:
        counts["attempts due"] += 1
        if not any(row.raised_at <= after_due[0] for row in rows):
            found.append(f"{stand.prospect}/{stand.cycle} was due at {stand.due_at}, untold")
    must_by = _escalates_at(stand, quarter)
    escalated = [row for row in rows if row.kind == Reminder.Kind.ESCALATION]
    after = [at for at in scans if at >= must_by]
    if after:
        counts["attempts to escalate"] += 1
        to_manager = [row for row in escalated if row.recipient_id == manager.pk]
        if not any(row.raised_at <= after[0] for row in to_manager):
            found.append(f"{stand.prospect}/{stand.cycle} was not escalated by {must_by}")
    counts["attempts escalated"] += bool(escalated)
    return found


def _works(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def _earliest(stand: Stand) -> datetime:
    """Return before when no escalation may be, whoever works it."""
    least = {0: timedelta(minutes=60), 1: timedelta(minutes=30)}
    return stand.due_at + least.get(stand.urgency, timedelta(hours=8))


def _escalates_at(stand: Stand, quarter: Quarter) -> datetime:
    """Return by when it must be escalated: to the minute where its owner was never away."""
    near = stand.due_at.astimezone(NEW_YORK).date()
    span = (near - timedelta(days=1), near + timedelta(days=10))
    leave = [each for spans in quarter.leave.values() for each in spans]
    if any(first <= span[1] and last >= span[0] for first, last in leave):
        return stand.due_at + CERTAINLY + timedelta(days=7)  # by whom depends on who was there
    local = stand.due_at.astimezone(NEW_YORK)
    worked_at = _next_worked(local)
    if stand.urgency in (0, 1):
        minutes = 60 if stand.urgency == 0 else 30
        return worked_at.astimezone(UTC) + timedelta(minutes=minutes)
    day = worked_at.date() + timedelta(days=1)
    while not _works(day):
        day += timedelta(days=1)
    return datetime.combine(day, worked_at.time(), tzinfo=NEW_YORK).astimezone(UTC)


def _next_worked(local: datetime) -> datetime:
    if _works(local.date()) and time(9) <= local.time() < time(17):
        return local
    day = local.date() if local.time() < time(9) else local.date() + timedelta(days=1)
    while not _works(day):
        day += timedelta(days=1)
    return datetime.combine(day, time(9), tzinfo=NEW_YORK)
