"""Many prospects at once, written straight into their table, and a recount of them by hand."""

import random
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from cadence import rules
from dashboards.ages import Age
from people.models import User
from prospects.models import PlanChange, Prospect, Touch
from reminders.models import Reminder
from tests.factories import TUESDAY

GRACE = timedelta(hours=2)


def stand(owner: User, *, due_at: datetime, at: datetime = TUESDAY, **columns: Any) -> Prospect:
    """Return an open prospect, not saved, whose next attempt is at `due_at`."""
    return Prospect(
        **{
            "team_id": owner.team_id,
            "owner": owner,
            "name": f"Northwind {uuid4().hex[:6]}",
            "next_attempt_at": due_at,
            "nag_at": due_at,
            "overdue_at": due_at + GRACE,
            "next_local_date": due_at.date(),
            "next_local_time": due_at.time(),
            "next_tz": "UTC",
            "next_channel": "call",
            "next_kind": "attempt",
            "next_why": [{"code": "chase", "made": 1}],
            "phase": "chase",
            "urgency": rules.Urgency.ROUTINE,
            "first_touch_at": at - timedelta(days=40),
            "recorded_at": at - timedelta(days=50),
            "updated_at": at,
            **columns,
        }
    )


def overdue(owner: User, *, since: datetime, **columns: Any) -> Prospect:
    """Save and return an open prospect that is overdue since `since`."""
    prospect = stand(owner, due_at=since - GRACE, **columns)
    prospect.save()
    return prospect


def escalate(prospect: Prospect, *, to: User, at: datetime = TUESDAY) -> Reminder:
    return Reminder.objects.create(
        prospect=prospect,
        cycle=prospect.cycle,
        level=3,
        kind=Reminder.Kind.ESCALATION,
        recipient=to,
        due_at=at,
        attempt_at=prospect.next_attempt_at,
        raised_at=at,
    )


def a_mixed_day(reps: list[User], *, now: datetime, seed: int, count: int = 120) -> None:
    """Give `reps` prospects of every kind: overdue by minutes to months, promised, new, closed."""
    dice = random.Random(seed)
    rows = []
    for _ in range(count):
        owner = dice.choice(reps)
        far = dice.choice([1, 3, 24, 24 * 5, 24 * 14, 24 * 40])
        due_at = now + timedelta(seconds=dice.randint(-far * 3600, far * 1800))
        columns: dict[str, Any] = {"urgency": dice.choice(list(rules.Urgency))}
        if dice.random() < 0.3:
            columns |= {"first_touch_at": None, "recorded_at": now - timedelta(minutes=far)}
        if dice.random() < 0.1:
            columns |= {
                "status": Prospect.Status.WON,
                "next_attempt_at": None,
                "nag_at": None,
                "overdue_at": None,
            }
        rows.append(stand(owner, due_at=due_at, at=now, **columns))
    Prospect.objects.bulk_create(rows)
    Touch.objects.bulk_create(_touch(dice.choice(rows), dice=dice, now=now) for _ in range(60))


def _touch(prospect: Prospect, *, dice: random.Random, now: datetime) -> Touch:
    at = now - timedelta(minutes=dice.randint(0, 60 * 40))
    return Touch(
        prospect=prospect,
        rep=prospect.owner,
        occurred_at=at,
        recorded_at=at,
        channel="call",
        direction="outbound",
        outcome="no_answer",
        attempt_number=dice.choice([None, 1, 2]),
    )


def put_off(prospect: Prospect, *, by: User, until: datetime, at: datetime = TUESDAY) -> PlanChange:
    return PlanChange.objects.create(
        prospect=prospect,
        kind=rules.ChangeKind.SNOOZE,
        by=by,
        at=at,
        until=until,
        reason="Their buyer is on leave",
        before={"cycle": prospect.cycle - 1},
    )


# --- The recount ----------------------------------------------------------------------------------


def days_worked_since(at: datetime, *, now: datetime, hours: rules.WorkingHours) -> int:
    day, today = hours.local_day(at), hours.local_day(now)
    return sum(
        hours.works_on(day + timedelta(days=ahead)) for ahead in range(1, (today - day).days + 1)
    )


def age_by_hand(at: datetime, *, now: datetime, hours: rules.WorkingHours) -> Age:
    if now - at <= timedelta(hours=1):
        return Age.HOUR
    worked = days_worked_since(at, now=now, hours=hours)
    if worked == 0:
        return Age.TODAY
    if worked <= 3:
        return Age.DAYS_1_TO_3
    return Age.DAYS_4_TO_7 if worked <= 7 else Age.DAYS_8


def recount(hours: dict[int, rules.WorkingHours], *, now: datetime) -> dict[int, Counter[str]]:
    """Every figure of every rep, counted prospect by prospect and touch by touch in Python."""
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    for row in Prospect.objects.all():
        theirs, clock = counted[row.owner_id], hours[row.owner_id]
        if row.status != "open":
            continue
        if row.overdue_at <= now:
            theirs[age_by_hand(row.overdue_at, now=now, hours=clock)] += 1
            theirs["promises"] += row.urgency == 1
        theirs["new"] += row.urgency == 0 and row.first_touch_at is None
        theirs["left"] += clock.local_day(row.next_attempt_at) <= clock.local_day(now)
    for touch in Touch.objects.filter(attempt_number__isnull=False):
        clock = hours[touch.rep_id]
        counted[touch.rep_id]["done"] += clock.local_day(touch.occurred_at) == clock.local_day(now)
    return counted


MOMENTS = {
    "a Tuesday morning": TUESDAY,
    "a Saturday": datetime(2026, 3, 7, 17, 0, tzinfo=UTC),
    "just after midnight in New York": datetime(2026, 3, 4, 5, 20, tzinfo=UTC),
    "the Monday after the clocks changed": datetime(2026, 3, 9, 14, 0, tzinfo=UTC),
}
