"""The bell: what a person was told, and what their manager wrote."""

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from groundwork import clock, pages, params
from people.models import User
from people.permissions import requires
from reminders import actions, queries
from reminders.forms import SeeAllForm

_ORDER = ["-raised_at", "-id"]


@require_safe
@requires("reminders.read")
def bell(request: HttpRequest) -> HttpResponse:
    """What this person was told, newest first."""
    asked = params.read(request.GET, pages.PARAMS, refuse_unknown=False)
    found = pages.page(
        queries.bell(request.user),
        order=_ORDER,
        size=asked["page_size"],
        cursor=asked["cursor"],
    )
    now = clock.of(request)
    context = {
        "lines": queries.bell_lines(found.rows),
        "words": queries.word_lines(cast(User, request.user), now=now),
        "page": found,
        "now": now,
        "see_all": SeeAllForm(initial={"up_to": now.isoformat()}),
    }
    return render(request, "reminders/bell.html", context)


@require_POST
@requires("reminders.read")
def see(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mark one as seen, and back to the list."""
    try:
        actions.mark_seen(public_id=public_id, by=request.user, now=clock.of(request))
    except actions.CannotMarkSeen:
        raise Http404 from None
    return redirect("reminders:bell")


@require_POST
@requires("reminders.read")
def see_all(request: HttpRequest) -> HttpResponse:
    """Mark as seen what the page showed; what came in since stays unseen."""
    form = SeeAllForm(request.POST)
    now = clock.of(request)
    up_to = form.cleaned_data["up_to"] if form.is_valid() else None
    actions.mark_all_seen(by=request.user, now=now, up_to=min(up_to or now, now))
    return redirect("reminders:bell")


@require_POST
@requires("reminders.read")
def see_word(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mark a manager's words as read, and back to the list."""
    by = cast(User, request.user)
    if not actions.see_word(public_id=public_id, by=by, now=clock.of(request)):
        raise Http404
    return redirect("reminders:bell")


@require_safe
@never_cache
@requires("reminders.read")
def news(request: HttpRequest) -> HttpResponse:
    """How much there is to see, for pages that stay open: the bell's number, nothing else."""
    return JsonResponse({"unseen": queries.unseen_count(cast(User, request.user))})
