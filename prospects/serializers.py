"""Prospects, touches and queues as the API tells and takes them."""

from datetime import UTC, datetime
from typing import Any

from rest_framework import serializers

from cadence import rules
from groundwork.fields import Instant, Line, OneOf, Prose
from prospects import queries
from prospects.models import Contact, Prospect, Touch

LOGGED = tuple(outcome.value for outcome in rules.Outcome if outcome is not rules.Outcome.VOID)


class TouchIn(serializers.Serializer):
    """A touch to log. `details` carries what its outcome needs, such as `{"period_days": 60}`."""

    outcome = OneOf(among=LOGGED, required=True)
    channel = OneOf(among=tuple(rules.Channel), required=False)
    direction = OneOf(among=tuple(rules.Direction), required=False)
    occurred_at = Instant(required=False)
    promised_at = Instant(required=False)
    contact = serializers.UUIDField(required=False, allow_null=True, default=None)
    rep = Line(longest=254, required=False)
    note = Prose(longest=10_000, required=False)
    hook = Prose(longest=1_000, required=False)
    own_number = Line(longest=20, required=False)
    details = serializers.DictField(required=False, default=dict)
    submission_id = serializers.UUIDField(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        unknown = sorted(set(self.initial_data) - set(self.fields))
        if unknown:
            raise serializers.ValidationError(
                {
                    name: serializers.ErrorDetail("Unknown field.", code="unknown")
                    for name in unknown
                }
            )
        return attrs


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


def contact_out(contact: Contact) -> dict[str, Any]:
    return {
        "id": str(contact.public_id),
        "name": contact.name,
        "title": contact.title,
        "role": contact.role,
        "email": contact.email,
        "phone": contact.phone,
        "mobile": contact.mobile,
        "linkedin": contact.linkedin,
        "best_time": contact.best_time,
        "preferred_channel": contact.preferred_channel,
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
