"""Letting the reminders of prospects rest: the plan stays, only the telling waits."""

from datetime import datetime

from django.db import transaction

from cadence import rules
from people.actors import Actor, as_columns
from prospects import queries
from prospects.models import PlanChange, Prospect


@transaction.atomic
def pause_prospect(
    *, prospect_id: int, until: datetime, reason: str, by: Actor, now: datetime
) -> Prospect:
    """Raise nothing about a prospect before `until`; its history says who wanted so, and why.

    Its next attempt stays as it is. With `until` in the past a pause that stands is lifted.
    """
    prospect = queries.locked(prospect_id, by=by)
    columns = as_columns(by)
    PlanChange.objects.create(
        prospect=prospect,
        kind=rules.ChangeKind.PAUSE.value,
        by=columns["user"],
        api_key=columns["api_key"],
        at=now,
        until=until,
        reason=reason,
        before={"cycle": prospect.cycle, "status": prospect.status},
    )
    prospect.paused_until = until if until > now else None
    if prospect.is_open and prospect.paused_until is None and prospect.nag_at is not None:
        prospect.nag_at = min(prospect.nag_at, now)
    prospect.save(update_fields=["paused_until", "nag_at"])
    return prospect


def wake_nags(*, team_id: int, owner_id: int | None, asleep_until: datetime, now: datetime) -> int:
    """Let what the scan put off to the end of a pause be looked at now; return how many.

    Those that rest for a reason of their own are put off again by the next scan.
    """
    rows = Prospect.objects.open().filter(team_id=team_id, nag_at=asleep_until)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    return rows.update(nag_at=now)
