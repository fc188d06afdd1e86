"""Who is on a prospect just now: the others can look, and wait with logging."""

from datetime import datetime, timedelta

from people.actors import Actor
from people.models import User
from prospects.models import Prospect

CLAIM_LASTS = timedelta(hours=2)


def claimant(prospect: Prospect, *, now: datetime) -> User | None:
    """Return who is on the open prospect at `now`; None if nobody is, or for too long."""
    until = prospect.claimed_until
    if until is None or until <= now or not prospect.is_open:
        return None
    return prospect.claimed_by


def other_claimant(prospect: Prospect, *, by: Actor, now: datetime) -> User | None:
    """Return who else than the person `by` is on it. Programs tell of calls of others: None."""
    there = claimant(prospect, now=now)
    return there if there is not None and isinstance(by, User) and there.pk != by.pk else None


def may_end(prospect: Prospect, *, by: User) -> bool:
    """Whether `by` may end the claim: who made it, whose prospect it is, and who leads."""
    return by.leads_team or by.pk in {prospect.claimed_by_id, prospect.owner_id}
