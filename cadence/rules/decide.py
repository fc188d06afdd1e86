"""The decision: the rows of the table in their order, what a person changed, and never nothing."""

from collections.abc import Callable
from dataclasses import replace

from cadence.rules import rows_agreed, rows_chase, rows_later, rows_new, rows_steady
from cadence.rules.answers import Closed, Decision, NextAttempt
from cadence.rules.case import Case
from cadence.rules.facts import Facts, because
from cadence.rules.history import History
from cadence.rules.hours import clamped
from cadence.rules.reach import company_refused, nobody_left
from cadence.rules.words import ChangeKind, Channel, Direction, Kind, Outcome, Urgency

Row = Callable[[Case], NextAttempt | None]

# First match wins. Row 1 comes before them all, in `decide`.
ROWS: tuple[Row, ...] = (
    rows_agreed.promised,
    rows_agreed.after_appointment,
    rows_new.new_lead,
    rows_new.heard_from,
    rows_agreed.away,
    rows_agreed.best_time,
    rows_agreed.voicemail_promise,
    rows_later.deferred,
    rows_later.revisit,
    rows_steady.project,
    rows_steady.own_rhythm,
    rows_chase.talked,
    rows_chase.find_contact,
    rows_chase.chase,
)
_NEEDS_SOMEBODY = frozenset({Kind.ATTEMPT, Kind.INTRODUCTION, Kind.KEEP_WARM})
_OTHER_CHANNELS = (Channel.LINKEDIN, Channel.CARD, Channel.ARTICLE)


def decide(facts: Facts) -> Decision:
    """
    Decide the next attempt from everything known of a prospect.

    Reads no clock: the same facts give the same answer, whenever asked and in
    whatever order the touches come. An open prospect always gets a next attempt, at
    an hour when calling is legal in the prospect's zone; only a promise is bound by
    nothing but binding law. Every answer names its row of the table and its reasons.
    """
    case = Case.of(facts)
    closed = _closed(case)
    if closed is not None:
        return closed
    answer = next((found for row in ROWS if (found := row(case))), None)
    if answer is None:
        answer = rows_new.undecided(case)
    if not case.ways and answer.kind in _NEEDS_SOMEBODY and answer.row != 2:
        answer = rows_chase.nobody_to_reach(case, because("nobody_to_reach"))
    proposed = _propose(case, answer)
    if proposed is not None:
        answer = replace(
            answer,
            propose=proposed[0],
            reasons=(*answer.reasons, because(proposed[1], channel=proposed[0].value)),
        )
    return _held(case, answer)


def _closed(case: Case) -> Closed | None:
    """Row 1: won, lost without a day to come back to, or nobody who may be contacted."""
    history = case.history
    if company_refused(history):
        return Closed(status="do_not_contact", reasons=(because("company_refused"),))
    if nobody_left(case.facts, history):
        return Closed(status="do_not_contact", reasons=(because("nobody_left"),))
    won, lost = history.find(Outcome.WON), history.find(Outcome.LOST)
    if won > lost:
        return Closed(status="won", reasons=(because("won"),))
    if lost >= 0 and history.touches[lost].on is None:
        return Closed(status="lost", reasons=(because("lost"),))
    return None


def _held(case: Case, answer: NextAttempt) -> NextAttempt:
    """Hold the attempt where a person put it; binding law alone moves it from there."""
    hold = case.history.hold
    if hold is None or hold.until is None:
        return answer
    at = until = clamped(hold.until)
    reasons = [because(_HELD[hold.kind])]
    if answer.channel is Channel.CALL and not case.calendar.law_allows(until):
        at = rows_agreed.allowed_at(case.calendar, until)
        law = case.calendar.law
        reasons.append(because("moved_by_law", law=law, promised_at=until.isoformat()))
    # Who puts a new lead off no longer wants it in front of everything else.
    put_off = answer.urgency is Urgency.NEW_LEAD
    return replace(
        answer,
        day=case.local_day(at),
        earliest=at,
        latest=at,
        exact_at=at,
        urgency=Urgency.ROUTINE if put_off else answer.urgency,
        reasons=(*reasons, *answer.reasons),
    )


_HELD = {
    ChangeKind.SNOOZE: "snoozed",
    ChangeKind.MOVE: "moved",
    ChangeKind.CATCH_UP: "caught_up",
    ChangeKind.REOPEN: "reopened_for",
    ChangeKind.HAND_OVER: "handed_over_for",
    ChangeKind.DECLINE: "declined_until",
}


def _propose(case: Case, answer: NextAttempt) -> tuple[Channel, str] | None:
    """Return a channel to offer beside the attempt, and why: the phone leads, others help."""
    history = case.history
    last = history.last
    if last is None or answer.kind is not Kind.ATTEMPT or answer.channel is not Channel.CALL:
        return None
    by_mail = any(way.channel is Channel.EMAIL for way in case.ways)
    if last.outcome is Outcome.VOICEMAIL_LEFT and last.direction is Direction.OUTBOUND:
        return (Channel.EMAIL, "email_after_voicemail") if by_mail else None
    if answer.row == 5:
        return (Channel.EMAIL, "email_meanwhile") if by_mail else None
    calls = _calls_in_vain(history)
    if calls < case.policy.other_channel_after_calls:
        return None
    turn = calls // case.policy.other_channel_after_calls - 1
    return _OTHER_CHANNELS[turn % len(_OTHER_CHANNELS)], "other_channel"


def _calls_in_vain(history: History) -> int:
    """Count the latest attempts in a row that were calls and reached nobody."""
    calls = 0
    for position in reversed(history.tries):
        touch = history.touches[position]
        if touch.channel is not Channel.CALL or touch.outcome.reached_them:
            break
        calls += 1
    return calls
