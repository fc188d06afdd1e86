"""Who is on the open prospect, as the card says it."""

from dataclasses import dataclass
from datetime import datetime

from desk import clocks
from people.models import User
from prospects.claims import claimant, may_end
from prospects.models import Prospect


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """`who` is on it until `until`, on the reader's clock; empty if nobody is.

    `stamp` is a short text that changes when somebody comes, goes or begins anew.
    """

    who: str
    is_mine: bool
    until: str
    may_end: bool
    stamp: str

    @property
    def state(self) -> str:
        return "mine" if self.is_mine else "other" if self.who else "free"


def claim_of(prospect: Prospect, *, rep: User, now: datetime) -> Claim:
    """Return the claim as `rep` sees it; no statement where the prospect was read with it."""
    there = claimant(prospect, now=now)
    if there is None or prospect.claimed_until is None:
        return Claim(who="", is_mine=False, until="", may_end=False, stamp="free")
    return Claim(
        who=str(there),
        is_mine=there.pk == rep.pk,
        until=clocks.hour(prospect.claimed_until, rep.timezone),
        may_end=may_end(prospect, by=rep),
        stamp=f"{there.pk}-{int(prospect.claimed_until.timestamp())}",
    )
