"""The overdue board as the API tells it."""

from typing import Any

from dashboards.ages import Age
from dashboards.queries import Figures, Row, Totals
from groundwork.openapi import (
    AT,
    EMAIL,
    ON,
    TEXT,
    WHOLE,
    YES,
    many,
    maybe,
    page_of,
    record,
    words,
)
from prospects.serializers import next_attempt, shapes, when
from reminders.models import Word

_COUNTS = {
    "overdue": WHOLE,
    "while_away": WHOLE,
    "by_age": {
        "type": "object",
        "required": [age.value for age in Age],
        "properties": {age.value: WHOLE for age in Age},
        "additionalProperties": False,
    },
    "oldest_overdue_at": maybe(AT),
    "promises_broken": WHOLE,
    "new_leads": WHOLE,
    "oldest_lead_at": maybe(AT),
    "snoozed": WHOLE,
    "left_today": WHOLE,
    "done_today": WHOLE,
}
_REP = record(
    "OverdueOfRep",
    "One rep's figures. `capacity_today` is how many attempts fit into their day.",
    rep=maybe(EMAIL),
    name=TEXT,
    away_until=maybe(ON),
    capacity_today=maybe(WHOLE),
    **_COUNTS,
)
_ROW = record(
    "OverdueRow",
    "One prospect that waits. `working_days` are those that its rep worked since.",
    prospect=shapes.PROSPECT_REF,
    person=TEXT,
    rep=maybe(EMAIL),
    overdue_at=maybe(AT),
    age=maybe(words(Age)),
    working_days=maybe(WHOLE),
    was_away=YES,
    promised=YES,
    escalated_at=maybe(AT),
    answered=maybe(words(Word.Kind)),
    recorded_at=AT,
    next_attempt=maybe(shapes.NEXT_ATTEMPT),
)


def _overdue() -> dict[str, Any]:
    page = page_of(_ROW)
    whole = {"reps": many(_REP), "totals": record("OverdueTotals", **_COUNTS)}
    return {
        **page,
        "required": [*whole, *page["required"]],
        "properties": {**whole, **page["properties"]},
    }


OVERDUE = _overdue()


def rep_out(figures: Figures) -> dict[str, Any]:
    return {
        "rep": figures.rep.email or None,
        "name": figures.rep.name,
        "away_until": figures.rep.away_until.isoformat() if figures.rep.away_until else None,
        "capacity_today": figures.capacity,
        **_counts(figures),
    }


def totals_out(totals: Totals) -> dict[str, Any]:
    return _counts(totals)


def _counts(counted: Figures | Totals) -> dict[str, Any]:
    return {
        "overdue": counted.overdue_in_all,
        "by_age": {age.value: counted.overdue[age] for age in Age},
        "oldest_overdue_at": when(counted.oldest_overdue_at),
        "while_away": counted.while_away,
        "promises_broken": counted.promises_broken,
        "new_leads": counted.new_leads,
        "oldest_lead_at": when(counted.oldest_lead_at),
        "snoozed": counted.snoozed,
        "left_today": counted.left_today,
        "done_today": counted.done_today,
    }


def row_out(row: Row) -> dict[str, Any]:
    return {
        "prospect": {
            "id": str(row.public_id),
            "url": f"/api/v1/prospects/{row.public_id}/",
            "name": row.name,
        },
        "person": row.person,
        "rep": row.owner.email or None,
        "overdue_at": when(row.overdue_at),
        "age": row.age.value if row.age else None,
        "working_days": row.working_days,
        "was_away": row.was_away,
        "promised": row.is_promise,
        "escalated_at": when(row.escalated_at),
        "answered": row.answered or None,
        "recorded_at": when(row.recorded_at),
        "next_attempt": next_attempt(row.prospect),
    }
