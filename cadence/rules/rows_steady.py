"""The rows of the table that keep a pace: a project with a date, the contact's own rhythm."""

from datetime import date, timedelta

from cadence.rules.answers import NextAttempt
from cadence.rules.case import Case, Plan
from cadence.rules.facts import Reason, because
from cadence.rules.hours import clamped_day
from cadence.rules.words import Channel, Kind, Outcome, Phase

# --- row 9: a project with a date ---------------------------------------------------------------


def project(case: Case) -> NextAttempt | None:
    """Row 9: introduced at once, kept warm, approached 120 days before it starts."""
    last = case.history.last
    starts_on = _project_on(case)
    if starts_on is None or last is None:
        return None
    policy, today = case.policy, case.local_day(last.at)
    approach_on = starts_on - timedelta(days=policy.project_approach_days)
    chase_on = starts_on - timedelta(days=policy.project_chase_days)
    if today >= chase_on:
        return None
    if not _is_introduced(case):
        return _introduce(case, starts_on)
    days = {"starts_on": starts_on.isoformat()}
    warm_on = today + timedelta(days=policy.keep_warm_days)
    if warm_on < approach_on:
        plan = _project_plan(Kind.KEEP_WARM, because("project_keep_warm", **days))
        plan.channel = Channel.EMAIL
        return case.on_day(plan, warm_on, days_more=1)
    if today < approach_on:
        next_on = approach_on
    else:
        next_on = min(case.working_day(today, after=policy.project_approach_gap), chase_on)
    plan = _project_plan(Kind.ATTEMPT, because("project_approach", **days))
    return case.on_day(plan, max(next_on, case.working_day(today, after=1)))


def _project_plan(kind: Kind, reason: Reason) -> Plan:
    return Plan(row=9, kind=kind, phase=Phase.PROJECT, reasons=(reason,))


def _project_on(case: Case) -> date | None:
    position = case.history.find(Outcome.PROJECT_DATE)
    said = case.history.touches[position].on if position >= 0 else None
    known = case.facts.project_on or said
    # Some distance from the first day, so that 730 days before it is still a date.
    return clamped_day(known) if known else None


def _is_introduced(case: Case) -> bool:
    """Whether they know us: we spoke, something was sent, or a whole phase of tries went by."""
    history = case.history
    return (
        any(
            touch.outcome.reached_them or touch.outcome is Outcome.SENT for touch in history.touches
        )
        or len(history.tries) >= case.policy.attempts_per_phase
    )


def _introduce(case: Case, starts_on: date) -> NextAttempt | None:
    last = case.history.last_try
    if last is None:
        return None
    gap = case.policy.chase_gap(len(case.history.tries))
    plan = _project_plan(
        Kind.INTRODUCTION, because("project_introduction", starts_on=starts_on.isoformat())
    )
    return case.on_day(plan, case.working_day(case.local_day(last.at), after=gap))


# --- row 10: their own rhythm -------------------------------------------------------------------


def own_rhythm(case: Case) -> NextAttempt | None:
    """Row 10: they said how often: obeyed as it stands, until they change it."""
    last, contact = case.history.last, case.main_contact()
    if last is None or contact is None or contact.contact_every_days is None:
        return None
    days = min(contact.contact_every_days, 36_500)
    plan = Plan(
        row=10,
        phase=Phase.RHYTHM,
        contact=contact.key,
        channel=contact.preferred_channel or Channel.EMAIL,
        reasons=(because("rhythm", days=days),),
    )
    return case.on_day(plan, case.local_day(last.at) + timedelta(days=days), days_more=1)
