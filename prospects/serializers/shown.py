"""Prospects, touches and queues as the API tells them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from cadence import rules
from cadence.models import Policy
from people.models import User
from prospects import queries
from prospects.models import Campaign, Contact, Prospect, Touch

PRIORITIES = {
    "low": Prospect.Priority.LOW,
    "normal": Prospect.Priority.NORMAL,
    "high": Prospect.Priority.HIGH,
}
_PRIORITY_WORDS = {int(number): word for word, number in PRIORITIES.items()}
INTELLIGENCE = (
    "environment",
    "pain_points",
    "purchase_plans",
    "timeframe",
    "budget",
    "decision_process",
)


def when(at: datetime | None) -> str | None:
    """Return an instant as the API writes it: ISO 8601 in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def next_attempt(prospect: Prospect) -> dict[str, Any] | None:
    """Return the next attempt with its reasons as sentences, or None for a closed prospect."""
    if prospect.next_attempt_at is None:
        return None
    return {
        "at": when(prospect.next_attempt_at),
        "channel": prospect.next_channel,
        "kind": prospect.next_kind,
        "attempt_number": prospect.attempt_number,
        "reasons": [queries.sentence(prospect)],
        "codes": [reason.code for reason in prospect.reasons()],
        "local": f"{prospect.next_local_date} {prospect.next_local_time:%H:%M}",
        "timezone": prospect.next_tz,
    }


def prospect_out(prospect: Prospect) -> dict[str, Any]:
    return {
        "id": str(prospect.public_id),
        "url": f"/api/v1/prospects/{prospect.public_id}/",
        "name": prospect.name,
        "status": prospect.status,
        "owner": prospect.owner.email,
        "campaign": prospect.campaign.slug if prospect.campaign else None,
        "source": prospect.source,
        "phone": prospect.phone,
        "website": prospect.website,
        "country": prospect.country,
        "city": prospect.city,
        "phase": prospect.phase,
        "attempts": prospect.attempts,
        "overdue_at": when(prospect.overdue_at),
        "next_attempt": next_attempt(prospect),
        "last_touch_at": when(prospect.last_touch_at),
        "recorded_at": when(prospect.recorded_at),
        "updated_at": when(prospect.updated_at),
    }


def prospect_in_full(prospect: Prospect, contacts: Sequence[Contact]) -> dict[str, Any]:
    """Return everything that the API tells of one prospect; it is what its ETag is about."""
    merged_into = prospect.merged_into
    return {
        **prospect_out(prospect),
        "region": prospect.region,
        "postal_code": prospect.postal_code,
        "address_line1": prospect.address_line1,
        "timezone": prospect.timezone,
        "industry": prospect.industry,
        "size": prospect.size,
        "priority": _PRIORITY_WORDS[prospect.priority],
        "intelligence": {name: getattr(prospect, name) for name in INTELLIGENCE},
        "hook": prospect.hook,
        "project_start": _on(prospect.project_on),
        "value": value_out(prospect),
        "no_voicemail": prospect.no_voicemail,
        "custom": prospect.custom,
        "closed_at": when(prospect.closed_at),
        "lost_reason": prospect.lost_reason,
        "revisit_on": _on(prospect.revisit_on),
        "merged_into": str(merged_into.public_id) if merged_into else None,
        "contacts": [contact_out(contact) for contact in contacts],
    }


def value_out(prospect: Prospect) -> dict[str, str] | None:
    if prospect.value_amount is None:
        return None
    return {"amount": str(prospect.value_amount), "currency": prospect.value_currency}


def _on(day: date | None) -> str | None:
    return day.isoformat() if day else None


def contact_out(contact: Contact) -> dict[str, Any]:
    """Return a person. Telephone numbers stand as they were written."""
    return {
        "id": str(contact.public_id),
        "url": f"/api/v1/contacts/{contact.public_id}/",
        "name": contact.name,
        "title": contact.title,
        "role": contact.role,
        "email": contact.email,
        "phone": contact.phone,
        "mobile": contact.mobile,
        "linkedin": contact.linkedin,
        "timezone": contact.timezone,
        "best_time": contact.best_time,
        "preferred_channel": contact.preferred_channel,
        "contact_every_days": contact.contact_every_days,
        "birthday": _on(contact.birthday),
        "no_voicemail": contact.no_voicemail,
        "opted_out": contact.opted_out_at is not None,
        "opted_out_channels": contact.opted_out_channels,
        "left_at": when(contact.left_at),
        "updated_at": when(contact.updated_at),
    }


def campaign_out(campaign: Campaign) -> dict[str, Any]:
    """Return a campaign. Leads name it by its `slug`."""
    return {
        "id": str(campaign.public_id),
        "url": f"/api/v1/campaigns/{campaign.public_id}/",
        "slug": campaign.slug,
        "name": campaign.name,
        "asked_us": campaign.asked_us,
        "policy": campaign.policy.name if campaign.policy else None,
        "opening": str(campaign.opening.public_id) if campaign.opening else None,
        "is_active": campaign.is_active,
        "created_at": when(campaign.created_at),
    }


def policy_out(policy: Policy, *, newest: int) -> dict[str, Any]:
    """Return a version of a policy with all of its numbers; `newest` is the one that holds."""
    return {
        "id": str(policy.public_id),
        "url": f"/api/v1/policies/{policy.public_id}/",
        "name": policy.name,
        "version": policy.version,
        "is_current": policy.version == newest,
        "numbers": policy.as_rules().as_numbers(),
        "created_by": policy.created_by.email if policy.created_by else None,
        "created_at": when(policy.created_at),
    }


def person_out(user: User) -> dict[str, Any]:
    """Return somebody of the team. `hours` are minutes of the day by weekday (Monday is 0)."""
    return {
        "id": str(user.public_id),
        "url": f"/api/v1/users/{user.public_id}/",
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "is_active": user.is_active,
        "timezone": user.timezone,
        "hours": user.hours,
        "capacity_per_day": user.capacity_per_day,
        "capacity_per_half_hour": user.capacity_per_half_hour,
        "cover": user.cover.email if user.cover else None,
    }


def touch_out(touch: Touch) -> dict[str, Any]:
    return {
        "id": str(touch.public_id),
        "prospect": str(touch.prospect.public_id),
        "occurred_at": when(touch.occurred_at),
        "recorded_at": when(touch.recorded_at),
        "planned_for": when(touch.planned_for),
        "channel": touch.channel,
        "direction": touch.direction,
        "outcome": touch.outcome,
        "promised_at": when(touch.promised_at),
        "attempt_number": touch.attempt_number,
        "details": touch.details,
        "note": touch.note,
        "hook": touch.hook,
        "rep": touch.rep.email if touch.rep else None,
        "corrects": str(touch.corrects.public_id) if touch.corrects else None,
    }


def queue_row_out(row: queries.QueueRow) -> dict[str, Any]:
    return {
        "prospect": {
            "id": str(row.public_id),
            "url": f"/api/v1/prospects/{row.public_id}/",
            "name": row.name,
        },
        "person": row.person,
        "section": row.section.value,
        "next_attempt": {
            "at": when(row.next_attempt_at),
            "channel": row.channel,
            "kind": row.kind,
            "attempt_number": row.attempt_number,
            "reasons": [
                rules.sentence(
                    row.reasons,
                    at=row.next_attempt_at,
                    tz=str(row.local_at.tzinfo),
                    channel=rules.Channel(row.channel),
                )
            ],
            "codes": [reason.code for reason in row.reasons],
        },
        "why": row.why,
        "is_due": row.is_due,
        "is_overdue": row.is_overdue,
    }
