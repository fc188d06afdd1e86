"""What a webhook says: the event, when it was, and the rows that it is about as they were then."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from groundwork import events
from groundwork.events import Event
from intake.imports.models import Import
from intake.models import Lead
from prospects.models import Prospect, Touch
from prospects.serializers import next_attempt, when

# A receiver may refuse what is larger; nothing of ours comes near it but a long note.
_LONGEST_NOTE = 4_000


def bodies(event: Event) -> list[str]:
    """Return a body for each thing that the event happened to; what is gone meanwhile has none.

    A few statements, however many there are.
    """
    found = _READERS.get(event.name, _prospects)(event)
    return [written(event.name, at=event.at, data=data) for data in found]


def written(name: str, *, at: datetime, data: Mapping[str, Any]) -> str:
    """Return a body as Standard Webhooks has it: type, timestamp, data."""
    body = {"type": name, "timestamp": when(at), "data": data}
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False)


def _prospects(event: Event) -> list[dict[str, Any]]:
    rows = _by_key(event, "prospect")
    told = [(rows.get(each["prospect"]), each) for each in event.about]
    return [{"prospect": _prospect(row), **_plain(each)} for row, each in told if row is not None]


def _leads(event: Event) -> list[dict[str, Any]]:
    ids = [each["lead"] for each in event.about]
    leads = Lead.objects.filter(public_id__in=ids).defer("raw").select_related("prospect__owner")
    return [
        {
            "lead": {
                "id": str(lead.public_id),
                "url": f"/api/v1/leads/{lead.public_id}/",
                "source": lead.source,
                "external_id": lead.external_id,
            },
            "prospect": _prospect(lead.prospect),
        }
        for lead in leads.order_by("pk")
        if lead.prospect is not None
    ]


def _touches(event: Event) -> list[dict[str, Any]]:
    ids = [each["touch"] for each in event.about]
    rows = Touch.objects.filter(pk__in=ids).select_related("prospect__owner", "rep", "contact")
    return [
        {"touch": _touch(touch), "prospect": _prospect(touch.prospect)}
        for touch in rows.order_by("pk")
    ]


def _imports(event: Event) -> list[dict[str, Any]]:
    ids = [each["import"] for each in event.about]
    counts = ("rows", "created", "merged", "known", "suppressed", "refused")
    return [
        {
            "import": {
                "id": str(file.public_id),
                "name": file.name,
                **{name: getattr(file, name) for name in counts},
            }
        }
        for file in Import.objects.filter(pk__in=ids)
    ]


_READERS: dict[str, Callable[[Event], list[dict[str, Any]]]] = {
    events.LEAD_CREATED: _leads,
    events.TOUCH_LOGGED: _touches,
    events.IMPORT_FINISHED: _imports,
}


def _by_key(event: Event, name: str) -> dict[int, Prospect]:
    rows = Prospect.objects.filter(pk__in=[each[name] for each in event.about])
    return rows.select_related("owner").in_bulk()


def _plain(each: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in each.items() if name != "prospect"}


def _prospect(row: Prospect) -> dict[str, Any]:
    return {
        "id": str(row.public_id),
        "url": f"/api/v1/prospects/{row.public_id}/",
        "name": row.name,
        "status": row.status,
        "owner": row.owner.email,
        "attempts": row.attempts + row.attempts_before,
        "overdue_at": when(row.overdue_at),
        "next_attempt": next_attempt(row),
    }


def _touch(touch: Touch) -> dict[str, Any]:
    return {
        "id": str(touch.public_id),
        "occurred_at": when(touch.occurred_at),
        "recorded_at": when(touch.recorded_at),
        "channel": touch.channel,
        "direction": touch.direction,
        "outcome": touch.outcome,
        "attempt_number": touch.attempt_number,
        "contact": touch.contact.name if touch.contact else None,
        "rep": touch.rep.email if touch.rep else None,
        "note": touch.note[:_LONGEST_NOTE],
    }
