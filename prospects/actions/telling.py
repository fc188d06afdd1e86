"""Telling of touches, and of prospects that they close, to whoever asked to be told."""

from datetime import datetime

from groundwork import events
from people.models import Team
from prospects.models import Prospect, Touch

_CLOSED = {
    Prospect.Status.WON: events.PROSPECT_WON,
    Prospect.Status.LOST: events.PROSPECT_LOST,
    Prospect.Status.DO_NOT_CONTACT: events.PROSPECT_OPTED_OUT,
}


def tell_touch(prospect: Prospect, touch: Touch, *, team: Team, at: datetime) -> None:
    """Tell of a touch that has just been logged on a prospect that was open until then."""
    rows = {"prospect": prospect.pk, "touch": touch.pk}
    events.tell(events.TOUCH_LOGGED, team=team, about=rows, at=at)
    if prospect.status in _CLOSED:
        closed = {"prospect": prospect.pk}
        events.tell(_CLOSED[Prospect.Status(prospect.status)], team=team, about=closed, at=at)
