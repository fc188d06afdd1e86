"""Times that leads ask for beside a promise, as the card shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from desk import clocks
from desk.queries.panel import zone_of
from prospects.models import AskedTime, Prospect

# So long a choice can be taken back on the card.
UNDO_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A time that is asked for, in the prospect's own time; `state` as it was settled."""

    public_id: UUID
    state: str
    asked: str
    stood: str
    source: str
    note: str


def asked_times(prospect: Prospect, *, now: datetime) -> Sequence[Asked]:
    """Return what the rep is to choose, and what was chosen a moment ago, in one statement."""
    settled = Q(settled_at__gt=now - UNDO_WITHIN)
    rows = AskedTime.objects.filter(
        Q(state=AskedTime.State.OPEN) | settled, prospect_id__in=prospect.keys_of_all
    )
    zone = zone_of(prospect)
    return [
        Asked(
            public_id=row.public_id,
            state=row.state,
            asked=clocks.moment(row.asked_at, now=now, zone=zone),
            stood=clocks.moment(row.stood_at, now=now, zone=zone),
            source=row.source,
            note=row.note,
        )
        for row in rows.order_by("asked_at")
    ]
