"""New versions of policies and curves. None is ever changed: what planned a prospect stays."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db import transaction

from cadence import rules
from cadence.models import Curve, Policy
from people.models import Team, User

TOGETHER = ""  # stands for the numbers together where no single one is at fault


class CannotKeepPolicy(Exception):
    """`problems` says what to change, by the name of the number at fault (or `TOGETHER`)."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


@transaction.atomic
def add_policy(
    *, team: Team, name: str, numbers: Mapping[str, Any], by: User | None, now: datetime
) -> tuple[Policy, Policy | None]:
    """Keep `numbers` as the newest version of the policy `name`; return it and the one before.

    What `numbers` does not name has its default. The same numbers again make no version:
    then both are the one that stands. Two at once take turns.

    :raises CannotKeepPolicy: if the name is empty or too long, a number unknown or out of bounds
    """
    name = name.strip()
    if not name or len(name) > 80:
        raise CannotKeepPolicy({"name": "A policy has a name of at most 80 letters."})
    wanted = differing(checked(numbers))
    Team.objects.select_for_update().get(pk=team.pk)
    before = Policy.objects.current(team_id=team.pk, name=name).first()
    if before is not None and differing(before.as_rules()) == wanted:
        return before, before
    row = Policy.objects.create(
        team=team,
        name=name,
        version=before.version + 1 if before else 1,
        numbers=wanted,
        created_by=by,
        created_at=now,
    )
    return row, before


def checked(numbers: Mapping[str, Any]) -> rules.Policy:
    """Return the policy of these numbers.

    :raises CannotKeepPolicy: naming each number at fault
    """
    problems = {}
    for name, value in numbers.items():
        try:
            rules.Policy.from_numbers({name: value})
        except ValueError as problem:
            problems[name] = str(problem)
    try:
        policy = rules.Policy.from_numbers(numbers)
    except ValueError as problem:
        # Two numbers that are each in bounds may still contradict each other. Or one of them
        # contradicts another's default, which the whole puts right.
        raise CannotKeepPolicy(problems or {TOGETHER: str(problem)}) from problem
    return policy


def differing(policy: rules.Policy) -> dict[str, Any]:
    """Return the numbers of a policy that are not the defaults, JSON-ready."""
    usual, own = rules.Policy().as_numbers(), policy.as_numbers()
    return {one.name: own[one.name] for one in fields(policy) if own[one.name] != usual[one.name]}


def changes(before: Policy | None, after: Policy) -> dict[str, list[Any]]:
    """Return what differs between two versions: each number with what it was and what it is."""
    old = (before.as_rules() if before else rules.Policy()).as_numbers()
    new = after.as_rules().as_numbers()
    return {name: [old[name], new[name]] for name in new if old[name] != new[name]}


@transaction.atomic
def add_curve(*, team_id: int, curve: rules.Curve, touches: int, now: datetime) -> Curve:
    """Keep `curve`, learned from so many calls, as the team's newest. Two at once take turns."""
    Team.objects.select_for_update().get(pk=team_id)
    newest = Curve.objects.filter(team_id=team_id).order_by("-version").first()
    return Curve.objects.create(
        team_id=team_id,
        version=newest.version + 1 if newest else 1,
        numbers=curve.as_numbers(),
        made_from_touches=touches,
        created_at=now,
    )
