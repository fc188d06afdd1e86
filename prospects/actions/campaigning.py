"""Campaigns: the clients and offers that leads are worked for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from people.actions import record
from people.actors import Actor
from people.models import Team
from prospects.actions.policies import CannotKeepPolicy, choose_policy
from prospects.models import Campaign

EDITABLE = frozenset({"name", "asked_us", "opening", "is_active", "policy"})


class CannotCreateCampaign(Exception):
    """The message is fit to show to whoever asked. `field` names the input at fault."""

    def __init__(self, message: str, *, field: str = "slug", is_taken: bool = False) -> None:
        super().__init__(message)
        self.field = field
        self.is_taken = is_taken


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
        raise CannotCreateCampaign("A campaign needs a name.", field="name")
    try:
        with transaction.atomic():
            campaign = Campaign.objects.create(
                team=team, slug=slug, name=name.strip(), asked_us=asked_us, created_at=at
            )
    except IntegrityError as problem:
        raise CannotCreateCampaign(
            f"There is a campaign {slug} already.", is_taken=True
        ) from problem
    record(action="campaign.created", by=by, at=at, team=team, about=campaign)
    return campaign


@transaction.atomic
def change_campaign(
    *, campaign: Campaign, told: Mapping[str, Any], by: Actor, now: datetime
) -> Campaign:
    """Set the columns in `told`, all of them `EDITABLE`; telling what stands changes nothing.

    `policy` is a policy's name; "" and "default" stand for the team's own. With another
    policy the campaign's prospects are planned again in the background.

    :raises CannotCreateCampaign: if it would lose its name, or the policy is not known
    :raises ValueError: for a column that cannot be set here
    """
    if strange := set(told) - EDITABLE:
        raise ValueError(f"not to be set: {', '.join(sorted(strange))}")
    own = {name: value for name, value in told.items() if name != "policy"}
    changed = sorted(name for name, value in own.items() if getattr(campaign, name) != value)
    for name in changed:
        setattr(campaign, name, own[name])
    if not campaign.name.strip():
        raise CannotCreateCampaign("A campaign needs a name.", field="name")
    if changed:
        campaign.save(update_fields=changed)
        record(
            action="campaign.changed",
            by=by,
            at=now,
            team=campaign.team,
            about=campaign,
            details={"columns": changed},
        )
    if "policy" in told:
        try:
            campaign, _ = choose_policy(campaign=campaign, name=told["policy"], by=by, now=now)
        except CannotKeepPolicy as problem:
            raise CannotCreateCampaign(str(problem), field="policy") from problem
    return campaign


@transaction.atomic
def start_campaign(*, slug: str, told: Mapping[str, Any], by: Actor, now: datetime) -> Campaign:
    """Make a campaign of `by`'s team with everything that `change_campaign` sets.

    :raises CannotCreateCampaign: as `create_campaign` and `change_campaign`
    """
    rest = dict(told)
    campaign = create_campaign(team=by.team, slug=slug, name=rest.pop("name"), at=now, by=by)
    return change_campaign(campaign=campaign, told=rest, by=by, now=now)
