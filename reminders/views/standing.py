"""What could not be delivered, and the addresses that say whether the house is well."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from groundwork import clock
from outbox import actions as outbox
from people.permissions import requires
from reminders import health, queries
from reminders.forms import MOST_CHOSEN, chosen_addresses, chosen_messages


@require_safe
@requires("messages.handle")
def undelivered(request: HttpRequest) -> HttpResponse:
    """The team's messages that could not be delivered, and why."""
    context = {
        "rows": queries.undelivered(team_id=request.user.team_id)[:MOST_CHOSEN],
        "held_back": queries.held_back(team_id=request.user.team_id)[:MOST_CHOSEN],
    }
    return render(request, "reminders/undelivered.html", context)


@require_POST
@requires("messages.handle")
def retry(request: HttpRequest) -> HttpResponse:
    """Let the ticked messages try again."""
    number = outbox.retry(
        message_ids=chosen_messages(request.POST),
        team_key=request.user.team_id,
        now=clock.of(request),
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
        message_ids=chosen_messages(request.POST),
        team_key=request.user.team_id,
        now=clock.of(request),
    )
    told = f"{_messages(number)} put aside." if number else "Nothing was ticked."
    messages.success(request, told)
    return redirect("reminders:undelivered")


@require_POST
@requires("messages.handle")
def write_again(request: HttpRequest) -> HttpResponse:
    """Write to the ticked addresses again."""
    number = outbox.lift(
        suppression_ids=chosen_addresses(request.POST),
        team_key=request.user.team_id,
        now=clock.of(request),
    )
    told = "1 address" if number == 1 else f"{number} addresses"
    told = f"{told} will be written to again." if number else "Nothing was ticked."
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
