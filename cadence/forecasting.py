"""A change of policy tried out on simulated people, in the background, a seed at a time."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from cadence import queries, rules
from cadence.lab import WORLDS, Engine, Run, difference, run, summed_up
from groundwork import jobs
from groundwork.jobs import GiveUp, Slice
from groundwork.models import Job

KIND = "cadence.forecast"
# Each slice is one seed's people under one policy: well under a second of computing.
SEEDS, SIZE = 16, 60
WORLDS_TRIED = ("cold", "gatekept", "smb")


def start(
    *,
    team_id: int,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    now: datetime,
    world: str = "cold",
) -> Job:
    """Begin a forecast of going from the numbers `before` to `after`; an older one is ended.

    :raises KeyError: if there is no such world
    """
    WORLDS[world]
    for job in Job.objects.of_team(team_id).unfinished().filter(kind=KIND):
        jobs.cancel(job, now=now, reason="Another forecast was asked for.")
    arguments = {
        "before": dict(before),
        "after": dict(after),
        "world": world,
        "curve": queries.newest_curve_key(team_id),
    }
    return jobs.start(KIND, team_key=team_id, arguments=arguments, now=now, total=2 * SEEDS)


def work(job: Job, now: datetime) -> Slice:
    """Call the people of the next seed under one of the two policies."""
    told = job.arguments
    try:
        policies = [rules.Policy.from_numbers(told[name]) for name in ("before", "after")]
    except ValueError as problem:
        raise GiveUp("These numbers are no policy any more.") from problem
    key = told["curve"]
    curve = queries.curve_version(key) if key else rules.PRIOR
    step = job.position.get("step", 0)
    runs: list[list[dict[str, Any]]] = job.position.get("runs", [[], []])
    seed, which = divmod(step, 2)
    tactic = Engine(policy=policies[which], curve=curve)
    came_to = run(WORLDS[told["world"]], tactic, seed=seed + 1, size=SIZE)[0]
    runs[which].append(asdict(came_to))
    step += 1
    finished = step == 2 * SEEDS
    return Slice(
        position={"step": step, "runs": runs},
        done=step,
        finished=finished,
        result=_result(runs) if finished else {},
    )


def _result(runs: list[list[dict[str, Any]]]) -> dict[str, Any]:
    before, after = ([Run(**one) for one in each] for each in runs)
    gain, error = difference(after, before)
    return {
        "before": summed_up(before).as_json(),
        "after": summed_up(after).as_json(),
        "gain": round(gain, 2),
        "gain_se": round(error, 2),
        "people": SEEDS * SIZE,
    }
