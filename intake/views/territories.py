"""Who covers which places: where leads from there go."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from groundwork import clock
from intake.forms import TerritoryForm
from people.models import User
from people.permissions import requires
from prospects import actions
from prospects.models import Campaign, Territory


@require_http_methods(["GET", "HEAD", "POST"])
@requires("team.manage")
def territories(request: HttpRequest) -> HttpResponse:
    """Every territory of the team, and the way to a new one."""
    form = TerritoryForm(
        request.POST if request.method == "POST" else None,
        people=User.objects.visible_to(request.user).active().order_by("name", "pk"),
        campaigns=Campaign.objects.visible_to(request.user).order_by("name"),
    )
    if form.is_valid():
        try:
            actions.add_territory(by=request.user, now=clock.of(request), **form.cleaned_data)
        except actions.CannotCover as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("territories:territories")
    rows = Territory.objects.visible_to(request.user).select_related("rep", "campaign")
    context = {"form": form, "territories": rows.order_by("country", "region", "postal_prefix")}
    status = 422 if form.is_bound else 200
    return render(request, "intake/territories.html", context, status=status)


@require_POST
@requires("team.manage")
def remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a territory away; its leads stay with whoever has them."""
    found = get_object_or_404(Territory.objects.visible_to(request.user), public_id=public_id)
    actions.remove_territory(territory_id=found.pk, by=request.user, now=clock.of(request))
    messages.success(request, "Removed. Add it again if it was a mistake.")
    return redirect("territories:territories")
