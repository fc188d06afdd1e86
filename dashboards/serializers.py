"""The overdue board as the API tells it."""

from typing import Any

from dashboards.ages import Age
from dashboards.queries import Figures, Row, Totals
from prospects.serializers import next_attempt, when


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
        "promised": row.is_promise,
        "escalated_at": when(row.escalated_at),
        "recorded_at": when(row.recorded_at),
        "next_attempt": next_attempt(row.prospect),
    }
