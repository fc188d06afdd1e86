"""One pass over the touches: which fact stands last, and what came after it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter

from cadence.rules.facts import ChangeFact, Facts, TouchFact
from cadence.rules.hours import clamped, zone
from cadence.rules.words import (
    NO_INTERACTION,
    WRONG_ADDRESS,
    ChangeKind,
    Channel,
    Direction,
    Outcome,
)

_ONE_DAY = timedelta(days=1)
_BY_TIME = attrgetter("at", "key")
# What somebody agreed or told us last. The latest of them begins a new chase of twelve.
AGREEMENTS = frozenset(
    {
        Outcome.CALLBACK_AGREED,
        Outcome.APPOINTMENT_SET,
        Outcome.APPOINTMENT_HELD,
        Outcome.APPOINTMENT_MISSED,
        Outcome.MAYBE_LATER,
        Outcome.PROJECT_DATE,
        Outcome.LOST,
    }
)
_STATED = AGREEMENTS | WRONG_ADDRESS | {Outcome.REACHED_TALKED, Outcome.WON, Outcome.OPTED_OUT}
_RE_PLANS = frozenset(ChangeKind) - {ChangeKind.PAUSE}


def in_order(touches: Iterable[TouchFact]) -> list[TouchFact]:
    """Return the interactions among `touches`, oldest first; of two at once the higher key last."""
    told = [touch for touch in touches if touch.outcome not in NO_INTERACTION]
    told.sort(key=_BY_TIME)
    return told


def belongs_to_call(touch: TouchFact, call: TouchFact | None, *, tz: str) -> bool:
    """Whether `touch` is the e-mail sent on the same day after `call`, in the zone `tz`."""
    return (
        call is not None
        and touch.channel is Channel.EMAIL
        and touch.outcome is Outcome.SENT
        and touch.at - call.at < _ONE_DAY
        and touch.at.astimezone(zone(tz)).date() == call.at.astimezone(zone(tz)).date()
    )


def counts_as_attempt(touch: TouchFact, earlier: Iterable[TouchFact], *, tz: str) -> bool:
    """
    Whether `touch` is an attempt of its own, after the `earlier` ones in any order.

    An attempt is an outbound touch; the e-mail sent on the same day after a call, by
    the clock of `tz`, belongs to that call's attempt.
    """
    if touch.direction is not Direction.OUTBOUND or touch.outcome.is_no_interaction:
        return False
    call = None
    for before in earlier:
        if _is_call(before) and _BY_TIME(before) <= _BY_TIME(touch):
            call = before if call is None or call.at < before.at else call
    return not belongs_to_call(touch, call, tz=tz)


def _is_call(touch: TouchFact) -> bool:
    return touch.channel is Channel.CALL and touch.direction is Direction.OUTBOUND


@dataclass(slots=True, kw_only=True)
class History:
    """
    The touches since the last reopening, oldest first, and what stands last among them.

    `attempts` counts every attempt ever made, those made elsewhere included.
    `started_at` is when this pursuit began: recorded, or reopened. Built by `read` and
    changed by nobody afterwards.
    """

    started_at: datetime
    touches: list[TouchFact] = field(default_factory=list)
    attempts: int = 0
    # Attempts since the reopening, as positions in `touches`.
    tries: list[int] = field(default_factory=list)
    # The position of the latest touch of each kind; -1 where there is none.
    latest: dict[Outcome, int] = field(default_factory=dict)
    promise: int = -1
    agreement: int = -1
    heard: int = -1
    away: int = -1
    best: int = -1
    voicemail: int = -1
    conversations: int = 0
    reopened: bool = False
    hold: ChangeFact | None = None
    handed_over: tuple[datetime, ...] = ()
    declined_at: datetime | None = None
    # Call attempts of all time, oldest first: the law counts them, whoever made them.
    called_at: list[datetime] = field(default_factory=list)
    # What people asked us not to do, of all time: a reopening does not undo it.
    refusals: list[TouchFact] = field(default_factory=list)
    misaddressed: bool = False
    # When somebody last said no, of all time.
    refused_at: datetime | None = None

    @property
    def last(self) -> TouchFact | None:
        """The latest touch."""
        return self.touches[-1] if self.touches else None

    @property
    def last_try(self) -> TouchFact | None:
        """The latest attempt."""
        return self.touches[self.tries[-1]] if self.tries else None

    def find(self, outcome: Outcome) -> int:
        """Return the position of the latest touch with `outcome`, or -1."""
        return self.latest.get(outcome, -1)

    def tries_since(self, position: int, due_at: datetime | None = None) -> int:
        """Count the attempts after the touch at `position`, made at or after `due_at` if given."""
        count = 0
        for index in reversed(self.tries):
            if index <= position:
                break
            if due_at is None or self.touches[index].at >= due_at:
                count += 1
        return count

    def tried_since(self, position: int, due_at: datetime) -> bool:
        """Whether an attempt came after the touch at `position` and not before `due_at`."""
        last = self.tries[-1] if self.tries else -1
        return last > position and self.touches[last].at >= due_at


def read(facts: Facts) -> History:
    """Return what the touches and plan changes amount to, in whatever order they come."""
    changes = sorted(facts.changes, key=_BY_TIME)
    reopened = [change.at for change in changes if change.kind is ChangeKind.REOPEN]
    history = History(
        started_at=clamped(max(reopened) if reopened else facts.recorded_at),
        attempts=facts.attempts_before,
        reopened=bool(reopened),
    )
    call: TouchFact | None = None
    for touch in in_order(facts.touches):
        own = touch.direction is Direction.OUTBOUND
        if own and touch.channel is Channel.CALL:
            call = touch
            history.called_at.append(touch.at)
        elif own:
            own = not belongs_to_call(touch, call, tz=facts.calendar.tz)
        history.attempts += own
        if touch.outcome is Outcome.OPTED_OUT:
            history.refusals.append(touch)
        elif touch.outcome is Outcome.LOST:
            history.refused_at = touch.at
        if not reopened or touch.at >= reopened[-1]:
            _note(history, touch, own=own)
    _apply(history, changes)
    return history


def _note(history: History, touch: TouchFact, *, own: bool) -> None:
    position = len(history.touches)
    history.touches.append(touch)
    outcome = touch.outcome
    history.latest[outcome] = position
    if own:
        history.tries.append(position)
    if outcome in AGREEMENTS or touch.promised_at is not None:
        history.agreement = position
        history.conversations = 0
        if touch.promised_at is not None:
            history.promise = position
    elif outcome is Outcome.REACHED_TALKED:
        history.conversations += 1
    elif outcome in WRONG_ADDRESS:
        history.misaddressed = True
    elif outcome is Outcome.REPLIED or (
        touch.direction is Direction.INBOUND and outcome not in _STATED
    ):
        # They turned to us, and nothing but that is known: a reply, a message left for us.
        history.heard = position
    _note_hints(history, touch, position)


def _note_hints(history: History, touch: TouchFact, position: int) -> None:
    """Keep what came along with an outcome: away until, best time, a promise on a voicemail."""
    if touch.until is not None:
        history.away = position
    if touch.best_time is not None:
        history.best = position
    if touch.promised_on is not None and touch.outcome is Outcome.VOICEMAIL_LEFT:
        history.voicemail = position


def _apply(history: History, changes: list[ChangeFact]) -> None:
    planned = [
        change
        for change in changes
        if change.kind in _RE_PLANS and (not history.reopened or change.at >= history.started_at)
    ]
    last = planned[-1] if planned else None
    if last and last.until and (not history.touches or last.at >= history.touches[-1].at):
        history.hold = last
    history.handed_over = tuple(
        change.at for change in planned if change.kind is ChangeKind.HAND_OVER
    )
    declined = [change.at for change in planned if change.kind is ChangeKind.DECLINE]
    history.declined_at = declined[-1] if declined else None
