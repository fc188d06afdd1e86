"""What happened, told to whoever asked to be told, in the transaction in which it happened.

Rooms tell; they do not know who listens. `settings.EVENT_LISTENERS` names the listeners by
dotted path: `listener(event)`. A listener writes rows and calls nobody: it is part of the act.

A team carries the names of the events that somebody wants (`Team.wanted_events`). It comes along
with whoever acts, so that an event that nobody wants costs no statement, and one that is wanted
from now on is told from the next request on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

LEAD_CREATED = "lead.created"
TOUCH_LOGGED = "touch.logged"
ATTEMPT_OVERDUE = "attempt.overdue"
ATTEMPT_ESCALATED = "attempt.escalated"
PROSPECT_WON = "prospect.won"
PROSPECT_LOST = "prospect.lost"
PROSPECT_OPTED_OUT = "prospect.do_not_contact"
IMPORT_FINISHED = "import.finished"

# name -> what happened, as it is offered to whoever chooses.
EVENTS = {
    LEAD_CREATED: "A lead came in and became a new prospect",
    TOUCH_LOGGED: "A touch was logged",
    ATTEMPT_OVERDUE: "An attempt became overdue",
    ATTEMPT_ESCALATED: "An overdue attempt was escalated",
    PROSPECT_WON: "A prospect was won",
    PROSPECT_LOST: "A prospect was lost",
    PROSPECT_OPTED_OUT: "A prospect asked not to be contacted",
    IMPORT_FINISHED: "A file of leads was taken in",
}


class Wanting(Protocol):
    """A team, as far as events go."""

    pk: Any
    wanted_events: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One kind of thing that happened at `at`, perhaps to many: `about` has keys of rows by
    what they are, such as `{"prospect": 17, "touch": 4}`."""

    name: str
    team_id: int
    at: datetime
    about: tuple[Mapping[str, Any], ...]


def tell(
    name: str,
    *,
    team: Wanting,
    about: Mapping[str, Any] | Iterable[Mapping[str, Any]],
    at: datetime,
) -> None:
    """Tell of what happened to one or to many. Does nothing, and asks nothing, if nobody of the
    team wants to know."""
    if name not in team.wanted_events:
        return
    many = (about,) if isinstance(about, Mapping) else tuple(about)
    if not many:
        return
    event = Event(name=name, team_id=team.pk, at=at, about=many)
    for path in settings.EVENT_LISTENERS:
        import_string(path)(event)
