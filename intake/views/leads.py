"""Leads that were pushed: what became of each, its body as it came, and judging one again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from groundwork import clock, pages, params
from intake import actions, queries
from intake.models import Lead
from intake.wire import WIRE
from people.permissions import requires

_WANTED: dict[str, params.Param] = {
    "cursor": params.Text(longest=1_000),
    "fate": params.Choice(among=Lead.Fate.values, default=""),
    "source": params.Text(longest=80, default=""),
}


def _find(request: HttpRequest, public_id: UUID) -> Lead:
    leads = Lead.objects.visible_to(request.user).select_related("prospect", "api_key")
    return get_object_or_404(leads, public_id=public_id)


@require_safe
@requires("leads.read")
def listing(request: HttpRequest) -> HttpResponse:
    """The leads of the team, newest first."""
    asked = params.read(request.GET, _WANTED, refuse_unknown=False)
    rows = queries.leads_for(request.user)
    for name in ("fate", "source"):
        if asked[name]:
            rows = rows.filter(**{name: asked[name]})
    found = pages.page(rows, order=["-id"], cursor=asked["cursor"])
    context = {"page": found, "asked": asked, "fates": Lead.Fate.choices}
    return render(request, "intake/leads.html", context)


@require_safe
@requires("leads.read")
def one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One lead with its body and its fate."""
    lead = _find(request, public_id)
    body = bytes(lead.raw).decode("utf-8", "replace")
    replayable = lead.fate in {Lead.Fate.RECEIVED, Lead.Fate.REFUSED, Lead.Fate.FAILED}
    context = {"lead": lead, "body": body, "replayable": replayable}
    return render(request, "intake/lead.html", context)


@require_POST
@requires("leads.push")
def replay(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Judge a lead again that was refused or failed."""
    lead = _find(request, public_id)
    try:
        answer = actions.replay_lead(
            lead_id=lead.pk, by=request.user, now=clock.of(request), wire=WIRE
        )
    except actions.CannotReplay as problem:
        messages.warning(request, str(problem))
        return redirect("pushed:lead", public_id)
    if answer.status >= 400:
        messages.warning(request, f"Still not taken: {answer.body['detail']}")
    else:
        messages.success(request, f"Judged again: {answer.body['result']}.")
    still = Lead.objects.visible_to(request.user).filter(pk=lead.pk).exists()
    return redirect("pushed:lead", public_id) if still else redirect("pushed:leads")


@require_POST
@requires("leads.push")
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back a lead whose prospect nobody has touched."""
    lead = _find(request, public_id)
    try:
        actions.withdraw_lead(lead_id=lead.pk, by=request.user, now=clock.of(request))
    except actions.CannotWithdraw as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, "Withdrawn. Reopen the prospect if it was a mistake.")
    return redirect("pushed:lead", public_id)
