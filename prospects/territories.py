"""Whose territory a lead lies in."""

from collections.abc import Iterable

from prospects.leads import NewProspect
from prospects.models import Campaign, Territory


def covered_by(
    territories: Iterable[Territory], new: NewProspect, campaign: Campaign | None
) -> frozenset[int]:
    """Return the keys of the reps who cover the lead; none if nobody does.

    The narrowest territory wins: one of the lead's campaign before one of all campaigns, then
    the longest start of a postal code, then a region before a whole country.
    """
    found: dict[tuple[bool, int, bool, bool], set[int]] = {}
    for one in territories:
        if _holds(one, new, campaign):
            narrow = (
                one.campaign_id is not None,
                len(one.postal_prefix),
                bool(one.region),
                bool(one.country),
            )
            found.setdefault(narrow, set()).add(one.rep_id)
    return frozenset(found[max(found)]) if found else frozenset()


def _holds(one: Territory, new: NewProspect, campaign: Campaign | None) -> bool:
    if one.campaign_id is not None and one.campaign_id != getattr(campaign, "pk", None):
        return False
    if one.country and one.country != (new.country or one.team.country):
        return False
    if one.region and one.region.casefold() != new.region.casefold():
        return False
    return plain_code(new.postal_code).startswith(plain_code(one.postal_prefix))


def plain_code(written: str) -> str:
    """Return a postal code as it is compared: in capitals, without spaces."""
    return "".join(written.upper().split())
