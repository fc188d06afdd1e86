"""How far the planning of many prospects is, for the pages that began it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from groundwork.models import Job
from prospects.scope import Scope, Why

KIND = "prospects.replan"
SHOWN_FOR = timedelta(minutes=30)  # after it has ended
_MOST = 8
_SAID = {
    Why.POLICY: "a change of the policy",
    Why.CURVE: "what was learned of the hours",
    Why.PERSON: "a change of somebody's hours, leave or room",
    Why.LAW: "a change of the calling hours",
    Why.REPAIR: "a repair",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """One re-planning: `moved`, `kept` and `left` are prospects so far."""

    why: str
    done: int
    total: int
    moved: int
    kept: int
    left: int
    is_running: bool
    failed: str  # why it ended early, if it did

    @property
    def percent(self) -> int:
        return 100 if not self.is_running else min(99, 100 * self.done // max(self.total, 1))


def plannings(team_id: int, *, now: datetime) -> Sequence[Planning]:
    """Return a team's re-plannings that run, or the last that ended lately if none does.

    One that a later one took over is left out: that one does its work too.
    """
    jobs = Job.objects.of_team(team_id).filter(kind=KIND, created_at__gte=now - timedelta(days=2))
    found = list(jobs.order_by("-created_at")[:_MOST])
    running = [job for job in found if job.finished_at is None]
    ended = [job for job in found if job.finished_at and job.finished_at > now - SHOWN_FOR]
    # Of those that ended, the last that had something to do and was not taken over.
    last = [job for job in ended if job.done and (job.state == Job.State.DONE or job.failures)][:1]
    return [_planning(job) for job in running or last]


def _planning(job: Job) -> Planning:
    return Planning(
        why=_SAID[Scope.from_json(job.arguments).why],
        done=job.done,
        total=job.total,
        moved=job.result.get("moved", 0),
        kept=job.result.get("kept", 0),
        left=job.result.get("left", 0),
        is_running=job.finished_at is None,
        failed=job.error if job.state == Job.State.FAILED else "",
    )
