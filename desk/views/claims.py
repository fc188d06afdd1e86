"""Being on a prospect: saying so, letting go, and seeing who is."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from desk import queries
from desk.views.desk import find
from desk.views.request import DeskRequest
from groundwork import clock, params
from people.permissions import requires
from prospects import actions

_SEEN = {"seen": params.Text(longest=500)}


@require_http_methods(["GET", "HEAD", "POST"])
@requires("touches.log")
def claim(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """Be on it (POST), or see who is (GET): 204 while it is as the page says it."""
    now = clock.of(request)
    if request.method == "POST":
        prospect = find(request, public_id)
        actions.claim(prospect_id=prospect.pk, by=request.user, now=now)
        return _answer(request, public_id)
    seen = params.read(request.GET, _SEEN, refuse_unknown=False)["seen"]
    return _answer(request, public_id, seen=seen)


@require_POST
@requires("touches.log")
def end(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """Let go of it, so that somebody else can go on."""
    prospect = find(request, public_id)
    try:
        actions.end_claim(prospect=prospect, by=request.user, now=clock.of(request))
    except actions.CannotEndClaim as problem:
        messages.warning(request, str(problem))
        return _answer(request, public_id, is_refused=True)
    return _answer(request, public_id)


def _answer(
    request: DeskRequest, public_id: UUID, *, seen: str | None = None, is_refused: bool = False
) -> HttpResponse:
    if request.method == "POST" and (is_refused or not request.htmx):
        return HttpResponseRedirect(reverse("desk:card", args=[public_id]), status=303)
    prospect = find(request, public_id)
    now_on_it = queries.claim_of(prospect, rep=request.user, now=clock.of(request))
    if seen == now_on_it.stamp:
        return HttpResponse(status=204)
    return render(request, "desk/claim.html", {"prospect": prospect, "claim": now_on_it})
