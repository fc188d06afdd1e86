"""What the rule is told: touches, plan changes, contacts. Values checked at birth, no clock."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from cadence.rules.hours import DAY_MINUTES, Calendar, Week
from cadence.rules.policy import Policy
from cadence.rules.words import (
    ChangeKind,
    Channel,
    Direction,
    Firmness,
    Kind,
    Outcome,
    Role,
)

DEFAULT_POLICY = Policy()
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS = "|".join(DAY_NAMES)
_BEST_TIME = re.compile(
    rf"(?:(?P<days>(?:{_DAYS})(?:\s*[-,]\s*(?:{_DAYS}))*)\s+)?"
    r"(?P<opens>\d{1,2}:\d{2})\s*-\s*(?P<closes>\d{1,2}:\d{2})"
)


def _aware(**instants: datetime | None) -> None:
    for name, at in instants.items():
        if at is not None and at.tzinfo is None:
            raise ValueError(f"{name} must be timezone-aware")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One step of the explanation: a code that `explain` knows, and its values, JSON-ready."""

    code: str
    values: dict[str, str | int]

    def as_json(self) -> dict[str, object]:
        """Return the reason as plain JSON."""
        return {"code": self.code, "values": dict(self.values)}

    @classmethod
    def from_json(cls, stored: object) -> Self:
        """
        Return the reason that `as_json` wrote.

        :raises ValueError: if `stored` is anything else
        """
        if not isinstance(stored, dict) or not isinstance(stored.get("code"), str):
            raise ValueError("A reason has a code")
        values = stored.get("values", {})
        if not isinstance(values, dict) or not all(
            isinstance(value, str | int) for value in values.values()
        ):
            raise ValueError("A reason's values are texts and whole numbers")
        return cls(code=stored["code"], values={str(k): v for k, v in values.items()})


def because(code: str, **values: str | int) -> Reason:
    """Return a reason with its values."""
    return Reason(code=code, values=values)


@dataclass(frozen=True, slots=True, kw_only=True)
class BestTime:
    """When somebody is best reached: minutes after local midnight, on weekdays (Monday = 0)."""

    opens: int
    closes: int
    weekdays: frozenset[int] = frozenset(range(5))

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= DAY_MINUTES:
            raise ValueError("A best time opens before it closes, within one day")
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError("A best time has weekdays from 0 (Monday) to 6")

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Read "Tue-Thu 07:30-08:30", "mon,fri 9:00-10:00" or "16:00-17:30" (Monday to Friday).

        :raises ValueError: if `text` says anything else; the message is fit for the user
        """
        found = _BEST_TIME.fullmatch(text.strip().lower())
        if not found:
            raise ValueError("Write a best time as in “Tue-Thu 07:30-08:30”.")
        opens, closes = _minutes(found["opens"]), _minutes(found["closes"])
        days = _weekdays(found["days"]) if found["days"] else frozenset(range(5))
        return cls(opens=opens, closes=closes, weekdays=days)

    @classmethod
    def understood(cls, text: str) -> Self | None:
        """Return what `parse` reads, or None for what it does not understand."""
        try:
            return cls.parse(text)
        except ValueError:
            return None

    def as_text(self) -> str:
        """Return the form that `parse` reads, with runs of weekdays drawn together."""
        runs: list[list[int]] = []
        for day in sorted(self.weekdays):
            if runs and runs[-1][-1] == day - 1:
                runs[-1].append(day)
            else:
                runs.append([day])
        days = ",".join(
            "-".join(DAY_NAMES[day].title() for day in ([run[0], run[-1]] if run[1:] else run))
            for run in runs
        )
        return f"{days} {_clock_text(self.opens)}-{_clock_text(self.closes)}"

    def as_week(self) -> Week:
        """Return the window as a week."""
        window = ((self.opens, self.closes),)
        return tuple(window if day in self.weekdays else () for day in range(7))

    def holds(self, weekday: int, minute: int) -> bool:
        """Whether a local weekday and minute fall inside."""
        return weekday in self.weekdays and self.opens <= minute < self.closes


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    if int(hours) > 24 or int(minutes) > 59:
        raise ValueError(f"{clock} is not a time of day.")
    return int(hours) * 60 + int(minutes)


def _clock_text(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _weekdays(text: str) -> frozenset[int]:
    days: set[int] = set()
    for part in text.split(","):
        ends = [DAY_NAMES.index(name.strip()) for name in part.split("-")]
        if len(ends) > 2:
            raise ValueError("Write a run of days as in “Tue-Thu”.")
        length = (ends[-1] - ends[0]) % 7
        days.update((ends[0] + step) % 7 for step in range(length + 1))
    return frozenset(days)


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchFact:
    """
    One date-stamped interaction. Corrected touches and their corrections are left out.

    `at` is when it happened, `planned_for` when it should have. `until` is the last
    day away, `on` a project's start or the day to revisit a lost prospect,
    `promised_on` the day a voicemail promised to call again, `month` any day of the
    month to come back in. Of two at the same instant, the higher `key` is newer.
    """

    at: datetime
    channel: Channel
    outcome: Outcome
    direction: Direction = Direction.OUTBOUND
    key: int = 0
    contact: int | None = None
    rep: int | None = None
    planned_for: datetime | None = None
    promised_at: datetime | None = None
    promised_channel: Channel | None = None
    period_days: int | None = None
    firmness: Firmness = Firmness.PLAIN
    month: date | None = None
    until: date | None = None
    best_time: BestTime | None = None
    on: date | None = None
    promised_on: date | None = None
    opt_out_channel: Channel | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("at must be timezone-aware")
        if self.planned_for is not None or self.promised_at is not None:
            _aware(planned_for=self.planned_for, promised_at=self.promised_at)
        if self.promised_at is None and self.outcome.needs_promise:
            raise ValueError(f"{self.outcome} goes with the time that was agreed")
        if self.period_days is not None and self.period_days < 0:
            raise ValueError("period_days cannot be negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFact:
    """
    What a person did to the plan.

    SNOOZE, MOVE and CATCH_UP hold the next attempt at `until` until a later touch or
    change; REOPEN starts afresh; HAND_OVER gives twelve more attempts when twelve
    were made; DECLINE turns a proposed hand-over down; PAUSE moves no plan.
    """

    at: datetime
    kind: ChangeKind
    until: datetime | None = None
    key: int = 0

    def __post_init__(self) -> None:
        _aware(at=self.at, until=self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFact:
    """A person at the prospect, with what is known of reaching them."""

    key: int
    role: Role = Role.OTHER
    has_phone: bool = True
    has_email: bool = False
    opted_out: frozenset[Channel] = frozenset()
    opted_out_altogether: bool = False
    best_time: BestTime | None = None
    preferred_channel: Channel | None = None
    contact_every_days: int | None = None
    left: bool = False
    tz: str | None = None

    def __post_init__(self) -> None:
        if self.contact_every_days is not None and self.contact_every_days < 1:
            raise ValueError("contact_every_days must be at least 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """
    Everything a decision follows from.

    `key` is the prospect's stable key, used only to spread calls. `touches` may be in
    any order. `promised_at` is a next step that the lead itself brought, known since
    `promised_given_at` (default: `recorded_at`). `attempts_before` were made elsewhere,
    the last at `last_touch_before_at`. `activity` are instants at which the prospect
    did something by itself (visited a page, opened a mail). `can_hand_over` is False
    where nobody else could take over. `company_phone` says whether the company has a
    number of its own; None means yes if no contact has an address.
    """

    key: int
    recorded_at: datetime
    calendar: Calendar
    hand_raiser: bool = False
    touches: tuple[TouchFact, ...] = ()
    changes: tuple[ChangeFact, ...] = ()
    contacts: tuple[ContactFact, ...] = ()
    policy: Policy = DEFAULT_POLICY
    project_on: date | None = None
    promised_at: datetime | None = None
    promised_kind: Kind | None = None
    promised_given_at: datetime | None = None
    attempts_before: int = 0
    last_touch_before_at: datetime | None = None
    cycle: int = 1
    activity: tuple[datetime, ...] = ()
    can_hand_over: bool = True
    no_voicemail: bool = False
    company_phone: bool | None = None

    def __post_init__(self) -> None:
        _aware(
            recorded_at=self.recorded_at,
            promised_at=self.promised_at,
            promised_given_at=self.promised_given_at,
            last_touch_before_at=self.last_touch_before_at,
        )
        if self.attempts_before < 0:
            raise ValueError("attempts_before cannot be negative")
