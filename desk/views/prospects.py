"""The list of prospects, and one prospect with everything."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from desk import clocks, queries
from desk.views.desk import find
from desk.views.lists import STATUSES, address_of, asked, in_list, query_of
from desk.views.request import DeskRequest
from groundwork import clock, params
from people.models import User
from people.permissions import may, requires
from playbook.queries import articles_for
from prospects.models import Prospect
from prospects.queries.changed import changed

_DONE = {"done": params.Id()}


@require_safe
@requires("prospects.read")
def listing(request: DeskRequest) -> HttpResponse:
    """What the address asks for, a page at a time."""
    given, filters = asked(request)
    now = clock.of(request)
    done = params.read(request.GET, _DONE, refuse_unknown=False)["done"]
    found = queries.listing(request.user, filters=filters, now=now)
    context = {
        "listing": found,
        "given": given,
        "query": query_of(given),
        "back": f"prospects?{query_of(given)}",
        "tomorrow": clocks.on_clock(now, request.user.timezone).date() + timedelta(days=1),
        "views": queries.views(request.user),
        "may_change": may(request.user, "prospects.hand_over"),
        "changed": changed(request.user, done) if done else None,
        "may_export": may(request.user, "prospects.export"),
        "may_import": may(request.user, "leads.import"),
        "team": User.objects.active().visible_to(request.user).order_by("name"),
        "statuses": [choice for choice in Prospect.Status.choices if choice[0] in STATUSES],
        "next": address_of(given, found.next),
        "previous": address_of(given, found.previous),
    }
    return render(request, "desk/prospects.html", context)


@require_safe
@requires("prospects.read")
def detail(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """One prospect: who they are, what was tried, what comes next and why."""
    now = clock.of(request)
    prospect = find(request, public_id)
    if prospect.merged_into:
        return redirect("desk:prospect", prospect.merged_into.public_id)
    context = {
        "panel": queries.panel(prospect, rep=request.user, now=now),
        "in_list": in_list(request, door="desk:prospect", now=now),
        "articles": articles_for(
            prospect.team, f"{prospect.pain_points} {prospect.purchase_plans}"
        ),
        "history": queries.history(prospect, rep=request.user),
    }
    return render(request, "desk/prospect.html", context)
