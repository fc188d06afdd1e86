"""Changes of one prospect's plan by its rep: another time, or opened again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from desk import clocks
from desk.forms.plan import ReopenForm
from desk.queries.panel import zone_of
from desk.views.desk import find_to_write, move_form, show
from desk.views.request import DeskRequest
from groundwork import clock
from people.permissions import requires
from prospects import actions


@require_POST
@requires("prospects.write")
def move(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """Hold the next attempt until another time, with a reason."""
    now = clock.of(request)
    prospect = find_to_write(request, public_id)
    form = move_form(request, prospect, now=now, data=request.POST)
    if form.is_valid():
        plan = form.plan()
        try:
            actions.snooze(prospect_ids=[prospect.pk], by=request.user, now=now, **plan)
        except actions.CannotChangePlan as problem:
            form.refuse(str(problem), field=problem.field)
        else:
            when = clocks.moment(plan["until"], now=now, zone=zone_of(prospect))
            messages.success(request, f"The next attempt at {prospect.name} waits until {when}.")
            return _back(prospect.public_id)
    return show(request, prospect, now=now, move=form)


@require_POST
@requires("prospects.write")
def reopen(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """Open a won or lost prospect again, with a next attempt."""
    prospect = find_to_write(request, public_id)
    form = ReopenForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "The reason is too long.")
        return _back(prospect.public_id)
    try:
        actions.reopen(
            prospect_id=prospect.pk,
            by=request.user,
            now=clock.of(request),
            reason=form.cleaned_data["reason"],
        )
    except actions.CannotChangePlan as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, f"{prospect.name} is open again.")
    return _back(prospect.public_id)


def _back(public_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk:card", args=[public_id]), status=303)
