"""Rows turned into the facts that the rule decides from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from cadence import rules
from cadence.calendars import calling_calendar, zones_for
from cadence.exceptions import own_rules
from cadence.models import Policy
from prospects.models import Contact, PlanChange, Prospect, Touch

# What the rule needs of a touch, and no more: a note of 10,000 characters stays where it is.
TOUCH_COLUMNS = (
    "id",
    "occurred_at",
    "recorded_at",
    "channel",
    "direction",
    "outcome",
    "contact_id",
    "rep_id",
    "planned_for",
    "promised_at",
    "details",
    "corrects_id",
    "submission_id",
    "attempt_number",
)


# Found in a table: most of what planning many costs is making facts of their touches.
_CHANNELS = {one.value: one for one in rules.Channel}
_OUTCOMES = {one.value: one for one in rules.Outcome}
_DIRECTIONS = {one.value: one for one in rules.Direction}


def standing(rows: Iterable[Touch]) -> list[Touch]:
    """Return the touches that still count: neither taken back, nor the taking back itself."""
    rows = list(rows)
    replaced = {row.corrects_id for row in rows if row.corrects_id is not None}
    return [row for row in rows if row.pk not in replaced and row.outcome != rules.Outcome.VOID]


def touch_fact(touch: Touch) -> rules.TouchFact:
    return rules.TouchFact(
        key=touch.pk or 0,
        at=touch.occurred_at,
        # An entry that came with the lead went by no channel; the rule passes over it anyway.
        channel=_CHANNELS[touch.channel or rules.Channel.EMAIL],
        outcome=_OUTCOMES[touch.outcome],
        direction=_DIRECTIONS[touch.direction],
        contact=touch.contact_id,
        rep=touch.rep_id,
        planned_for=touch.planned_for,
        promised_at=touch.promised_at,
        **(_told(touch.details) if touch.details else {}),
    )


def _told(details: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the outcome carried, in the rule's own values."""
    return {
        "period_days": details.get("period_days"),
        "firmness": rules.Firmness(details.get("firmness", rules.Firmness.PLAIN)),
        "month": _day(f"{details['month']}-01") if "month" in details else None,
        "until": _day(details.get("until")),
        "on": _day(details.get("on") or details.get("revisit_on")),
        "promised_on": _day(details.get("promised_on")),
        "best_time": rules.BestTime.understood(details.get("best_time", "")),
        "opt_out_channel": rules.Channel(details["channel"]) if "channel" in details else None,
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def contact_fact(contact: Contact, *, key: int) -> rules.ContactFact:
    """Return what the rule knows of a person. `key` stands for them in its answer."""
    return rules.ContactFact(
        key=key,
        role=rules.Role(contact.role),
        has_phone=bool(contact.phone or contact.mobile),
        has_email=bool(contact.email),
        opted_out=frozenset(rules.Channel(channel) for channel in contact.opted_out_channels),
        opted_out_altogether=contact.opted_out_at is not None,
        best_time=rules.BestTime.understood(contact.best_time) if contact.best_time else None,
        preferred_channel=(
            rules.Channel(contact.preferred_channel) if contact.preferred_channel else None
        ),
        contact_every_days=contact.contact_every_days,
        left=contact.left_at is not None,
        tz=contact.timezone or None,
    )


def change_fact(change: PlanChange) -> rules.ChangeFact:
    return rules.ChangeFact(
        key=change.pk or 0, at=change.at, kind=rules.ChangeKind(change.kind), until=change.until
    )


def stable_key(prospect: Prospect) -> int:
    """Return the number by which this prospect spreads among others: the same for ever."""
    return prospect.public_id.int & 0x7FFF_FFFF_FFFF_FFFF


def called_zones(prospect: Prospect, contacts: Sequence[Contact]) -> tuple[str, ...]:
    """Return the zones in which they may be: the contact's, the number's, the company's."""
    first = contacts[0] if contacts else None
    return zones_for(
        contact_tz=(first.timezone if first else "") or prospect.timezone,
        phone_e164=(first.phone_e164 or first.mobile_e164 if first else "") or prospect.phone_e164,
        country=prospect.country,
        region=prospect.region,
        otherwise=prospect.team.timezone,
    )


def calendar_of(prospect: Prospect, contacts: Sequence[Contact]) -> rules.Calendar:
    """Return when they may be called, with what the team keeps to of its own."""
    return calling_calendar(
        tz=called_zones(prospect, contacts),
        country=prospect.country or prospect.team.country,
        region=prospect.region,
        own=own_rules(prospect.team.calling_rules),
    )


def gather(
    prospect: Prospect,
    *,
    touches: Sequence[Touch],
    changes: Sequence[PlanChange],
    contacts: Sequence[Contact],
    policy: rules.Policy,
) -> rules.Facts:
    """Return everything that `rules.decide` may know of `prospect`. Asks the database nothing.

    Contacts that have no key of their own yet stand as 1, 2, 3 … in their order.
    """
    known = tuple(
        touch_fact(touch) for touch in standing(touches) if touch.outcome != rules.Outcome.NOTED
    )
    return rules.Facts(
        key=stable_key(prospect),
        recorded_at=prospect.recorded_at.astimezone(UTC),
        hand_raiser=prospect.hand_raiser,
        touches=known,
        changes=tuple(change_fact(change) for change in changes),
        contacts=tuple(
            contact_fact(contact, key=contact.pk or place)
            for place, contact in enumerate(contacts, start=1)
        ),
        calendar=calendar_of(prospect, contacts),
        policy=policy,
        project_on=prospect.project_on,
        promised_at=prospect.promised_at,
        promised_kind=rules.Kind(prospect.promised_kind or rules.Kind.ATTEMPT),
        promised_given_at=prospect.promised_given_at,
        attempts_before=prospect.attempts_before,
        last_touch_before_at=prospect.last_touch_before_at,
        # Not the prospect's cycle, which an undo moves on: without that touch, the same half-hour.
        cycle=1 + len(known) + len(changes),
        company_phone=bool(prospect.phone),
        no_voicemail=prospect.no_voicemail,
    )


def policy_of(prospect: Prospect) -> tuple[rules.Policy, Policy | None]:
    """Return the numbers that hold for `prospect` and the stored version they come from.

    The campaign's policy if it has one, else the team's newest, else the rule's defaults.
    """
    row = prospect.campaign.policy if prospect.campaign_id and prospect.campaign else None
    if row is None:
        row = _team_policy(prospect)
    return (row.as_rules() if row else rules.DEFAULT_POLICY), row


def _team_policy(prospect: Prospect) -> Policy | None:
    """Return the team's newest policy. Many a prospect was read with the public id of it."""
    if not hasattr(prospect, "team_policy"):
        return Policy.objects.current(team_id=prospect.team_id).first()
    return policy_version(prospect.team_policy) if prospect.team_policy else None


@lru_cache(maxsize=1_000)
def policy_version(public_id: UUID) -> Policy:
    """Return one version of a policy. No version ever changes, so it is read once a process."""
    return Policy.objects.get(public_id=public_id)


def tallies(touches: Sequence[Touch], *, attempts_before: int) -> dict[str, Any]:
    """Return the prospect's tallies, recounted from its touches."""
    counted = sorted(
        (row for row in standing(touches) if row.outcome != rules.Outcome.NOTED),
        key=lambda row: (row.occurred_at, row.pk or 0),
    )
    reached = next((row for row in counted if rules.Outcome(row.outcome).reached_them), None)
    return {
        "attempts": sum(row.attempt_number is not None for row in counted),
        "touches_count": len(counted),
        "first_touch_at": _at(counted[:1]),
        "last_touch_at": _at(counted[-1:]),
        "reached_at": _at([reached] if reached else []),
        "reached_on_attempt": reached.attempt_number if reached else None,
    }


def _at(rows: Sequence[Touch]) -> datetime | None:
    return rows[0].occurred_at if rows else None
