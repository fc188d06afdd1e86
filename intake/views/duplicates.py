"""Prospects that may be one company: side by side, merged or told apart, with undo."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from groundwork import clock, pages, params
from intake import actions, queries
from intake.models import PossibleDuplicate
from people.permissions import requires
from prospects.actions import CannotChangePlan

_WANTED: dict[str, params.Param] = {"cursor": params.Text(longest=1_000), "done": params.Id()}


def _find(request: HttpRequest, public_id: UUID) -> PossibleDuplicate:
    pairs = PossibleDuplicate.objects.visible_to(request.user)
    return get_object_or_404(
        pairs.select_related("older__owner", "newer__owner"), public_id=public_id
    )


@require_safe
@requires("prospects.write")
def listing(request: HttpRequest) -> HttpResponse:
    """The pairs that nobody has decided about, the likest first."""
    asked = params.read(request.GET, _WANTED, refuse_unknown=False)
    found = pages.page(
        queries.pairs_to_settle(request.user), order=["-likeness", "-id"], cursor=asked["cursor"]
    )
    done = asked["done"] and _find(request, asked["done"])
    return render(request, "intake/duplicates.html", {"page": found, "done": done})


@require_safe
@requires("prospects.write")
def pair(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The two side by side."""
    found = _find(request, public_id)
    context = {"pair": found, "rows": queries.side_by_side(found)}
    return render(request, "intake/duplicate.html", context)


@require_POST
@requires("prospects.write")
def merge(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Merge the two into the one that was chosen."""
    found = _find(request, public_id)
    keep = found.newer_id if request.POST.get("keep") == "newer" else found.older_id
    instead = tuple(name for name in request.POST.getlist("instead") if name in queries.COMPARED)
    try:
        actions.merge_pair(
            pair_id=found.pk, keep=keep, instead=instead, by=request.user, now=clock.of(request)
        )
    except CannotChangePlan as problem:
        messages.warning(request, str(problem))
        return redirect("duplicates:pair", public_id)
    return _back(found)


@require_POST
@requires("prospects.write")
def tell_apart(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Remember that the two are not the same."""
    found = _find(request, public_id)
    actions.tell_apart(pair_id=found.pk, by=request.user, now=clock.of(request))
    return _back(found)


@require_POST
@requires("prospects.write")
def undo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back what was decided about the two."""
    found = _find(request, public_id)
    try:
        actions.undo_pair(pair_id=found.pk, by=request.user, now=clock.of(request))
    except CannotChangePlan as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, "Taken back: both are as they were.")
    return redirect("duplicates:pair", public_id)


def _back(found: PossibleDuplicate) -> HttpResponse:
    response = redirect("duplicates:list")
    response["Location"] += f"?done={found.public_id}"
    return response
