"""Keeping what the list shows as a view, and forgetting it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from desk.views.lists import asked, query_of
from desk.views.request import DeskRequest
from groundwork import clock, params
from people.permissions import requires
from prospects import actions

_VIEW = {"name": params.Text(longest=60, default=""), "shared": params.Flag(default=False)}


@require_POST
@requires("prospects.read")
def keep(request: DeskRequest) -> HttpResponse:
    """Keep the filters of the address under the name in the form."""
    query = query_of(asked(request)[0])
    told = params.read(request.POST, _VIEW, refuse_unknown=False)
    try:
        view = actions.keep_view(
            name=told["name"],
            query=query,
            is_shared=told["shared"],
            by=request.user,
            now=clock.of(request),
        )
    except actions.CannotKeepView as problem:
        messages.warning(request, str(problem))
    else:
        whose = "for the team" if view.is_shared else "for you"
        messages.success(request, f"The view {view.name} is kept {whose}.")
    return _list(query)


@require_POST
@requires("prospects.read")
def remove(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """Forget a view. The prospects in it stay as they are."""
    if not actions.remove_view(public_id=public_id, by=request.user):
        raise Http404
    messages.success(request, "The view is removed.")
    return _list("")


def _list(query: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('desk:prospects')}?{query}", status=303)
