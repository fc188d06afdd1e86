"""The list of prospects, and one prospect with everything."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from desk import queries
from desk.queries.listing import SORTS, Filters
from desk.views.desk import find
from desk.views.request import DeskRequest
from groundwork import clock, params
from people.models import User
from people.permissions import may, requires
from prospects.models import Prospect

_STATUSES = [value for value in Prospect.Status.values if value != Prospect.Status.MERGED]
_DUE = ("overdue", "today", "week")
_PARAMS: dict[str, params.Param] = {
    "q": params.Text(default=""),
    "status": params.Choice(among=_STATUSES, default=""),
    "due": params.Choice(among=_DUE, default=""),
    "owner": params.Id(),
    "sort": params.Choice(among=tuple(SORTS), default="newest"),
    "cursor": params.Text(longest=1_000),
}


@require_safe
@requires("prospects.read")
def listing(request: DeskRequest) -> HttpResponse:
    """What the address asks for, a page at a time."""
    given, filters = asked(request)
    found = queries.listing(request.user, filters=filters, now=clock.now())
    context = {
        "listing": found,
        "given": given,
        "query": _query(given),
        "may_export": may(request.user, "prospects.export"),
        "may_import": may(request.user, "leads.import"),
        "team": User.objects.active().visible_to(request.user).order_by("name"),
        "statuses": [choice for choice in Prospect.Status.choices if choice[0] in _STATUSES],
        "next": _address(given, found.next),
        "previous": _address(given, found.previous),
    }
    return render(request, "desk/prospects.html", context)


def asked(request: DeskRequest) -> tuple[dict[str, Any], Filters]:
    """Return what the address asks for, as it says it and as filters.

    :raises Refused: 400 if it cannot be read
    :raises Http404: if it names a rep that the team does not have
    """
    given = params.read(request.GET, _PARAMS, refuse_unknown=False)
    team = User.objects.active().visible_to(request.user)
    owner = get_object_or_404(team, public_id=given["owner"]) if given["owner"] else None
    return given, Filters(**{**given, "owner": owner})


def _query(given: dict[str, Any], **more: str) -> str:
    said = {name: value for name, value in given.items() if value and name != "cursor"}
    return urlencode({**said, **more})


def _address(given: dict[str, Any], cursor: str | None) -> str:
    """The same question at another place of its answer; empty if there is none."""
    return f"?{_query(given, cursor=cursor)}" if cursor is not None else ""


@require_safe
@requires("prospects.read")
def detail(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """One prospect: who they are, what was tried, what comes next and why."""
    now = clock.now()
    prospect = find(request, public_id)
    if prospect.merged_into:
        return redirect("desk:prospect", prospect.merged_into.public_id)
    context = {
        "panel": queries.panel(prospect, rep=request.user, now=now),
        "history": queries.history(prospect, rep=request.user),
    }
    return render(request, "desk/prospect.html", context)
