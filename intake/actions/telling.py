"""Telling of new prospects that leads became, to whoever asked to be told."""

from collections.abc import Sequence
from datetime import datetime

from groundwork import events
from intake.models import Lead
from people.models import Team

# A file's leads are told of together, when the file is done.
BY_FILE = "csv"


def tell_created(leads: Sequence[Lead], *, team: Team, at: datetime) -> None:
    """Tell of each of `leads` that became a new prospect. They must be stored by now."""
    # By their public ids: leads stored many at once do not know their keys.
    about = [
        {"lead": str(lead.public_id)}
        for lead in leads
        if lead.fate == Lead.Fate.CREATED and lead.via != BY_FILE
    ]
    events.tell(events.LEAD_CREATED, team=team, about=about, at=at)
