"""Logging what came of it, and taking it back."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from desk import queries
from desk.forms.touch import UndoForm
from desk.views.desk import find, log_form, show
from desk.views.lists import in_list
from desk.views.request import DeskRequest
from groundwork import clock, params
from people.permissions import requires
from prospects import actions
from prospects.models import Prospect, Touch
from prospects.queries import contacts_of, numbers_of

_AGO = {"ago": params.Integer(most=90 * 24 * 3600, default=0)}


@require_POST
@requires("touches.log")
def log(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """Record a touch, then go on to the next prospect of the queue.

    A browser that had no connection sends it later, and says how many seconds `ago` it was;
    a page that sends by itself is answered in JSON.
    """
    now = clock.of(request)
    prospect = find(request, public_id)
    ago = params.read(request.POST, _AGO, refuse_unknown=False)["ago"]
    at = now - timedelta(seconds=ago)
    # Whom the touch was with is asked only where somebody else than planned was chosen.
    people = contacts_of(prospect) if request.POST.get("contact") else ()
    # "Tomorrow at nine" was said on the day of the call.
    form = log_form(request, prospect, people, now=at, data=request.POST)
    if request.POST.get("own_number"):
        form.offer_numbers(numbers_of(prospect))
    if form.is_valid():
        try:
            logged = actions.log_touch(
                prospect_id=prospect.pk,
                by=request.user,
                now=now,
                occurred_at=at,
                **form.touch(),
            )
        except actions.CannotLogTouch as problem:
            form.refuse(problem)
        else:
            to = _go_on(request, logged.touch, prospect, now=now)
            return JsonResponse({"next": to}) if _by_itself(request) else _see(to)
    if _by_itself(request):
        return JsonResponse({"problems": form.problems()}, status=422)
    return show(request, prospect, form=form, now=now)


def _go_on(request: DeskRequest, touch: Touch, prospect: Prospect, *, now: datetime) -> str:
    if beside := in_list(request, door="desk:card", now=now):
        # The list is worked down, not the queue; after its last one the queue goes on.
        if beside.next:
            return f"{beside.next}&logged={touch.public_id}"
        messages.info(request, "That was the last one of the list. This is your queue again.")
    following = queries.first_to_call(request.user, now=now, besides=prospect.public_id)
    to = reverse("desk:card", args=[following]) if following else reverse("desk:queue")
    return f"{to}?logged={touch.public_id}"


def _by_itself(request: DeskRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _see(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=303)


@require_POST
@requires("touches.log")
def undo(request: DeskRequest, public_id: UUID, touch_id: UUID) -> HttpResponse:
    """Take a touch back, and open its prospect again."""
    prospect = find(request, public_id)
    touch = get_object_or_404(Touch.objects.visible_to(request.user), public_id=touch_id)
    form = UndoForm(request.POST)
    to = reverse("desk:card", args=[prospect.public_id])
    if not form.is_valid():
        messages.warning(request, "That could not be taken back. Reload the page.")
        return redirect(to)
    try:
        taken = actions.undo_touch(
            touch_id=touch.pk, by=request.user, now=clock.of(request), submission_id=form.id()
        )
    except actions.CannotUndo as problem:
        messages.warning(request, str(problem))
        return HttpResponseRedirect(to, status=303)
    return HttpResponseRedirect(f"{to}?logged={taken.touch.public_id}", status=303)
