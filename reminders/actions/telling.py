"""Telling of attempts that became overdue or were escalated to whoever asked to be told."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from groundwork import events
from people.models import Team
from reminders.climbing import Climb
from reminders.models import Reminder

_EVENTS = {
    Reminder.Kind.NAG.value: events.ATTEMPT_OVERDUE,
    Reminder.Kind.ESCALATION.value: events.ATTEMPT_ESCALATED,
}
Rows = dict[int, Reminder]  # by prospect


def tell_climbs(climbs: Sequence[Climb], *, at: datetime) -> None:
    """Tell once a cycle of each attempt that became overdue, and of each escalation.

    No statement unless a team wants to know: who is told of a rung comes with their team.
    """
    raised: defaultdict[tuple[Team, str], Rows] = defaultdict(dict)
    for climb in climbs:
        for row in climb.reminders:
            if (name := _EVENTS.get(row.kind)) is not None:
                raised[row.recipient.team, name].setdefault(climb.move.prospect_id, row)
    for (team, name), rows in raised.items():
        if name not in team.wanted_events:
            continue
        first = _first_of_their_cycle(rows) if name == events.ATTEMPT_OVERDUE else rows
        about = [
            {"prospect": key, "level": row.level, "cycle": row.cycle}
            for key, row in sorted(first.items())
        ]
        events.tell(name, team=team, about=about, at=at)


def _first_of_their_cycle(rows: Rows) -> Rows:
    """Leave out what was nagged about before in the same cycle."""
    nags = Reminder.objects.filter(prospect__in=rows, kind=Reminder.Kind.NAG)
    told: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for key, cycle, level in nags.values_list("prospect_id", "cycle", "level"):
        told[key, cycle].append(level)
    return {
        key: row
        for key, row in rows.items()
        if min(told[key, row.cycle], default=row.level) >= row.level
    }
