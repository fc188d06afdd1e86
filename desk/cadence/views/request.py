"""What every view here shows besides its own: how far re-plannings are."""

from typing import Any

from django.urls import reverse

from desk.views.request import DeskRequest
from groundwork import clock
from groundwork.models import Job
from prospects.queries.plannings import plannings


def plannings_context(request: DeskRequest) -> dict[str, Any]:
    """Return how far re-plannings are; the Cadence page answers htmx with that part alone."""
    found = plannings(request.user.team_id, now=clock.of(request))
    return {
        "plannings": found,
        "plannings_run": any(one.is_running for one in found),
        "plannings_url": f"{reverse('cadence:policy')}?part=plannings",
    }


def replanning(job: Job | None) -> str:
    """Return what to add to a notice about a change that moves plans."""
    if job is None or not job.total:
        return ""
    prospects = "prospect is" if job.total == 1 else "prospects are"
    return f" {job.total} open {prospects} being planned again; promises stay."
