"""Campaigns: the clients and offers that leads are worked for."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from people.actions import record
from people.actors import Actor
from people.models import Team
from prospects.models import Campaign


class CannotCreateCampaign(Exception):
    """The message is fit to show to whoever asked."""


@transaction.atomic
def create_campaign(
    *,
    team: Team,
    slug: str,
    name: str,
    at: datetime,
    asked_us: bool = False,
    by: Actor | None = None,
) -> Campaign:
    """Make a campaign, which leads name by its `slug`.

    :raises CannotCreateCampaign: if the slug is no short name, or taken in this team
    """
    if slug != slugify(slug) or not slug:
        raise CannotCreateCampaign("A campaign's short name is letters, digits and hyphens.")
    if not name.strip():
        raise CannotCreateCampaign("A campaign needs a name.")
    try:
        with transaction.atomic():
            campaign = Campaign.objects.create(
                team=team, slug=slug, name=name.strip(), asked_us=asked_us, created_at=at
            )
    except IntegrityError as problem:
        raise CannotCreateCampaign(f"There is a campaign {slug} already.") from problem
    record(action="campaign.created", by=by, at=at, team=team, about=campaign)
    return campaign
