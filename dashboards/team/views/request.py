"""Who asks, whom they ask about, and how far the re-planning is: for every view of this page."""

from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dashboards.team import queries
from groundwork import clock
from groundwork.models import Job
from people.models import Leave, User
from people.permissions import may
from prospects.queries.plannings import plannings


def viewer(request: HttpRequest) -> User:
    return cast(User, request.user)  # nobody else passes the locks


def find(request: HttpRequest, public_id: UUID) -> User:
    """Return somebody of the viewer's team.

    :raises Http404: if there is nobody like that there
    """
    found = queries.person(viewer(request), public_id)
    if found is None:
        raise Http404
    return found


def find_leave(user: User, leave_id: int) -> Leave:
    return get_object_or_404(Leave.objects.select_related("user__team"), user=user, pk=leave_id)


def roles_to_give(by: User) -> list[tuple[str, str]]:
    """Return the roles that somebody may give: only administrators make administrators."""
    return [
        choice
        for choice in User.Role.choices
        if choice[0] != User.Role.ADMIN or may(by, "people.manage")
    ]


def may_change(user: User, *, by: User) -> bool:
    if not may(by, "team.manage"):
        return False
    return user.role != User.Role.ADMIN or may(by, "people.manage")


def replanning(job: Job | None) -> str:
    """Return what to add to a notice about a change that moves plans."""
    if job is None or not job.total:
        return ""
    prospects = "prospect is" if job.total == 1 else "prospects are"
    return f" {job.total} open {prospects} being planned again."


def plannings_context(request: HttpRequest) -> dict[str, Any]:
    """Return how far re-plannings are; the Team page answers htmx with that part alone."""
    found = plannings(viewer(request).team_id, now=clock.of(request))
    return {
        "plannings": found,
        "plannings_run": any(one.is_running for one in found),
        "plannings_url": reverse("team:team"),
    }
