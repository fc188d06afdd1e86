"""Everything automatic: what will happen to whom, and letting it rest for a while."""

from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cadence import rules
from groundwork import clock, params
from people.models import User
from people.permissions import may, requires
from prospects.models import Prospect
from reminders import actions, queries
from reminders.forms import PauseForm

_ASKED: dict[str, params.Param] = {"prospect": params.Id()}


@require_safe
@requires("reminders.read")
def automatic(request: HttpRequest) -> HttpResponse:
    """What will be told to whom in the coming days, and what rests."""
    asked = params.read(request.GET, _ASKED, refuse_unknown=False)
    return _page(request, now=clock.of(request), prospect=_prospect(request, asked["prospect"]))


@require_POST
@requires("reminders.pause")
def pause(request: HttpRequest) -> HttpResponse:
    """Let reminders rest until a time, for a reason."""
    viewer, now = cast(User, request.user), clock.of(request)
    form = PauseForm(request.POST, viewer=viewer)
    prospect = None
    if form.is_valid():
        told = form.cleaned_data
        prospect = _prospect(request, told["prospect"])
        try:
            actions.pause(
                by=viewer,
                until=form.until(),
                reason=told["reason"],
                rep=None if prospect else told["rep"],
                prospect=prospect,
                now=now,
            )
        except actions.CannotPause as problem:
            field = {"until": "on"}.get(problem.field, problem.field)
            form.add_error(field if field in form.fields else None, str(problem))
        else:
            messages.success(request, "They rest. It ends by itself, and everybody can see it.")
            return redirect("reminders:automatic")
    return _page(request, now=now, prospect=prospect, form=form)


@require_POST
@requires("reminders.pause")
def lift(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End a pause now."""
    if actions.lift(public_id=public_id, by=cast(User, request.user), now=clock.of(request)):
        messages.success(request, "Reminders come again. What was missed comes at once.")
    else:
        messages.warning(request, "That pause had ended already.")
    return redirect("reminders:automatic")


def _page(
    request: HttpRequest,
    *,
    now: datetime,
    prospect: Prospect | None,
    form: PauseForm | None = None,
) -> HttpResponse:
    viewer = cast(User, request.user)
    context = {
        "coming": queries.coming(viewer, now=now),
        "prospect": prospect,
        "form": form or PauseForm(viewer=viewer, initial=_proposed(viewer, prospect, now=now)),
        "may_pause": may(viewer, "reminders.pause"),
    }
    status = 422 if form is not None else 200
    return render(request, "reminders/automatic.html", context, status=status)


def _proposed(viewer: User, prospect: Prospect | None, *, now: datetime) -> dict[str, object]:
    tomorrow = now.astimezone(rules.zone(viewer.timezone)) + timedelta(days=1)
    return {
        "on": tomorrow.date(),
        "at": tomorrow.time().replace(hour=9, minute=0, second=0, microsecond=0),
        "prospect": prospect.public_id if prospect else None,
    }


def _prospect(request: HttpRequest, public_id: UUID | None) -> Prospect | None:
    mine = Prospect.objects.visible_to(cast(User, request.user)).open()
    return mine.filter(public_id=public_id).first() if public_id else None
