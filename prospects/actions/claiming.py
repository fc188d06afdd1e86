"""Claiming a prospect while somebody is on it, and letting it go.

A claim keeps others from logging, never the clock from running: what is due stays due, and is
reminded of and escalated as ever.
"""

from datetime import datetime

from django.db.models import Q

from people.models import User
from prospects.claims import CLAIM_LASTS, may_end
from prospects.models import Prospect


class CannotEndClaim(Exception):
    """The message is fit to show to whoever asked."""


def claim(*, prospect_id: int, by: User, now: datetime) -> bool:
    """Put `by` on an open prospect for `CLAIM_LASTS`; return whether nobody else is on it.

    Of many at once one succeeds: the row is taken only as long as it is free. Whatever else
    `by` was on is let go. Repeating it begins the time anew.
    """
    free = Q(claimed_by=None) | Q(claimed_by=by) | Q(claimed_until__lte=now)
    rows = Prospect.objects.visible_to(by).open().filter(pk=prospect_id)
    # One statement each, in no common transaction: two who change places cannot lock each
    # other out.
    taken = rows.filter(free).update(claimed_by=by, claimed_until=now + CLAIM_LASTS)
    if taken:
        before = Prospect.objects.filter(claimed_by=by).exclude(pk=prospect_id)
        before.update(claimed_by=None, claimed_until=None)
    return bool(taken)


def end_claim(*, prospect: Prospect, by: User, now: datetime) -> bool:
    """Let go of the claim that stands on `prospect` as it was read; return whether it did.

    Nothing happens where nobody is on it, or somebody else by now.

    :raises CannotEndClaim: unless `by` made it, owns the prospect or leads the team
    """
    if prospect.claimed_by_id is None:
        return False
    if not may_end(prospect, by=by):
        raise CannotEndClaim("Ask them, the rep of this prospect or a manager to let go of it.")
    rows = Prospect.objects.visible_to(by).filter(pk=prospect.pk)
    stands = rows.filter(claimed_by=prospect.claimed_by_id)
    return bool(stands.update(claimed_by=None, claimed_until=None))
