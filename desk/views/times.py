"""A time that a lead asks for beside a promise that stands: the rep chooses one of the two."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from desk.views.request import DeskRequest
from groundwork import clock
from people.permissions import requires
from prospects import actions
from prospects.models import AskedTime


@require_POST
@requires("prospects.write")
def choose(request: DeskRequest, asked_id: UUID) -> HttpResponse:
    """Keep the promise, or take the time that was asked for."""
    asked = _find(request, asked_id)
    try:
        actions.choose_time(
            asked_id=asked.pk,
            take=request.POST.get("choice") == "take",
            by=request.user,
            now=clock.of(request),
        )
    except actions.CannotChangePlan as problem:
        messages.warning(request, str(problem))
    return _back(asked)


@require_POST
@requires("prospects.write")
def undo(request: DeskRequest, asked_id: UUID) -> HttpResponse:
    """Take the choice back."""
    asked = _find(request, asked_id)
    try:
        actions.undo_choice(asked_id=asked.pk, by=request.user, now=clock.of(request))
    except actions.CannotChangePlan as problem:
        messages.warning(request, str(problem))
    return _back(asked)


def _find(request: DeskRequest, asked_id: UUID) -> AskedTime:
    rows = AskedTime.objects.visible_to(request.user).select_related("prospect")
    return get_object_or_404(rows, public_id=asked_id)


def _back(asked: AskedTime) -> HttpResponse:
    url = reverse("desk:card", args=[asked.prospect.public_id])
    return HttpResponseRedirect(url, status=303)
