"""The numbers that the team calls from."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from dashboards.team.forms import NumberForm
from dashboards.team.views.people import show_team
from dashboards.team.views.request import viewer
from groundwork import clock
from people import actions
from people.models import OwnNumber
from people.permissions import requires


@require_POST
@requires("team.manage")
def add(request: HttpRequest) -> HttpResponse:
    """A number more."""
    by = viewer(request)
    form = NumberForm(request.POST)
    if form.is_valid():
        try:
            row = actions.add_number(
                team=by.team, by=by, now=clock.of(request), **form.cleaned_data
            )
        except actions.CannotKeepNumber as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"{row.number} is proposed from now on.")
            return redirect("team:team")
    return show_team(request, number_form=form, status=422)


@require_POST
@requires("team.manage")
def use(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A number retired, or taken up again: what the button says."""
    by = viewer(request)
    number = get_object_or_404(OwnNumber.objects.visible_to(by), public_id=public_id)
    take_up = request.POST.get("use") == "yes"
    actions.use_number(number=number, is_active=take_up, by=by, now=clock.of(request))
    said = "proposed again" if take_up else "no longer proposed"
    messages.success(request, f"{number.number} is {said}.")
    return redirect("team:team")
