"""What has to run inside the product, as a program: its answer is JSON on standard output.

`python -m bench.inside WHAT SIZE`, with DATABASE_URL and the clock set as for the servers.
"""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followup.settings")

import django

django.setup()

from bench import bulk, copying, counts, databases, scanning  # noqa: E402 (needs the settings)
from bench.population import ranks  # noqa: E402
from bench.population.chance import World  # noqa: E402
from groundwork import clock  # noqa: E402
from people.actions import create_api_key  # noqa: E402
from people.models import Team, User  # noqa: E402

SCOPES = ("leads:write", "leads:read", "prospects:read", "touches:write", "reports:read")
AT_ONCE = 100_000


def new_key(world: World) -> str:
    """Return a new API key of the busiest rep's team."""
    team = Team.objects.get(pk=ranks.team_of(0))
    return create_api_key(team=team, name="yardstick", scopes=SCOPES, at=clock.now())[1]


def all_counts(world: World) -> dict[str, dict]:
    """Return the counts of every request of the table, for the busiest rep and their manager."""
    people = User.objects.select_related("team")
    rep = people.get(email=ranks.rep_email(0))
    manager = people.get(email=ranks.manager_email(rep.team_id))
    requests = counts.Requests(rep=rep, manager=manager, key=new_key(world), first=900_000)
    return {name: asdict(count) for name, count in counts.measured(requests).items()}


def database_alone(world: World) -> dict[str, float]:
    return {**scanning.floors(), **copying.copying(world)}


def scan(world: World) -> dict[str, object]:
    return scanning.scanning(most=AT_ONCE)


def many_at_once(world: World) -> dict[str, float]:
    return bulk.bulk(world)


WORK: dict[str, Callable[[World], object]] = {
    "key": new_key,
    "counts": all_counts,
    "database": database_alone,
    "scan": scan,
    "bulk": many_at_once,
}

if __name__ == "__main__":
    asked = World(prospects=databases.count(sys.argv[2]))
    json.dump(WORK[sys.argv[1]](asked), sys.stdout)
