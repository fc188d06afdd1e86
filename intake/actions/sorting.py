"""Which of many leads are new, which came before, and which must wait for an earlier one."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from groundwork.problems import Refused
from intake import queries
from intake.incoming import IncomingLead
from intake.models import KeyDefaults
from people.models import Team
from prospects.models import Campaign


@dataclass(frozen=True, kw_only=True)
class Read:
    """A lead at its place, with what it says, or why it cannot be read."""

    place: int
    raw: bytes
    incoming: IncomingLead | None = None
    problem: Refused | None = None
    source: str = ""
    identifiers: Sequence[tuple[str, str]] = ()

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of its body, by which one that failed is found when it comes again."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def told(self) -> IncomingLead:
        if self.incoming is None:
            raise ValueError("This lead could not be read.")
        return self.incoming


@dataclass(slots=True, kw_only=True)
class Pile:
    """Leads by what is to be done with them, each in the order in which they came.

    `known` carry the answer that was given before. `alone` are about a company that is there
    already or that an earlier lead of the same pile is about, or need a closer look.
    """

    new: list[Read] = field(default_factory=list)
    known: list[tuple[Read, dict[str, Any]]] = field(default_factory=list)
    refused: list[Read] = field(default_factory=list)
    alone: list[Read] = field(default_factory=list)
    campaigns: dict[str, Campaign] = field(default_factory=dict)

    def knows_campaign(self, incoming: IncomingLead) -> bool:
        return not incoming.campaign or incoming.campaign in self.campaigns

    def campaign_of(self, incoming: IncomingLead, defaults: KeyDefaults | None) -> Campaign | None:
        if incoming.campaign:
            return self.campaigns[incoming.campaign]
        return defaults.campaign if defaults else None


def sort(reads: Sequence[Read], *, team: Team, defaults: KeyDefaults | None) -> Pile:
    """Sort leads by what is to be done with them, in five statements however many they are."""
    pile = Pile(refused=[read for read in reads if read.problem])
    readable = [read for read in reads if read.incoming]
    told = [read.told for read in readable]
    pile.campaigns = queries.campaigns_named({one.campaign for one in told} - {""}, team=team)
    colleagues = queries.colleagues({one.assign_to.lower() for one in told} - {""}, team=team)
    before = queries.settled_before(
        {(read.source, read.told.external_id) for read in readable if read.told.external_id},
        team=team,
    )
    failed = queries.failed_before({read.digest for read in readable}, team=team)
    taken = queries.taken(_all_identifiers(readable), team=team)
    for read in readable:
        name = (read.source, read.told.external_id)
        first = before.get(name) if read.told.external_id else None
        if first is not None and first.fingerprint == read.told.fingerprint:
            pile.known.append((read, first.answer))
            continue
        can_be_new = (
            taken.isdisjoint(read.identifiers)
            and (not read.told.external_id or name not in before)
            and read.digest not in failed
            and pile.knows_campaign(read.told)
            and (not read.told.assign_to or read.told.assign_to.lower() in colleagues)
        )
        (pile.new if can_be_new else pile.alone).append(read)
        taken.update(read.identifiers)
        if read.told.external_id:
            before.setdefault(name, queries.Before(fingerprint="", answer={}))
    return pile


def _all_identifiers(readable: Iterable[Read]) -> set[tuple[str, str]]:
    return {pair for read in readable for pair in read.identifiers}
