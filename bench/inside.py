"""What has to run inside the product, as a program: its answer is JSON on standard output.

`python -m bench.inside counts | key`, with DATABASE_URL and the clock set as for the servers.
"""

import json
import os
import sys
from dataclasses import asdict

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followup.settings")

import django

django.setup()

from bench import counts  # noqa: E402 (needs the settings)
from bench.population import staff  # noqa: E402
from groundwork import clock  # noqa: E402
from people.actions import create_api_key  # noqa: E402
from people.models import Team, User  # noqa: E402

SCOPES = ("leads:write", "leads:read", "prospects:read", "touches:write", "reports:read")


def new_key() -> str:
    """Return a new API key of the busiest rep's team."""
    team = Team.objects.get(pk=staff.team_of(0))
    return create_api_key(team=team, name="yardstick", scopes=SCOPES, at=clock.now())[1]


def all_counts() -> dict[str, dict]:
    """Return the counts of every request of the table, for the busiest rep and their manager."""
    people = User.objects.select_related("team")
    rep = people.get(email=staff.rep_email(0))
    manager = people.get(email=staff.manager_email(rep.team))
    requests = counts.Requests(rep=rep, manager=manager, key=new_key(), first=900_000)
    return {name: asdict(count) for name, count in counts.measured(requests).items()}


WORK = {"counts": all_counts, "key": new_key}

if __name__ == "__main__":
    json.dump(WORK[sys.argv[1]](), sys.stdout)
