"""The playbook's pages: what the team says at each moment, filled for a real prospect."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from desk.queries.panel import spoken_facts
from people.models import User
from playbook import defaults
from playbook import queries as playbook
from playbook.filling import SpokenFacts, fill, unknown_fields
from playbook.models import Script
from prospects import queries as prospects
from prospects.models import Prospect

MERGE_FIELDS = [one.name for one in fields(SpokenFacts)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """On whom words are tried: the next prospect of whoever looks, else the team's newest."""

    name: str
    facts: SpokenFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The words of one moment, filled; `is_own` if the team wrote them."""

    moment: str
    title: str
    words: str
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """Words as they would be said, and which merge fields nothing fills."""

    words: str
    unknown: Sequence[str]


def sample(user: User, *, now: datetime) -> Sample:
    """Return whom to try words on, in a few statements."""
    rows = Prospect.objects.visible_to(user).open().select_related("team", "owner")
    mine = rows.filter(owner=user).order_by("next_attempt_at", "id")
    prospect = mine.first() or rows.order_by("-id").first()
    if prospect is None:
        name = str(user)
        nobody = SpokenFacts(rep=name, rep_first_name=name.split()[0], team=user.team.name)
        return Sample(name="", facts=nobody)
    card = prospects.card(prospect, now=now)
    return Sample(name=prospect.name, facts=spoken_facts(card, rep=user, now=now))


def said(user: User, facts: SpokenFacts) -> list[Said]:
    """Return the team's words for every moment; one statement."""
    words = playbook.scripts(user.team)
    return [
        Said(
            moment=moment.value,
            title=moment.label,
            words=fill(words[moment], facts),
            is_own=words[moment] != defaults.SCRIPTS[moment],
        )
        for moment in Script.Moment
    ]


def tried(words: str, facts: SpokenFacts) -> Tried:
    """Return `words` as they would be said."""
    return Tried(words=fill(words, facts), unknown=unknown_fields(words))
