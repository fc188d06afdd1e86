"""Everybody of the team, one person, somebody new, and days away."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dashboards.team import queries
from dashboards.team.forms import InviteForm, LeaveForm, NumberForm, PersonForm
from dashboards.team.views.request import (
    find,
    find_leave,
    may_change,
    plannings_context,
    replanning,
    roles_to_give,
    viewer,
)
from groundwork import clock
from people import actions as people
from people.models import User
from people.permissions import may, requires
from prospects import actions


@require_safe
@requires("team.read")
def team(request: HttpRequest) -> HttpResponse:
    """Everybody, when and how much they work, who is away, and the team's own numbers."""
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "plannings.html", plannings_context(request))
    return show_team(request)


def show_team(
    request: HttpRequest, *, number_form: NumberForm | None = None, status: int = 200
) -> HttpResponse:
    now = clock.of(request)
    context = {
        "members": queries.members(viewer(request), now=now),
        "numbers": queries.numbers(viewer(request)),
        "number_form": number_form or NumberForm(),
        "manages": may(viewer(request), "team.manage"),
        **plannings_context(request),
    }
    return render(request, "dashboards/team/team.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("team.manage")
def new(request: HttpRequest) -> HttpResponse:
    """Somebody new, who gets a link by mail."""
    by = viewer(request)
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        roles=roles_to_give(by),
        initial={"timezone": by.team.timezone},
    )
    if form.is_valid():
        try:
            user = people.invite(team=by.team, by=by, now=clock.of(request), **form.cleaned_data)
        except people.CannotChangePerson as problem:
            _blame(form, problem)
        else:
            messages.success(request, f"{user} is in the team. A link went to {user.email}.")
            return redirect("team:person", user.public_id)
    status = 422 if form.is_bound else 200
    return render(request, "dashboards/team/new.html", {"form": form}, status=status)


@require_POST
@requires("team.manage")
def invite_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mail the link by which somebody sets their first password once more."""
    user = find(request, public_id)
    try:
        people.invite_again(user=user, by=viewer(request), now=clock.of(request))
    except people.CannotChangePerson as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, f"A new link is on its way to {user.email}.")
    return redirect("team:person", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("team.read")
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One person: read by everybody, changed by who leads the team."""
    user, now = find(request, public_id), clock.of(request)
    if request.method != "POST":
        return _show(request, user, now=now)
    return _change(request, user, now=now)


@requires("team.manage")
def _change(request: HttpRequest, user: User, *, now: datetime) -> HttpResponse:
    form = PersonForm(request.POST, person=user, roles=_roles(user, by=viewer(request)))
    if form.is_valid():
        try:
            changed, job = actions.change_person(
                user=user, changes=form.changes(), by=viewer(request), now=now
            )
        except people.CannotChangePerson as problem:
            _blame(form, problem)
        else:
            said = "Saved." if changed else "Nothing was different."
            messages.success(request, said + replanning(job))
            return redirect("team:person", user.public_id)
    return _show(request, user, now=now, form=form)


@require_POST
@requires("team.manage")
def add_leave(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Days away; what was planned for them moves."""
    user, now = find(request, public_id), clock.of(request)
    form = LeaveForm(request.POST)
    if form.is_valid():
        try:
            leave, job = actions.add_leave(
                user=user, by=viewer(request), now=now, **form.cleaned_data
            )
        except people.CannotChangePerson as problem:
            _blame(form, problem)
        else:
            days = f"from {leave.first_on:%-d %b %Y} to {leave.last_on:%-d %b %Y}"
            messages.success(request, f"{user} is away {days}.{replanning(job)}")
            return redirect("team:person", user.public_id)
    return _show(request, user, now=now, leave_form=form)


@require_POST
@requires("team.manage")
def end_leave(request: HttpRequest, public_id: UUID, leave_id: int) -> HttpResponse:
    """Leave that is taken back."""
    user, now = find(request, public_id), clock.of(request)
    try:
        _, job = actions.take_back_leave(
            leave=find_leave(user, leave_id), by=viewer(request), now=now
        )
    except people.CannotChangePerson as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, f"{user}'s leave is taken back.{replanning(job)}")
    return redirect("team:person", user.public_id)


def _show(
    request: HttpRequest,
    user: User,
    *,
    now: datetime,
    form: PersonForm | None = None,
    leave_form: LeaveForm | None = None,
) -> HttpResponse:
    by = viewer(request)
    today = queries.today_of(user, now=now)
    context: dict[str, Any] = {
        "person": user,
        "state": queries.state_of(user),
        "hours": queries.hours_in_words(user),
        "form": form or PersonForm(person=user, roles=_roles(user, by=by)),
        "leave_form": leave_form or LeaveForm(),
        "leaves": queries.leaves(user, today=today),
        "holdings": queries.holdings(user, now=now),
        "today": today,
        "manages": may_change(user, by=by),
        "is_self": user.pk == by.pk,
        **plannings_context(request),
    }
    bound = any(one is not None for one in (form, leave_form))
    return render(request, "dashboards/team/person.html", context, status=422 if bound else 200)


def _roles(user: User, *, by: User) -> list[tuple[str, str]]:
    """The roles to choose from: what `by` may give, and the one that stands."""
    given = roles_to_give(by)
    return given if user.role in dict(given) else [*given, (user.role, user.get_role_display())]


def _blame(form: Any, problem: people.CannotChangePerson) -> None:
    field = {"hours": "day_0"}.get(problem.field, problem.field)
    form.add_error(field if field in form.fields else None, str(problem))
