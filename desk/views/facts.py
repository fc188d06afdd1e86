"""What is known of a company: put right in place while on the call, or as a whole; or new."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from desk import queries
from desk.forms.facts import ZONES, CompanyForm, KnownForm, NewProspectForm
from desk.queries.panel import Known
from desk.views.desk import find_to_write
from desk.views.request import DeskRequest, posted
from desk.words import KNOWN
from groundwork import clock, params
from people.permissions import requires
from prospects import actions
from prospects.models import Campaign, Prospect

_ALIKE = {
    "name": params.Text(longest=200, default=""),
    "phone": params.Text(longest=64, default=""),
    "email": params.Text(longest=254, default=""),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires("prospects.write")
def known(request: DeskRequest, public_id: UUID, column: str) -> HttpResponse:
    """One thing that is known, in its place on the card: to write, then as it reads."""
    if column not in KNOWN:
        raise Http404
    prospect = find_to_write(request, public_id)
    whole = f"{reverse('desk:edit', args=[public_id])}#id_{column}"
    if request.method != "POST":
        if not request.htmx:
            return redirect(whole)
        if "as-it-was" in request.GET:
            return _read(request, prospect, column)
        return _write(
            request, prospect, KnownForm(column=column, initial=getattr(prospect, column))
        )
    form = KnownForm(request.POST, column=column)
    if not form.is_valid():
        return _write(request, prospect, form, status=422)
    prospect = actions.correct_prospect(
        prospect_id=prospect.pk, told=form.cleaned_data, by=request.user, now=clock.of(request)
    )
    return _read(request, prospect, column) if request.htmx else redirect(whole)


def _read(request: DeskRequest, prospect: Prospect, column: str) -> HttpResponse:
    fact = Known(column=column, title=KNOWN[column], text=getattr(prospect, column))
    return render(request, "desk/known.html", {"prospect": prospect, "fact": fact})


def _write(
    request: DeskRequest, prospect: Prospect, form: KnownForm, *, status: int = 200
) -> HttpResponse:
    (column,) = form.fields
    context = {"prospect": prospect, "form": form, "column": column, "field": form[column]}
    return render(request, "desk/know.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("prospects.write")
def edit(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """The whole company on one page."""
    prospect = find_to_write(request, public_id)
    campaigns = _campaigns(request)
    stands = CompanyForm.as_it_stands(prospect)
    form = CompanyForm(posted(request), campaigns=campaigns, initial=stands)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_prospect(
                prospect_id=prospect.pk,
                # Only what was changed on this page: somebody else may have changed the rest.
                told={name: form.cleaned_data[name] for name in form.changed_data},
                by=request.user,
                now=clock.of(request),
            )
        except actions.CannotCorrect as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, "Saved. What stood there before is kept in the history.")
            return redirect("desk:prospect", public_id)
    context = {"form": form, "prospect": prospect, "zones": ZONES}
    return render(request, "desk/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("prospects.write")
def new(request: DeskRequest) -> HttpResponse:
    """A company to pursue; it is on the desk with its first attempt at once."""
    form = NewProspectForm(
        posted(request),
        campaigns=_campaigns(request),
        initial={"country": request.user.team.country},
    )
    there: Prospect | None = None
    if request.method == "POST" and form.is_valid():
        try:
            prospect = actions.pursue(
                new=form.new(),
                by=request.user,
                now=clock.of(request),
                campaign=form.cleaned_data["campaign"],
            )
        except actions.PursuedAlready as problem:
            there = problem.prospect
            form.add_error(None, "It is there already: open it instead, or tell them apart.")
        else:
            messages.success(request, f"{prospect.name} is yours to call.")
            return redirect("desk:card", prospect.public_id)
    context = {"form": form, "there": there, "alike": _alike(request)}
    return render(request, "desk/new.html", context, status=422 if form.errors else 200)


@require_safe
@requires("prospects.read")
def alike(request: DeskRequest) -> HttpResponse:
    """What looks like the company that is being written down, while it is typed."""
    return render(request, "desk/alike.html", {"alike": _alike(request)})


def _alike(request: DeskRequest) -> Any:
    given = params.read(request.GET, _ALIKE, refuse_unknown=False)
    return queries.alike(request.user, **given)


def _campaigns(request: DeskRequest) -> Any:
    return Campaign.objects.visible_to(request.user).filter(is_active=True).order_by("name")
