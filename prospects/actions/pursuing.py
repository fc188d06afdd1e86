"""A prospect that somebody of the team, or a program of theirs, sets down by hand."""

from datetime import datetime

from django.db import IntegrityError, transaction

from people.actors import Actor
from people.models import User
from prospects import queries
from prospects.actions.opening import choose_owner, open_prospect
from prospects.leads import NewProspect
from prospects.models import Campaign, Prospect


class PursuedAlready(Exception):
    """It is there already. `matched_on` says by which identifiers, the message where it is."""

    def __init__(self, prospect: Prospect | None, matched_on: list[str]) -> None:
        there = f"{prospect.name}, {prospect.public_id}" if prospect else "another prospect"
        by = ", ".join(matched_on) or "an identifier"
        super().__init__(f"It is there already, by its {by}: {there}.")
        self.prospect = prospect
        self.matched_on = matched_on


@transaction.atomic
def pursue(
    *,
    new: NewProspect,
    by: Actor,
    now: datetime,
    owner: User | None = None,
    campaign: Campaign | None = None,
) -> Prospect:
    """Open a prospect in the team of `by`, with its first next attempt.

    Unlike a pushed lead it is merged into nothing. Without an `owner` a person takes it
    themselves; a key's goes to whose turn it is.

    :raises PursuedAlready: if an identifier is known already; nothing is written
    :raises CannotAssign: if the team has nobody to work it
    """
    there, matched_on = queries.match(by.team, new.identifiers(country=by.team.country))
    if there is not None:
        raise PursuedAlready(there, matched_on)
    if owner is None:
        owner = by if isinstance(by, User) else choose_owner(team=by.team, now=now)
    try:
        with transaction.atomic():
            return open_prospect(
                team=by.team, owner=owner, new=new, now=now, by=by, campaign=campaign
            )
    except IntegrityError as problem:
        raise PursuedAlready(None, []) from problem
