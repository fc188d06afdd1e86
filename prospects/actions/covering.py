"""Territories: which rep covers which places."""

from datetime import datetime

from django.db import transaction

from people.actions import record
from people.actors import Actor
from people.models import User
from prospects.models import Campaign, Territory
from prospects.territories import plain_code


class CannotCover(Exception):
    """The message says what to change."""


@transaction.atomic
def add_territory(
    *,
    rep: User,
    by: User,
    now: datetime,
    campaign: Campaign | None = None,
    country: str = "",
    region: str = "",
    postal_prefix: str = "",
) -> Territory:
    """Let a rep cover a place; leads from there go to whoever covers it. Repeating adds nothing.

    `country` has two letters; `postal_prefix` is how its postal codes begin. Empty means all.

    :raises CannotCover: if no place and no campaign is named, or the rep does not work here
    """
    if rep.team_id != by.team_id or not rep.is_active:
        raise CannotCover("Choose somebody who works in this team.")
    if not (campaign or country or region or postal_prefix):
        raise CannotCover("Name a country, a region, how postal codes begin, or a campaign.")
    place = {
        "campaign": campaign,
        "country": country,
        "region": region.strip(),
        "postal_prefix": plain_code(postal_prefix),
    }
    territory, is_new = Territory.objects.get_or_create(
        team=by.team, rep=rep, **place, defaults={"created_at": now}
    )
    if is_new:
        details = {"rep": str(rep.public_id), "place": str(territory)}
        record(
            action="territory.added",
            by=by,
            at=now,
            team=by.team,
            about=territory,
            details=details,
        )
    return territory


@transaction.atomic
def remove_territory(*, territory_id: int, by: Actor, now: datetime) -> None:
    """Let nobody cover a place by this row any more. What was dealt out stays where it is.

    :raises Territory.DoesNotExist: if the actor may not know of it
    """
    territory = Territory.objects.visible_to(by).get(pk=territory_id)
    record(
        action="territory.removed",
        by=by,
        at=now,
        team=territory.team,
        about=territory,
        details={"place": str(territory)},
    )
    territory.delete()
