"""Which of the team's own numbers to call a prospect from."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from cadence import rules
from people.models import OwnNumber
from prospects.models import Prospect, Touch


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNumbers:
    """The numbers of the team that a prospect may be called from, and the one to propose."""

    all: Sequence[OwnNumber]
    proposed: rules.NumberChoice


def numbers_of(prospect: Prospect) -> list[str]:
    """Return every number that the team of `prospect` owns, those no longer proposed too."""
    rows = OwnNumber.objects.filter(team=prospect.team_id)
    return list(rows.values_list("number", flat=True))


def own_numbers(prospect: Prospect) -> OwnNumbers | None:
    """Return the team's own numbers, in one statement; None where it has none.

    Proposed is the one that this prospect was called from least recently, a local one first.
    """
    calls = Touch.objects.filter(
        prospect_id__in=prospect.keys_of_all, own_number=OuterRef("number")
    ).order_by("-occurred_at")
    rows = OwnNumber.objects.active().filter(team=prospect.team_id)
    numbers = list(
        rows.annotate(used_at=Subquery(calls.values("occurred_at")[:1])).order_by("number")
    )
    proposed = rules.own_number(
        [
            rules.NumberFact(
                number=one.number, country=one.country, region=one.region, used_at=one.used_at
            )
            for one in numbers
        ],
        country=prospect.country or prospect.team.country,
        region=prospect.region,
    )
    return OwnNumbers(all=numbers, proposed=proposed) if proposed else None
