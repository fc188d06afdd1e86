"""The calling law: the table, what the team keeps to of its own, and what holds for a prospect."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cadence.actions import CannotChangeLaw
from cadence.models import HolidayOverride, LawOverride
from desk import clocks
from desk.cadence import law
from desk.cadence.forms import DayForm, LawForm
from desk.cadence.views.request import plannings_context, replanning
from desk.views.desk import find
from desk.views.request import DeskRequest
from groundwork import clock
from people.permissions import may, requires
from prospects import actions


@require_safe
@requires("law.read")
def page(request: DeskRequest) -> HttpResponse:
    """Every place with its hours, where they are from, and what this team keeps to instead."""
    return _show(request)


@require_POST
@requires("law.tighten")
def change(request: DeskRequest) -> HttpResponse:
    """Other hours for a place: stricter by a manager, looser by an administrator."""
    form = LawForm(request.POST)
    if form.is_valid():
        try:
            row, job = actions.change_law(
                team=request.user.team,
                change=form.change(),
                by=request.user,
                now=clock.of(request),
                ground=form.cleaned_data["ground"],
            )
        except CannotChangeLaw as problem:
            field = {"hours": "weekdays"}.get(problem.field, problem.field)
            form.add_error(field if field in form.fields else None, str(problem))
        else:
            place = law.place_name(str(row) if row.country else "")
            messages.success(request, f"{place}: your own hours hold.{replanning(job)}")
            return redirect("cadence:law")
    return _show(request, law_form=form)


@require_POST
@requires("law.tighten")
def end(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """Back to the table for that place."""
    rows = LawOverride.objects.filter(team_id=request.user.team_id).select_related("team")
    override = get_object_or_404(rows, public_id=public_id)
    job = actions.end_law_change(override=override, by=request.user, now=clock.of(request))
    messages.success(request, f"The table's hours hold again.{replanning(job)}")
    return redirect("cadence:law")


@require_POST
@requires("law.tighten")
def add_day(request: DeskRequest) -> HttpResponse:
    """A day without calls, or one with calls though it is a holiday."""
    form = DayForm(request.POST, prefix="day")
    if form.is_valid():
        try:
            row, job = actions.add_day(
                team=request.user.team,
                day=form.day(),
                name=form.cleaned_data["name"],
                by=request.user,
                now=clock.of(request),
            )
        except CannotChangeLaw as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        else:
            messages.success(request, f"{row.on:%-d %b %Y} is kept.{replanning(job)}")
            return redirect("cadence:law")
    return _show(request, day_form=form)


@require_POST
@requires("law.tighten")
def remove_day(request: DeskRequest, day_id: int) -> HttpResponse:
    """Back to the public calendar for that day."""
    rows = HolidayOverride.objects.filter(team_id=request.user.team_id).select_related("team")
    row = get_object_or_404(rows, pk=day_id)
    job = actions.remove_day(row=row, by=request.user, now=clock.of(request))
    messages.success(request, f"The public calendar holds for that day.{replanning(job)}")
    return redirect("cadence:law")


@require_safe
@requires("prospects.read")
def of_prospect(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """When this prospect may be called, and why."""
    now = clock.of(request)
    prospect = find(request, public_id)
    held = law.holding(prospect, viewer_tz=request.user.timezone, now=now)
    context = {
        "prospect": prospect,
        "held": held,
        "next_there": clocks.moment(held.next_at, now=now, zone=held.tz) if held.next_at else "",
        "viewer_tz": request.user.timezone,
    }
    return render(request, "desk/cadence/calling_hours.html", context)


def _show(
    request: DeskRequest, *, law_form: LawForm | None = None, day_form: DayForm | None = None
) -> HttpResponse:
    now: datetime = clock.of(request)
    context = {
        "table": law.table(),
        "own": law.own(request.user.team),
        "days": law.days(request.user.team, today=now.date()),
        "law_form": law_form or LawForm(),
        "day_form": day_form or DayForm(prefix="day"),
        "tightens": may(request.user, "law.tighten"),
        "loosens": may(request.user, "law.loosen"),
        **plannings_context(request),
    }
    status = 422 if law_form or day_form else 200
    return render(request, "desk/cadence/law.html", context, status=status)
