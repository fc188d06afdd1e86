"""The rows of the table about beginnings: a new lead, or somebody who turned to us."""

from cadence.rules.answers import NextAttempt
from cadence.rules.case import Case, Plan
from cadence.rules.facts import because
from cadence.rules.hours import instant
from cadence.rules.words import Kind, Outcome, Phase, Urgency

# --- row 4: a new lead --------------------------------------------------------------------------


def new_lead(case: Case) -> NextAttempt | None:
    """Row 4: who asked us is called at once, anybody else at the best hour of one working day."""
    if not _is_untouched(case):
        return None
    facts, history = case.facts, case.history
    if facts.hand_raiser:
        at = case.next_legal(history.started_at)
        reasons = [because("asked_us")]
        if at != history.started_at:
            lawful = case.calendar.law_allows(history.started_at)
            code = "waits_for_hours" if lawful else "waits_for_law"
            reasons.append(because(code, law=case.calendar.law))
        plan = Plan(row=4, phase=Phase.NEW, urgency=Urgency.NEW_LEAD, reasons=tuple(reasons))
        return case.exactly(plan, at)
    if facts.attempts_before and not history.reopened and _chase_started_elsewhere(case):
        return None
    code = "reopened" if history.reopened else "new_lead"
    reasons = [because(code)]
    if facts.attempts_before:
        reasons.append(because("tried_before", attempts=facts.attempts_before))
    return first_chance(case, Plan(row=4, phase=Phase.NEW, reasons=tuple(reasons)))


def _is_untouched(case: Case) -> bool:
    history = case.history
    stated = (history.agreement, history.heard, history.away, history.best)
    return (
        not history.tries
        and max(stated) < 0
        and not history.misaddressed
        and Outcome.REACHED_TALKED not in history.latest
    )


def _chase_started_elsewhere(case: Case) -> bool:
    facts = case.facts
    return (
        facts.last_touch_before_at is not None
        or facts.attempts_before >= case.policy.attempts_per_phase
    )


def first_chance(case: Case, plan: Plan) -> NextAttempt:
    """Return `plan` within one working day of the start, by the clock where there is one."""
    start = case.history.started_at
    day = case.local_day(start)
    within = case.policy.lead_within_working_days
    last = case.working_day(day, after=within)
    end = None
    if case.working_day(day) == day:
        clock = case.calendar.local(start).time()
        end = instant(last, clock, case.calendar.tz)
    return case.on_day(plan, day, days_more=within, not_before=start, not_after=end)


# --- they turned to us: no row of the table foresees it -----------------------------------------


def heard_from(case: Case) -> NextAttempt | None:
    """They wrote or rang and nobody has tried them since: somebody has to look at it."""
    history = case.history
    if history.heard < 0 or history.tries_since(history.heard):
        return None
    return undecided(case)


def undecided(case: Case) -> NextAttempt:
    """No row: *decide what to do next*, on the next working day. Never nothing."""
    last = case.history.last
    outcome = last.outcome.value if last else "recorded"
    day = case.local_day(last.at if last else case.history.started_at)
    plan = Plan(
        row=0,
        kind=Kind.DECIDE,
        phase=Phase.DECIDE,
        contact=last.contact if last else None,
        reasons=(because("decide", outcome=outcome),),
    )
    return case.on_day(plan, case.working_day(day, after=1))
