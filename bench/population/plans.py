"""The plan's columns: what the product's own rule makes of a history, and how far it was told."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bench.population import ranks
from bench.population.chance import World, dice, public_id
from bench.population.companies import Company
from bench.population.histories import History
from bench.population.rows import light
from cadence import rules
from cadence.calendars import rep_hours
from people.models import Team
from prospects.facts import gather, tallies
from prospects.models import Prospect
from reminders.models import Reminder

POLICY = rules.Policy()
# What the rule makes of these as the last touch, known without asking it.
CLOSED = {
    "won": rules.Closed(status="won", reasons=(rules.Reason(code="won", values={}),)),
    "lost": rules.Closed(status="lost", reasons=(rules.Reason(code="lost", values={}),)),
    "opted_out": rules.Closed(
        status="do_not_contact", reasons=(rules.Reason(code="company_refused", values={}),)
    ),
}
LightReminder = light(Reminder)


def plan(world: World, company: Company, history: History) -> list[Any]:
    """Write the plan and the tallies into the prospect; return the reminders already raised.

    The rule decides; the half-hour is picked by dice, nine o'clock more often than others,
    because a made-up team's diary is not asked.
    """
    prospect = company.prospect
    _stamp(company, history)
    closed = CLOSED.get(history.touches[-1].outcome) if history.touches else None
    if closed:
        _close(prospect, closed, history)
        return []
    facts = gather(
        prospect,
        touches=history.touches,
        changes=history.changes,
        contacts=company.contacts,
        policy=POLICY,
    )
    _set(world, prospect, rules.decide(facts))
    return list(_climb(world, prospect, team=prospect.team))


def _stamp(company: Company, history: History) -> None:
    """Write what follows from the history without any rule."""
    prospect, touches = company.prospect, history.touches
    prospect.recorded_at = history.recorded_at.replace(microsecond=0)
    written = [prospect.recorded_at, *(change.at for change in history.changes)]
    written += [entry.recorded_at for entry in touches[-1:]]
    prospect.updated_at = max(written)
    prospect.cycle = 1 + len(touches) + len(history.changes)
    for column, value in tallies(touches, attempts_before=0).items():
        setattr(prospect, column, value)
    for contact in company.contacts:
        contact.created_at = contact.updated_at = prospect.recorded_at
    if company.lead:
        company.lead.received_at = company.lead.judged_at = prospect.recorded_at


def _close(prospect: Any, decision: rules.Closed, history: History) -> None:
    last = history.touches[-1]
    prospect.status = decision.status
    prospect.closed_at = last.recorded_at
    prospect.lost_reason = last.details.get("reason", "")
    prospect.next_why = [reason.as_json() for reason in decision.reasons]


def _set(world: World, prospect: Any, decision: rules.NextAttempt) -> None:
    at, reasons = _place(world, prospect, decision)
    local = decision.calendar.local(at)
    prospect.status = Prospect.Status.OPEN.value
    prospect.next_attempt_at = at
    prospect.next_local_date = local.date()
    prospect.next_local_time = local.time()
    prospect.next_tz = decision.calendar.tz
    prospect.next_channel = decision.channel.value
    prospect.next_kind = decision.kind.value
    prospect.next_contact_id = decision.contact
    prospect.next_why = [reason.as_json() for reason in reasons]
    prospect.attempt_number = decision.attempt_number
    prospect.phase = decision.phase.value
    prospect.urgency = decision.urgency.value
    prospect.overdue_at = at + rules.grace(decision.urgency, POLICY)
    prospect.nag_at = at


def _place(
    world: World, prospect: Any, decision: rules.NextAttempt
) -> tuple[datetime, tuple[rules.Reason, ...]]:
    if decision.exact_at is not None:
        return decision.exact_at, decision.reasons
    slots = [
        (minute, at)
        for minute, at in decision.calendar.half_hours(decision.day)
        if decision.earliest <= at < decision.latest
    ]
    roll = dice(world, prospect.id, "slot")
    at_nine = [at for minute, at in slots if minute == 9 * 60]
    if at_nine and roll.random() < 0.4:
        at = at_nine[0]
    else:
        at = roll.choice(slots)[1] if slots else decision.earliest
    return at, (*decision.reasons, rules.Reason(code="good_hour", values={}))


# --- the ladder ------------------------------------------------------------------------------


def _climb(world: World, prospect: Any, *, team: Team) -> Iterator[Any]:
    """Move the prospect up its ladder as far as a scan had by now; yield the last rung told."""
    if prospect.next_attempt_at > world.at:
        return
    hours = rep_hours(tz=team.timezone, country=team.country)
    urgency = rules.Urgency(prospect.urgency)
    told, ahead = None, None
    for rung in _rungs(prospect.next_attempt_at, urgency, hours):
        if rung.at > world.at:
            ahead = rung
            break
        told = rung
    prospect.nag_level, prospect.nag_at = ahead.level, ahead.at
    recipients = [prospect.owner_id]
    if "manager" in told.tells:
        recipients.append(ranks.manager_id(team.pk))
    for place, recipient in enumerate(recipients):
        yield _reminder(world, prospect, told, recipient=recipient, place=place)


def _rungs(
    due_at: datetime, urgency: rules.Urgency, hours: rules.WorkingHours
) -> Iterator[rules.Rung]:
    first = rules.rungs(due_at, urgency=urgency, policy=POLICY, hours=hours)
    yield from first
    level = len(first)
    while True:
        yield rules.rung(level, due_at, urgency=urgency, policy=POLICY, hours=hours)
        level += 1


def _reminder(world: World, prospect: Any, rung: rules.Rung, *, recipient: int, place: int) -> Any:
    roll = dice(world, prospect.id, f"reminder {place}")
    raised_at = rung.at.astimezone(UTC)
    return LightReminder(
        id=prospect.id * 2 + place,
        public_id=public_id(roll, raised_at),
        prospect_id=prospect.id,
        cycle=prospect.cycle,
        level=rung.level,
        kind=Reminder.Kind(rung.name).value,
        recipient_id=recipient,
        due_at=rung.at,
        attempt_at=prospect.next_attempt_at,
        raised_at=raised_at,
        seen_at=raised_at if roll.random() < 0.5 else None,
    )
