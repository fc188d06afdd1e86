"""Long work of this room, slice by slice: each counts once, whoever is killed in the middle."""

from datetime import datetime

from groundwork.jobs import Slice
from groundwork.models import Job
from prospects import queries
from prospects.actions.replanning import replan_many
from prospects.scope import Scope

# Some third of a second of work: so long, at most, does a touch wait that is logged meanwhile.
BATCH = 250


def replan(job: Job, now: datetime) -> Slice:
    """Plan the next prospects of the job's scope again."""
    scope = Scope.from_json(job.arguments)
    after = (job.position.get("owner", 0), job.position.get("key", 0))
    pairs = queries.next_keys(scope, queries.owners_of(scope), after=after, limit=BATCH)
    so_far = {name: job.result.get(name, 0) for name in ("moved", "kept", "left")}
    if not pairs:
        return Slice(position=job.position, done=job.done, total=job.done, finished=True)
    many = queries.gather_many([key for _, key in pairs])
    came_to = replan_many(many, why=scope.why, now=now)
    result = {name: count + getattr(came_to, name) for name, count in so_far.items()}
    owner, key = pairs[-1]
    done = job.done + len(pairs)
    return Slice(
        position={"owner": owner, "key": key},
        done=done,
        total=max(job.total, done),
        result=result,
    )
