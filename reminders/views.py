"""The bell, what could not be delivered, and the addresses that say whether the house is well."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from groundwork import clock, pages, params
from outbox import actions as outbox
from people.permissions import requires
from reminders import actions, health, queries
from reminders.forms import MOST_CHOSEN, SeeAllForm, chosen_messages

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
    now = clock.now()
    context = {
        "lines": queries.bell_lines(found.rows),
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
        actions.mark_seen(public_id=public_id, by=request.user, now=clock.now())
    except actions.CannotMarkSeen:
        raise Http404 from None
    return redirect("reminders:bell")


@require_POST
@requires("reminders.read")
def see_all(request: HttpRequest) -> HttpResponse:
    """Mark as seen what the page showed; what came in since stays unseen."""
    form = SeeAllForm(request.POST)
    now = clock.now()
    up_to = form.cleaned_data["up_to"] if form.is_valid() else None
    actions.mark_all_seen(by=request.user, now=now, up_to=min(up_to or now, now))
    return redirect("reminders:bell")


@require_safe
@requires("messages.handle")
def undelivered(request: HttpRequest) -> HttpResponse:
    """The team's messages that could not be delivered, and why."""
    rows = queries.undelivered(team_id=request.user.team_id)[:MOST_CHOSEN]
    return render(request, "reminders/undelivered.html", {"rows": rows})


@require_POST
@requires("messages.handle")
def retry(request: HttpRequest) -> HttpResponse:
    """Let the ticked messages try again."""
    number = outbox.retry(
        message_ids=chosen_messages(request.POST), team_key=request.user.team_id, now=clock.now()
    )
    outbox.hurry()
    told = f"{_messages(number)} will be tried again." if number else "Nothing was ticked."
    messages.success(request, told)
    return redirect("reminders:undelivered")


@require_POST
@requires("messages.handle")
def put_aside(request: HttpRequest) -> HttpResponse:
    """Let the ticked messages rest."""
    number = outbox.put_aside(
        message_ids=chosen_messages(request.POST), team_key=request.user.team_id, now=clock.now()
    )
    told = f"{_messages(number)} put aside." if number else "Nothing was ticked."
    messages.success(request, told)
    return redirect("reminders:undelivered")


def _messages(number: int) -> str:
    return "1 message" if number == 1 else f"{number} messages"


@require_safe
@never_cache
@login_not_required
def healthz(_request: HttpRequest) -> HttpResponse:
    """This process is alive. Says nothing about the rest."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
@login_not_required
def readyz(_request: HttpRequest) -> HttpResponse:
    """The whole house does its work, or 503 with the reasons. Names nobody."""
    found = health.readiness(clock.now)
    body = {
        "ready": found.is_ready,
        "reasons": found.reasons,
        "scan_age_seconds": found.scan_age_seconds,
    }
    return JsonResponse(body, status=200 if found.is_ready else 503)
