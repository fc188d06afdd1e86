"""What the rule answers: a next attempt or a closed prospect, each with its reasons."""

from dataclasses import dataclass
from datetime import date, datetime

from cadence.rules.facts import Reason
from cadence.rules.hours import Calendar
from cadence.rules.words import Channel, Kind, Phase, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAttempt:
    """
    What to try next, on which local `day`, by which row of the table, and why.

    Half-hours that begin at or after `earliest` and before `latest` (UTC) are open to
    `place`. With `exact_at` there is nothing to place: it stands to the minute.
    `row` is 0 where the table has no row. `propose` is a channel to offer beside the
    attempt; `keep_warm_on` are days for e-mails that come before it. `calendar` is the
    one that the range was found in: the prospect's, with what the contact asked for.
    """

    row: int
    kind: Kind
    channel: Channel
    contact: int | None
    day: date
    earliest: datetime
    latest: datetime
    exact_at: datetime | None
    urgency: Urgency
    phase: Phase
    attempt_number: int
    reasons: tuple[Reason, ...]
    calendar: Calendar
    propose: Channel | None = None
    keep_warm_on: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        if self.latest < self.earliest:
            raise ValueError("latest must not come before earliest")
        if self.attempt_number < 1:
            raise ValueError("attempts are counted from 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Nothing to try: the prospect is "won", "lost" or "do_not_contact"."""

    status: str
    reasons: tuple[Reason, ...]

    def __post_init__(self) -> None:
        if self.status not in ("won", "lost", "do_not_contact"):
            raise ValueError(f"{self.status} is no way to close")


Decision = NextAttempt | Closed
