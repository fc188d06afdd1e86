"""Changing the policy that many plans follow from: they are planned again in the background."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from cadence.actions import versions
from cadence.actions.versions import CannotKeepPolicy
from cadence.models import Policy
from groundwork import jobs
from groundwork.models import Job
from outbox import actions as outbox
from people import actions as people
from people.actors import Actor
from people.models import Team, User
from prospects import queries
from prospects.models import Campaign
from prospects.scope import Scope, Why

JOB = "prospects.replan"

__all__ = ["CannotKeepPolicy", "change_policy", "choose_policy", "start_replan"]


@transaction.atomic
def change_policy(
    *, team: Team, by: User, name: str, numbers: Mapping[str, Any], now: datetime
) -> tuple[Policy, Job | None]:
    """Keep `numbers` as the newest version of a team's policy, and plan by it in the background.

    `numbers` are all that differ from the defaults: what is not named has its default. A
    name that is new makes a policy that campaigns can choose; campaigns that have this one
    follow. Returns the version and the job that shows the re-planning's progress. The same
    numbers as before change nothing: then there is no job.

    :raises CannotKeepPolicy: whose `problems` name each number at fault
    """
    policy, before = versions.add_policy(team=team, name=name, numbers=numbers, by=by, now=now)
    if policy == before:
        return policy, None
    Campaign.objects.filter(team=team, policy__name=policy.name).update(policy=policy)
    details = {
        "name": policy.name,
        "version": policy.version,
        "changed": versions.changes(before, policy),
    }
    people.record(action="policy.changed", by=by, at=now, team=team, about=policy, details=details)
    scope = Scope(team_id=team.pk, why=Why.POLICY, policy=policy.name)
    return policy, start_replan(scope=scope, now=now)


@transaction.atomic
def choose_policy(
    *, campaign: Campaign, name: str, by: Actor, now: datetime
) -> tuple[Campaign, Job | None]:
    """Let a campaign follow the team's policy `name`; "" and "default" stand for the team's own.

    Its prospects are planned again in the background. The policy it has already changes
    nothing: then there is no job.

    :raises CannotKeepPolicy: if the team has no policy of that name
    """
    wanted = "" if name == Policy.DEFAULT else name
    had = campaign.policy.name if campaign.policy else ""
    policy = Policy.objects.current(team_id=campaign.team_id, name=wanted).first()
    if wanted and policy is None:
        raise CannotKeepPolicy({"name": f"This team has no policy named {name}."})
    if wanted == had:
        return campaign, None
    campaign.policy = policy if wanted else None
    campaign.save(update_fields=["policy"])
    people.record(
        action="campaign.policy_chosen",
        by=by,
        at=now,
        team=campaign.team,
        about=campaign,
        details={"policy": wanted or Policy.DEFAULT, "before": had or Policy.DEFAULT},
    )
    scope = Scope(team_id=campaign.team_id, why=Why.POLICY, campaign_id=campaign.pk)
    return campaign, start_replan(scope=scope, now=now)


def start_replan(*, scope: Scope, now: datetime) -> Job:
    """Plan the prospects of `scope` again in the background; the job shows how far it is.

    In the caller's transaction, so that it begins only if what it follows from is kept. An
    unfinished job about the same is ended: this one does its work too. Promises stay, and
    so does what people changed; whoever has moved on meanwhile is left alone.
    """
    for job in Job.objects.of_team(scope.team_id).unfinished().filter(kind=JOB):
        if Scope.from_json(job.arguments).is_within(scope):
            jobs.cancel(job, now=now, reason="A later change took over.")
    total = queries.open_in(scope).count()
    job = jobs.start(JOB, team_key=scope.team_id, arguments=scope.as_json(), now=now, total=total)
    outbox.hurry("groundwork.jobs")
    return job
