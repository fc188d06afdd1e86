"""The rows of the table about trying: after a talk, another contact, the chase, what follows it."""

from datetime import date, datetime, timedelta

from cadence.rules.answers import NextAttempt
from cadence.rules.case import Case, Plan
from cadence.rules.facts import Reason, because
from cadence.rules.hours import clamped
from cadence.rules.words import WRONG_ADDRESS, Channel, Kind, Outcome, Phase

# A gap of this many working days is long enough to let a day beside it do as well.
_LONG_GAP = 3


# --- rows 11 and 12 -----------------------------------------------------------------------------


def talked(case: Case) -> NextAttempt | None:
    """Row 11: talked and nothing agreed: 3 working days, after the next talks 5, 8, 13."""
    history = case.history
    position = history.find(Outcome.REACHED_TALKED)
    wrong = max(history.find(outcome) for outcome in WRONG_ADDRESS)
    if position < 0 or max(history.agreement, history.heard) > position or wrong > position:
        return None
    touch = history.touches[position]
    gap = case.policy.talked_gap(max(history.conversations, 1))
    day = case.working_day(case.local_day(touch.at), after=gap)
    if history.tried_since(position, case.start_of(day)):
        case.chase_from = case.start_of(day)
        return None
    plan = Plan(
        row=11,
        phase=Phase.TALKING,
        contact=touch.contact,
        reasons=(because("talked", days=gap),),
    )
    return case.on_day(plan, day)


def find_contact(case: Case) -> NextAttempt | None:
    """Row 12: wrong number, bounced, left: others at once, else find another contact."""
    history = case.history
    position = max(history.find(outcome) for outcome in WRONG_ADDRESS)
    stated = max(history.agreement, history.heard, history.find(Outcome.REACHED_TALKED))
    if position < 0 or stated > position or history.tries_since(position):
        return None
    touch = history.touches[position]
    others = [way for way in case.ways if way.contact != touch.contact] or case.ways
    if others:
        reasons = (because("try_another", outcome=touch.outcome.value),)
        plan = Plan(
            row=12,
            phase=Phase.CHASE,
            contact=others[0].contact,
            channel=others[0].channel,
            reasons=reasons,
        )
        return case.exactly(plan, case.next_legal(touch.at))
    return nobody_to_reach(case, because("find_contact", outcome=touch.outcome.value))


def nobody_to_reach(case: Case, reason: Reason) -> NextAttempt:
    """Nobody can be reached by anything: *find another contact*, on the next working day."""
    last = case.history.last
    day = case.local_day(last.at if last else case.history.started_at)
    plan = Plan(row=12, kind=Kind.FIND_CONTACT, phase=Phase.CHASE, reasons=(reason,))
    return case.on_day(plan, case.working_day(day, after=1))


# --- rows 13 and 14: the chase, and what follows it ---------------------------------------------


def chase(case: Case) -> NextAttempt | None:
    """Row 13: not reached: the gaps of the policy. Row 14: hand-over, then nurture for ever."""
    started, tries, handed_over_at = _phase(case)
    if tries >= case.policy.attempts_per_phase:
        return _after_the_phase(case, tries, handed_over=handed_over_at is not None)
    if tries == 0 and handed_over_at is not None:
        plan = Plan(row=14, phase=Phase.HAND_OVER, reasons=(because("handed_over"),))
        return case.on_day(plan, case.working_day(case.local_day(handed_over_at), after=1))
    if tries == 0:
        return None
    gap = case.policy.chase_gap(tries)
    number = case.history.attempts + 1
    reasons = [because("chase", attempt=number, made=number - 1, days=gap)]
    plan = Plan(row=13, phase=Phase.CHASE, reasons=tuple(reasons))
    day = case.working_day(_anchor(case, gap), after=gap)
    more = 1 if gap >= _LONG_GAP else 0
    if not case.history.tries:
        # Tried elsewhere only: not before it came to us.
        plan.reasons += (because("tried_before", attempts=case.facts.attempts_before),)
        here = case.local_day(started)
        return case.on_day(plan, max(day, here), days_more=more, not_before=started)
    return case.on_day(plan, day, days_more=more)


def _phase(case: Case) -> tuple[datetime, int, datetime | None]:
    """Return when this phase began, its attempts so far, and when it was handed over, if it was."""
    history = case.history
    boundary = max(history.agreement, history.heard, history.find(Outcome.REACHED_TALKED))
    begun_at = history.started_at
    tries = history.tries_since(boundary, case.chase_from)
    if boundary < 0 and not history.reopened:
        tries += case.facts.attempts_before
    handed_over_at = None
    for change_at in history.handed_over:
        since = history.tries_since(boundary, change_at)
        # Twelve more are given when twelve were made; an earlier hand-over changes only the rep.
        if tries - since >= case.policy.attempts_per_phase:
            tries, begun_at, handed_over_at = since, change_at, clamped(change_at)
    return begun_at, tries, handed_over_at


def _anchor(case: Case, gap: int) -> date:
    """Return the day from which the gap runs: the attempt's, or the planned one close after it."""
    last = case.history.last_try
    if last is None:
        before = case.facts.last_touch_before_at
        return case.local_day(before or case.history.started_at)
    made_at = clamped(last.at)
    if last.planned_for is not None:
        planned_for = clamped(last.planned_for)
        if abs(planned_for - made_at) * 2 < timedelta(days=gap):
            made_at = max(made_at, planned_for)
    return case.local_day(made_at)


def _after_the_phase(case: Case, tries: int, *, handed_over: bool) -> NextAttempt:
    history, most = case.history, case.policy.attempts_per_phase
    last = history.last_try
    last_at = last.at if last else (case.facts.last_touch_before_at or history.started_at)
    last_at = max(clamped(last_at), history.started_at) if last is None else clamped(last_at)
    declined = history.declined_at is not None and clamped(history.declined_at) >= last_at
    if case.facts.can_hand_over and not (handed_over or declined or tries > most):
        plan = Plan(
            row=14,
            kind=Kind.HAND_OVER,
            phase=Phase.HAND_OVER,
            reasons=(because("hand_over", attempts=history.attempts),),
        )
        return case.on_day(plan, case.working_day(case.local_day(last_at), after=1))
    if declined and history.declined_at is not None:
        last_at = clamped(history.declined_at)
    days = case.policy.nurture_days
    by_call = (tries - most) % case.policy.nurture_call_every == case.policy.nurture_call_every - 1
    plan = Plan(
        row=14,
        kind=Kind.KEEP_WARM,
        phase=Phase.NURTURE,
        channel=Channel.CALL if by_call else Channel.EMAIL,
        reasons=(because("nurture", days=days, attempts=history.attempts),),
    )
    return case.on_day(plan, case.local_day(last_at) + timedelta(days=days), days_more=1)
