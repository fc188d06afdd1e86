"""The rows of the table about what was agreed or told: promises, appointments, hints."""

from datetime import datetime, timedelta

from cadence.rules.answers import NextAttempt
from cadence.rules.case import Case, Plan
from cadence.rules.facts import TouchFact, because
from cadence.rules.hours import Calendar, clamped, clamped_day
from cadence.rules.words import Channel, Kind, Outcome, Phase, Urgency

# A best time comes round within a week; a holiday or two may push it on.
_BEST_TIME_DAYS = 28
_ANOTHER_HOUR = timedelta(hours=1)


# --- row 2: a time was promised or agreed -------------------------------------------------------


def promised(case: Case) -> NextAttempt | None:
    """Row 2: the promised time, to the minute; only a calling law that binds moves it."""
    history, facts = case.history, case.facts
    given = history.touches[history.promise] if history.promise >= 0 else None
    from_lead_at = facts.promised_given_at or facts.recorded_at
    if facts.promised_at and (given is None or given.at < from_lead_at):
        return _promised_by_lead(case, facts.promised_at, given_at=from_lead_at)
    if given is None or given.promised_at is None:
        return None
    due_at = clamped(given.promised_at)
    is_appointment = given.outcome is Outcome.APPOINTMENT_SET
    if history.agreement > history.promise:
        return None
    talked = history.find(Outcome.REACHED_TALKED) > history.promise
    if history.tried_since(history.promise, due_at - case.policy.promise_early):
        case.chase_from = due_at - case.policy.promise_early
        return None
    # A conversation is what a call-back was for; an appointment stands in spite of one.
    if talked and not is_appointment:
        return None
    return _at_promise(case, due_at, is_appointment=is_appointment, given=given, code="promised")


def _promised_by_lead(case: Case, due: datetime, *, given_at: datetime) -> NextAttempt | None:
    history, due_at = case.history, clamped(due)
    kept_from = due_at - case.policy.promise_early
    is_appointment = case.facts.promised_kind is Kind.APPOINTMENT
    for position, touch in enumerate(history.touches):
        if touch.at < min(given_at, kept_from):
            continue
        if position in history.tries and touch.at >= kept_from:
            case.chase_from = kept_from
            return None
        if touch.at < given_at:
            continue
        if position == history.agreement or (
            touch.outcome is Outcome.REACHED_TALKED and not is_appointment
        ):
            return None
    if due_at < history.started_at and history.reopened:
        return None
    return _at_promise(
        case, due_at, is_appointment=is_appointment, given=None, code="promised_by_lead"
    )


def _at_promise(
    case: Case, due_at: datetime, *, is_appointment: bool, given: TouchFact | None, code: str
) -> NextAttempt:
    channel = (given.promised_channel if given else None) or Channel.CALL
    at, reasons = due_at, [because("appointment" if is_appointment else code)]
    if channel is Channel.CALL and not case.calendar.law_allows(due_at):
        at = allowed_at(case.calendar, due_at)
        law = case.calendar.law
        reasons.append(because("moved_by_law", law=law, promised_at=due_at.isoformat()))
    plan = Plan(
        row=2,
        kind=Kind.APPOINTMENT if is_appointment else Kind.ATTEMPT,
        phase=Phase.PROMISE,
        urgency=Urgency.PROMISE,
        contact=given.contact if given else None,
        channel=channel,
        reasons=tuple(reasons),
    )
    return case.exactly(plan, at)


def allowed_at(calendar: Calendar, at: datetime) -> datetime:
    """Return the first minute from `at` on that the law allows; the floor's, if it never does."""
    return calendar.next_allowed(at) or Calendar(tz=calendar.tz).next_legal(at) or at


# --- row 3: an appointment held or missed -------------------------------------------------------


def after_appointment(case: Case) -> NextAttempt | None:
    """Row 3: held: thanks and next step, next working day. Missed: at once, then the next day."""
    history = case.history
    position = max(history.find(Outcome.APPOINTMENT_HELD), history.find(Outcome.APPOINTMENT_MISSED))
    if position < 0 or position != history.agreement:
        return None
    if history.find(Outcome.REACHED_TALKED) > position:
        return None
    touch = history.touches[position]
    if touch.outcome is Outcome.APPOINTMENT_MISSED:
        return _after_missed(case, touch, position)
    day = case.working_day(case.local_day(touch.at), after=1)
    if history.tried_since(position, case.start_of(day)):
        case.chase_from = case.start_of(day)
        return None
    reasons = (because("appointment_held"),)
    plan = Plan(row=3, phase=Phase.TALKING, contact=touch.contact, reasons=reasons)
    return case.on_day(plan, day)


def _after_missed(case: Case, touch: TouchFact, position: int) -> NextAttempt | None:
    again_at = clamped(touch.at + timedelta(minutes=case.policy.missed_again_minutes))
    tries = case.history.tries_since(position, again_at)
    last = case.history.last_try
    if tries == 0:
        reasons = (because("appointment_missed"),)
        plan = Plan(
            row=3,
            phase=Phase.PROMISE,
            urgency=Urgency.PROMISE,
            contact=touch.contact,
            reasons=reasons,
        )
        return case.exactly(plan, case.next_legal(again_at))
    if tries > 1 or last is None:
        case.chase_from = again_at
        return None
    reasons = (because("appointment_missed_again"),)
    plan = Plan(row=3, phase=Phase.CHASE, contact=touch.contact, reasons=reasons)
    return case.on_day(plan, case.working_day(case.local_day(last.at), after=1))


# --- rows 5, 6, 7: what the assistant said, what we said to the machine -------------------------


def _overtaken(case: Case, position: int) -> bool:
    """Whether somebody spoke or wrote to us after the touch at `position`."""
    history = case.history
    return max(history.agreement, history.heard, history.find(Outcome.REACHED_TALKED)) > position


def away(case: Case) -> NextAttempt | None:
    """Row 5: away until a day: the second working day after it."""
    position = case.history.away
    if position < 0 or _overtaken(case, position):
        return None
    touch = case.history.touches[position]
    if touch.until is None or touch.until < case.local_day(touch.at):
        return None
    day = case.working_day(clamped_day(touch.until), after=case.policy.after_away_working_days)
    if case.history.tried_since(position, case.start_of(day)):
        return None
    reasons = (because("away_until", until=touch.until.isoformat()),)
    return case.on_day(Plan(row=5, phase=Phase.CHASE, reasons=reasons), day, days_more=1)


def best_time(case: Case) -> NextAttempt | None:
    """Row 6: the next best time that was named to us."""
    position = case.history.best
    if position < 0 or _overtaken(case, position):
        return None
    touch = case.history.touches[position]
    asked = touch.best_time
    if asked is None:
        return None
    calendar = case.facts.calendar.widened(asked.as_week())
    first = case.local_day(touch.at)
    for ahead in range(_BEST_TIME_DAYS):
        day = first + timedelta(days=ahead)
        slots = [
            slot
            for slot in calendar.half_hours(day)
            if asked.holds(day.weekday(), slot[0]) and slot[1] > touch.at
        ]
        if slots:
            break
    else:
        return None
    if case.history.tried_since(position, slots[0][1]):
        return None
    case.calendar = calendar
    reasons = (because("best_time", best_time=asked.as_text()),)
    plan = Plan(row=6, phase=Phase.CHASE, contact=touch.contact, reasons=reasons)
    end = slots[-1][1] + timedelta(minutes=1)
    return case.on_day(plan, day, not_before=slots[0][1], not_after=end)


def voicemail_promise(case: Case) -> NextAttempt | None:
    """Row 7: the day on which the voicemail promised to call again, at another hour."""
    position = case.history.voicemail
    if position < 0 or _overtaken(case, position):
        return None
    touch = case.history.touches[position]
    said_on = case.local_day(touch.at)
    day = clamped_day(touch.promised_on or said_on)
    if day < said_on:
        day = case.working_day(said_on, after=1)
    due_at = max(case.start_of(day), clamped(touch.at + _ANOTHER_HOUR))
    if case.history.tried_since(position, due_at):
        return None
    reasons = (because("voicemail_promise", on=day.isoformat()),)
    plan = Plan(
        row=7,
        phase=Phase.PROMISE,
        urgency=Urgency.PROMISE,
        contact=touch.contact,
        channel=Channel.CALL,
        reasons=reasons,
    )
    return case.on_day(plan, day, not_before=due_at)
