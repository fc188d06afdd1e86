"""Somebody leaves: what they have open goes to others in the same step, and can come back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dashboards.team import queries
from dashboards.team.forms import PartingForm
from dashboards.team.views.request import find, may_change, viewer
from groundwork import clock
from people.actions import CannotChangePerson
from people.permissions import requires
from prospects import actions
from prospects.actions import CannotChangePlan


@require_http_methods(["GET", "HEAD", "POST"])
@requires("team.manage")
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What would go where, and the button that does it."""
    user, now = find(request, public_id), clock.of(request)
    form = PartingForm(request.POST if request.method == "POST" else None, person=user)
    if form.is_valid():
        to, reason = list(form.cleaned_data["to"]), form.cleaned_data["reason"]
        try:
            done = actions.part_with(person=user, to=to, by=viewer(request), now=now, reason=reason)
        except CannotChangePlan as problem:
            form.add_error("to", str(problem))
        except CannotChangePerson as problem:
            form.add_error(None, str(problem))
        else:
            went = _handed_over(done.handed_over, [str(one) for one in to])
            messages.success(request, f"{user}'s account is closed.{went}")
            return redirect("team:person", user.public_id)
    context = {
        "person": user,
        "form": form,
        "holdings": queries.holdings(user, now=now),
        "takers": queries.takers(user),
        "manages": may_change(user, by=viewer(request)),
    }
    status = 422 if form.is_bound else 200
    return render(request, "dashboards/team/close.html", context, status=status)


@require_POST
@requires("team.manage")
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open the account again; what has not moved on since comes back."""
    user = find(request, public_id)
    try:
        back = actions.take_back_parting(person=user, by=viewer(request), now=clock.of(request))
    except CannotChangePerson as problem:
        messages.warning(request, str(problem))
    else:
        came = f" {_prospects(back)} came back." if back else ""
        messages.success(request, f"{user} can sign in again.{came}")
    return redirect("team:person", user.public_id)


def _handed_over(count: int, names: list[str]) -> str:
    if not count:
        return ""
    to = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f" {_prospects(count)} went to {to}."


def _prospects(count: int) -> str:
    return f"{count} prospect{'' if count == 1 else 's'}"
