"""The rows of the table about *later*: a maybe with its period or month, a lost one to revisit."""

from datetime import date, timedelta

from cadence.rules.answers import NextAttempt
from cadence.rules.case import Case, Plan
from cadence.rules.facts import TouchFact, because
from cadence.rules.hours import clamped_day
from cadence.rules.words import Channel, Firmness, Kind, Outcome, Phase

# --- row 8, and a lost prospect to revisit ------------------------------------------------------


def deferred(case: Case) -> NextAttempt | None:
    """Row 8: maybe in a while, or in a month: opened a little before it is over."""
    position = case.history.find(Outcome.MAYBE_LATER)
    if position < 0 or position != case.history.agreement:
        return None
    touch = case.history.touches[position]
    day, reason = _opening_day(case, touch)
    day = case.working_day(day)
    if case.history.tried_since(position, case.start_of(day)):
        case.chase_from = case.start_of(day)
        return None
    said_on = case.local_day(touch.at)
    meanwhile = _in_their_rhythm(case, before=day)
    if meanwhile is not None:
        return meanwhile
    plan = Plan(
        row=8,
        phase=Phase.DEFERRED,
        contact=touch.contact,
        reasons=(because(reason[0], **reason[1]),),
        keep_warm_on=_keep_warm_days(case, said_on, day),
    )
    return case.on_day(plan, day, days_more=1)


def _in_their_rhythm(case: Case, *, before: date) -> NextAttempt | None:
    """Return the keep-warm e-mail that a contact who set a rhythm gets before the opening."""
    last, contact = case.history.last, case.main_contact()
    if last is None or contact is None or contact.contact_every_days is None:
        return None
    days = min(contact.contact_every_days, 36_500)
    on = case.working_day(case.local_day(last.at) + timedelta(days=days))
    if on >= before:
        return None
    plan = Plan(
        row=8,
        kind=Kind.KEEP_WARM,
        phase=Phase.DEFERRED,
        contact=contact.key,
        channel=contact.preferred_channel or Channel.EMAIL,
        reasons=(because("keep_warm", days=days),),
    )
    return case.on_day(plan, on)


def _opening_day(case: Case, touch: TouchFact) -> tuple[date, tuple[str, dict[str, str | int]]]:
    policy, said_on = case.policy, case.local_day(touch.at)
    if touch.month is not None:
        month = clamped_day(touch.month)
        day = max(month.replace(day=policy.maybe_month_day), said_on + timedelta(days=1))
        return day, ("maybe_month", {"month": month.strftime("%Y-%m")})
    days = policy.maybe_days if touch.period_days is None else touch.period_days
    percent = {
        Firmness.PLAIN: policy.maybe_percent,
        Firmness.TIGHT: policy.maybe_tight_percent,
        Firmness.VAGUE: policy.maybe_vague_percent,
    }[Firmness.VAGUE if touch.period_days is None else touch.firmness]
    # A period of centuries would leave what a date can hold.
    after = max(min(days, 100_000) * percent // 100, 1)
    return said_on + timedelta(days=after), ("maybe", {"days": days, "after": after})


def _keep_warm_days(case: Case, said_on: date, day: date) -> tuple[date, ...]:
    """Return when to write meanwhile: monthly if the wait is long, never just before the call."""
    if (day - said_on).days <= case.policy.keep_warm_from_days:
        return ()
    step = timedelta(days=case.policy.keep_warm_days)
    days: list[date] = []
    on = said_on + step
    while len(days) < 12 and on + step / 2 < day:
        days.append(case.working_day(on))
        on += step
    return tuple(days)


def revisit(case: Case) -> NextAttempt | None:
    """Row 1's exception: lost, but with a day to come back to."""
    position = case.history.find(Outcome.LOST)
    if position < 0 or position != case.history.agreement:
        return None
    touch = case.history.touches[position]
    if touch.on is None:
        return None
    day = case.working_day(max(clamped_day(touch.on), case.local_day(touch.at)))
    if case.history.tried_since(position, case.start_of(day)):
        case.chase_from = case.start_of(day)
        return None
    plan = Plan(
        row=1,
        phase=Phase.NURTURE,
        contact=touch.contact,
        reasons=(because("revisit", on=touch.on.isoformat()),),
    )
    return case.on_day(plan, day, days_more=1)
