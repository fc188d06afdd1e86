"""What has happened with a prospect so far, told backwards from the day its next attempt is due."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from bench.population.chance import World, dice, pick, public_id, touches_wanted
from bench.population.companies import Company
from bench.population.rows import light
from cadence import rules
from prospects.models import PlanChange, Touch

Outcome, Channel = rules.Outcome, rules.Channel
# Shares: of prospects that are open, of those that are late, of those nobody has tried, and of
# times that stand at nine sharp.
OPEN, OVERDUE, UNTRIED, AT_NINE = 0.60, 0.20, 0.05, 0.40
DAYS_AHEAD = 30
_CLOSED = ((12.0, "won"), (26.0, "lost"), (2.0, "opted_out"))
_BY_NOW = {
    "few": ((55.0, "chase"), (20.0, "promise"), (8.0, "talked"), (10.0, "maybe"), (7.0, "snooze")),
    "many": (
        (25.0, "nurture"),
        (35.0, "promise"),
        (15.0, "talked"),
        (15.0, "maybe"),
        (10.0, "snooze"),
    ),
}
_AHEAD = ((35.0, "promise"), (25.0, "maybe"), (25.0, "nurture"), (15.0, "snooze"))
_MAYBE_DAYS = (14, 30, 60, 90, 180)
_TRIES = (
    (55.0, Outcome.NO_ANSWER),
    (20.0, Outcome.VOICEMAIL_LEFT),
    (13.0, Outcome.GATEKEEPER),
    (12.0, Outcome.BUSY),
)
_ANYTHING = (*_TRIES, (8.0, Outcome.REACHED_TALKED), (8.0, Outcome.SENT), (4.0, Outcome.REPLIED))
_NOTES = ("", "", "", "Asked for the manager, was put on hold.", "Number rings out.")
_LAST = {
    "promise": Outcome.CALLBACK_AGREED,
    "talked": Outcome.REACHED_TALKED,
    "maybe": Outcome.MAYBE_LATER,
    "won": Outcome.WON,
    "lost": Outcome.LOST,
    "opted_out": Outcome.OPTED_OUT,
}
_DAY = timedelta(days=1)
# Twelve attempts make a phase; one more without an answer shows that nobody took over.
Entry = light(Touch)
Change = light(PlanChange)
_PHASE = rules.Policy().attempts_per_phase


@dataclass(slots=True, kw_only=True)
class History:
    """Touches and plan changes, oldest first, and since when the prospect is known."""

    recorded_at: datetime
    touches: list[Any] = field(default_factory=list)
    changes: list[Any] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Wish:
    """What the story shall come to: `due_at` is empty for a closed prospect."""

    story: str
    last_at: datetime
    due_at: datetime | None
    touches: int


def history(world: World, number: int, company: Company, offset: timedelta) -> History:
    """Return the history of prospect `number`; `offset` is that of its clock from UTC."""
    roll = dice(world, number, "story")
    wish = _wish(roll, world, dice(world, number, "touches"), offset)
    if wish.story == "new":
        company.prospect.hand_raiser = roll.random() < 0.3
        return History(recorded_at=wish.last_at)
    moments = dice(world, number, "moments")
    told = _Teller(
        roll=roll, moments=moments, company=company, wish=wish, offset=offset, now=world.at
    )
    return told.tell(number)


def _wish(roll: Random, world: World, length: Random, offset: timedelta) -> Wish:
    touches = touches_wanted(length)
    if roll.random() >= OPEN:
        last_at = world.at - timedelta(days=roll.uniform(1, 400))
        return Wish(
            story=pick(roll, _CLOSED), last_at=last_at, due_at=None, touches=max(touches, 1)
        )
    due_at = _due_at(roll, world, offset)
    ahead = due_at - world.at > 2 * _DAY
    if not ahead and (touches == 0 or roll.random() < UNTRIED):
        last_at = min(due_at - _DAY, world.at - timedelta(minutes=roll.uniform(5, 600)))
        return Wish(story="new", last_at=last_at, due_at=due_at, touches=0)
    touches = max(touches, 1)
    few = "few" if touches < _PHASE else "many"
    story = pick(roll, _AHEAD if ahead else _BY_NOW[few])
    if story == "nurture":
        touches = max(touches, _PHASE + 1)
    return Wish(story=story, last_at=world.at, due_at=due_at, touches=touches)


def _due_at(roll: Random, world: World, offset: timedelta) -> datetime:
    """Return when the next attempt shall be due: a working day, often at nine."""
    is_late = roll.random() < OVERDUE
    days = -roll.uniform(0.1, DAYS_AHEAD) if is_late else roll.uniform(0.0, DAYS_AHEAD)
    day = (world.at + offset + timedelta(days=days)).replace(minute=0, second=0)
    while day.weekday() > 4:
        day += -_DAY if is_late else _DAY
    hour = 9 if roll.random() < AT_NINE else roll.randrange(9, 17)
    return day.replace(hour=hour, minute=0 if hour == 9 else roll.choice((0, 30))) - offset


@dataclass(slots=True, kw_only=True)
class _Teller:
    """Writes one story down."""

    roll: Random
    moments: Random
    company: Company
    wish: Wish
    offset: timedelta
    now: datetime
    period: int = 0
    touches: list[Any] = field(default_factory=list)

    def tell(self, number: int) -> History:
        wish = self.wish
        last_at = wish.last_at if wish.due_at is None else self._last_at(wish.due_at)
        for left, at in zip(range(wish.touches, 0, -1), self._times(last_at), strict=True):
            self._add(at, self._outcome(left))
        changes = self._end(number)
        began_at = self.touches[0].occurred_at - timedelta(hours=self.roll.uniform(1, 60))
        return History(recorded_at=began_at, touches=self.touches, changes=changes)

    def _last_at(self, due_at: datetime) -> datetime:
        """Return when the last touch was, so that the rule makes `due_at` of it, more or less."""
        story, wish = self.wish.story, self.wish
        if story == "chase":
            back = _working_days(due_at, rules.Policy().chase_gap(wish.touches))
        elif story == "talked":
            back = _working_days(due_at, 3)
        elif story == "maybe":
            back = timedelta(days=self._period(due_at) * 0.9)
        elif story == "nurture":
            back = timedelta(days=30)
        else:
            return min(due_at, self.now) - timedelta(days=self.roll.uniform(0.05, 14))
        at = min(due_at - back, self.now - timedelta(minutes=self.roll.uniform(20, 400)))
        return min(at, due_at - timedelta(hours=1))

    def _period(self, due_at: datetime) -> int:
        """Return the days they asked for: enough that they asked before now."""
        needed = max((due_at - self.now) / _DAY / 0.9, 0)
        fits = [days for days in _MAYBE_DAYS if days > needed + 0.5]
        self.period = self.roll.choice(fits[:3])
        return self.period

    def _times(self, last_at: datetime) -> list[datetime]:
        """Return the moments of the touches: on different days, in the prospect's working hours."""
        chase = self.wish.story == "chase"
        times, at = [last_at], last_at
        for _ in range(self.wish.touches - 1):
            gap = 1 if chase else self.roll.choice((1, 1, 1, 2, 2, 3, 3, 7))
            local = at + self.offset - gap * _DAY
            while local.weekday() > 4:
                local -= _DAY
            minute = self.moments.randrange(9 * 60, 17 * 60)
            local = local.replace(hour=minute // 60, minute=minute % 60)
            at = local - self.offset
            times.append(at)
        return times[::-1]

    def _outcome(self, left: int) -> rules.Outcome:
        """Return what comes of a touch when so many are `left`, it included."""
        wish = self.wish
        if left <= {"chase": wish.touches, "nurture": _PHASE + 1}.get(wish.story, 0):
            return pick(self.roll, _TRIES)
        if left == 1:
            return _LAST.get(wish.story) or pick(self.roll, _TRIES)
        return pick(self.roll, _ANYTHING)

    def _add(self, at: datetime, outcome: rules.Outcome) -> None:
        channel = Channel.EMAIL if outcome in (Outcome.SENT, Outcome.REPLIED) else Channel.CALL
        inbound = outcome is Outcome.REPLIED
        at = at.replace(second=self.moments.randrange(60), microsecond=0)
        self._entry(
            at,
            outcome,
            channel=channel.value,
            direction="inbound" if inbound else "outbound",
            # A refusal without a name is the company's.
            contact_id=None if outcome is Outcome.OPTED_OUT else self.company.contacts[0].id,
            attempt_number=None if inbound else self._attempts() + 1,
        )
        if outcome is Outcome.VOICEMAIL_LEFT and self.moments.random() < 0.4:
            self._mail_after(at)

    def _mail_after(self, call_at: datetime) -> None:
        """Add the e-mail that goes with a voicemail: it belongs to that call's attempt."""
        at = call_at + timedelta(minutes=5)
        if (at + self.offset).date() == (call_at + self.offset).date():
            self._entry(
                at,
                Outcome.SENT,
                channel=Channel.EMAIL.value,
                direction="outbound",
                contact_id=self.company.contacts[0].id,
            )

    def _attempts(self) -> int:
        return sum(entry.attempt_number is not None for entry in self.touches)

    def _entry(self, at: datetime, outcome: rules.Outcome, **columns: object) -> None:
        self.touches.append(
            Entry(
                id=len(self.touches) + 1,
                public_id=public_id(self.moments, at),
                prospect_id=self.company.prospect.id,
                rep_id=self.company.prospect.owner_id,
                occurred_at=at,
                recorded_at=at,
                planned_for=at.replace(minute=at.minute // 30 * 30, second=0),
                outcome=outcome.value,
                note=self.moments.choice(_NOTES),
                submission_id=UUID(int=self.moments.getrandbits(128)),
                **columns,
            )
        )

    def _end(self, number: int) -> list[Any]:
        """Give the last touch what its outcome carries, or change the plan after it."""
        last, wish = self.touches[-1], self.wish
        if wish.story == "promise":
            last.promised_at = wish.due_at
        elif wish.story == "maybe":
            last.details = {"period_days": self.period}
        elif wish.story == "lost":
            last.details = {"reason": "Bought elsewhere."}
        elif wish.story == "snooze":
            return [self._snooze(number, last)]
        return []

    def _snooze(self, number: int, last: Any) -> Any:
        prospect = self.company.prospect
        at = min(last.occurred_at + timedelta(minutes=10), self.now)
        return Change(
            id=number + 1,
            public_id=public_id(self.roll, at),
            prospect_id=prospect.id,
            kind=rules.ChangeKind.SNOOZE.value,
            by_id=prospect.owner_id,
            at=at,
            until=self.wish.due_at,
            reason="They are moving offices.",
        )


def _working_days(due_at: datetime, days: int) -> timedelta:
    """Return the time from `days` working days before `due_at` up to it."""
    at = due_at
    while days:
        at -= _DAY
        days -= at.weekday() < 5
    return due_at - at
