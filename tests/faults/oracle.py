"""What must have happened, worked out from the design alone: no line of the product is used.

Everybody in these workloads works around the clock in UTC, and every attempt is a routine one,
so the ladder is: due at T, nag at T + 2 h, the day's end at the midnight after T, escalation
to rep and manager at T + 24 h, then every midnight after it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Due:
    prospect: int
    cycle: int
    rep: int
    at: datetime


@dataclass(kw_only=True)
class Work:
    """What a house was given to do: attempts, people, and whose e-mail is whose."""

    dues: list[Due] = field(default_factory=list)
    manager: int = 0
    addresses: dict[int, str] = field(default_factory=dict)

    @classmethod
    def read(cls, told: dict[str, Any]) -> "Work":
        return cls(
            dues=[
                Due(prospect=prospect, cycle=cycle, rep=rep, at=datetime.fromisoformat(at))
                for prospect, cycle, rep, at in told["dues"]
            ],
            manager=told["manager"],
            addresses={int(user): address for user, address in told["addresses"].items()},
        )

    def add_leads(self, rows: Sequence[tuple]) -> None:
        """Add prospects that came in meanwhile, by what the database says of their plans."""
        self.dues += [
            Due(prospect=prospect, cycle=cycle, rep=rep, at=_at(at))
            for prospect, cycle, rep, at in rows
        ]


@dataclass(frozen=True, kw_only=True)
class Told:
    """A row of the table of reminders."""

    prospect: int
    cycle: int
    level: int
    recipient: int
    kind: str
    due_at: datetime
    raised_at: datetime

    @classmethod
    def read(cls, row: tuple) -> "Told":
        *plain, due_at, raised_at = row
        names = ("prospect", "cycle", "level", "recipient", "kind")
        return cls(
            **dict(zip(names, plain, strict=True)), due_at=_at(due_at), raised_at=_at(raised_at)
        )

    @property
    def key(self) -> tuple[int, int, int, int]:
        return (self.prospect, self.cycle, self.level, self.recipient)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A message that the mail server accepted."""

    message_id: str
    to: str


@dataclass(kw_only=True)
class Found:
    told: Sequence[Told]
    arrivals: Sequence[Arrival] = ()


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The four numbers that must be 0, the copies, and the worst lateness."""

    lost: int
    doubled: int
    premature: int
    unasked: int
    mails_lost: int
    mails_doubled: int
    copies: int
    lateness: timedelta

    @property
    def is_complete(self) -> bool:
        return not (self.lost or self.mails_lost)

    @property
    def is_clean(self) -> bool:
        return not any(
            (
                self.lost,
                self.doubled,
                self.premature,
                self.unasked,
                self.mails_lost,
                self.mails_doubled,
            )
        )


def judge(work: Work, found: Found, *, now: datetime) -> Verdict:
    """Compare what was found with what had to be, `now` being the moment of looking."""
    must = {key: at for due in work.dues for key, at in rungs(due, work.manager) if at <= now}
    had = Counter(each.key for each in found.told)
    mail_to = {address for address, count in mailed(work, now=now).items() if count}
    ids_of: dict[str, set[str]] = {}
    for arrival in found.arrivals:
        ids_of.setdefault(arrival.to, set()).add(arrival.message_id)
    return Verdict(
        lost=len(must.keys() - had.keys()),
        doubled=sum(count - 1 for count in had.values()),
        premature=sum(each.raised_at < each.due_at for each in found.told),
        unasked=len(had.keys() - must.keys()),
        mails_lost=len(mail_to - ids_of.keys()),
        mails_doubled=sum(
            max(0, len(ids) - mailed(work, now=now)[to]) for to, ids in ids_of.items()
        ),
        copies=len(found.arrivals) - sum(len(ids) for ids in ids_of.values()),
        lateness=max(
            (each.raised_at - each.due_at for each in found.told if _fell_due(each, now)),
            default=timedelta(0),
        ),
    )


def rungs(due: Due, manager: int) -> list[tuple[tuple[int, int, int, int], datetime]]:
    """Return the key and the time of each row that this attempt leads to within three days."""
    midnight = datetime(due.at.year, due.at.month, due.at.day, tzinfo=UTC) + timedelta(days=1)
    escalated = due.at + timedelta(hours=24)
    first = [
        (due.at, [due.rep]),
        (due.at + timedelta(hours=2), [due.rep]),
        (midnight, [due.rep]),
        (escalated, [due.rep, manager]),
        (midnight + timedelta(days=1), [due.rep]),
    ]
    first.sort(key=lambda each: each[0])
    return [
        ((due.prospect, due.cycle, level, user), at)
        for level, (at, users) in enumerate(first)
        for user in users
    ]


def mailed(work: Work, *, now: datetime) -> Counter[str]:
    """Return how many digests each address gets: one, if an escalation has come for it."""
    escalated = [due for due in work.dues if due.at + timedelta(hours=24) <= now]
    users = {due.rep for due in escalated} | ({work.manager} if escalated else set())
    return Counter({work.addresses[user]: 1 for user in users if user in work.addresses})


def _fell_due(each: Told, now: datetime) -> bool:
    """Whether it fell due while the house was watched, and not long before."""
    return each.level == 0 and now - each.due_at < timedelta(hours=1)


def _at(value: Any) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
