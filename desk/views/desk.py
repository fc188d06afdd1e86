"""The desk itself: the queue, and one prospect open beside it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from desk import queries
from desk.forms import MoveForm, TouchForm
from desk.queries.panel import zone_of
from desk.views.lists import in_list
from desk.views.request import DeskRequest
from groundwork import clock, params
from groundwork.problems import Refused
from people.permissions import requires
from prospects.claims import other_claimant
from prospects.models import Contact, Prospect

_QUEUE_PARAMS = {"stamp": params.Text(longest=60)}
_CARD_PARAMS = {"logged": params.Id(), "first": params.Flag(default=False)}


@require_safe
@requires("desk.use")
def queue(request: DeskRequest) -> HttpResponse:
    """The rep's queue. Where the page can, it opens the first prospect by itself."""
    now = clock.of(request)
    board = queries.board(request.user, now=now)
    given = params.read(request.GET, _CARD_PARAMS, refuse_unknown=False)
    logged = _just_logged(request, given["logged"], now=now)
    return _answer(request, {"board": board, "logged": logged}, url=reverse("desk:queue"))


@require_safe
@requires("desk.use")
def queue_list(request: DeskRequest) -> HttpResponse:
    """The queue alone, asked for every few seconds: 204 while it is as `stamp` says."""
    now = clock.of(request)
    seen = params.read(request.GET, _QUEUE_PARAMS, refuse_unknown=False)["stamp"]
    board = queries.newer_board(request.user, now=now, than=seen)
    if board is None:
        return HttpResponse(status=204)
    return render(request, "desk/desk.html#queue_list", {"board": board})


@require_safe
@requires("desk.use")
def card(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """One prospect open on the desk; htmx asks for the panels without the queue."""
    now = clock.of(request)
    given = params.read(request.GET, _CARD_PARAMS, refuse_unknown=False)
    prospect = find(request, public_id)
    if prospect.merged_into:
        return redirect("desk:card", prospect.merged_into.public_id)
    return show(
        request,
        prospect,
        now=now,
        is_open=not given["first"],
        logged=_just_logged(request, given["logged"], now=now),
    )


def find(request: DeskRequest, public_id: UUID) -> Prospect:
    """Return the prospect if the signed-in person may know of it, else raise 404."""
    rows = Prospect.objects.visible_to(request.user).knowing_merged()
    rows = rows.select_related("team", "owner", "campaign", "claimed_by")
    return get_object_or_404(rows, public_id=public_id)


def find_to_write(request: DeskRequest, public_id: UUID) -> Prospect:
    """Return the prospect as `find` does; to write to it, nobody else may be on it.

    :raises Refused: 409 if somebody is
    """
    prospect = find(request, public_id)
    there = other_claimant(prospect, by=request.user, now=clock.of(request))
    if there is not None and request.method == "POST":
        detail = f"{there} is on {prospect.name} just now. You can look; nothing was saved."
        raise Refused(status=409, code="claimed", detail=detail)
    return prospect


def log_form(
    request: DeskRequest,
    prospect: Prospect,
    contacts: Sequence[Contact],
    *,
    now: datetime,
    data: Any = None,
) -> TouchForm:
    """Return the log form for this prospect: filled with `data`, or as a new page shows it."""
    return TouchForm(
        data,
        contacts=contacts,
        now=now,
        theirs=zone_of(prospect),
        mine=request.user.timezone,
        initial={"submission_id": uuid4(), "cycle": prospect.cycle},
    )


def move_form(
    request: DeskRequest, prospect: Prospect, *, now: datetime, data: Any = None
) -> MoveForm:
    """Return the form that gives the next attempt another time."""
    return MoveForm(
        data, prefix="move", now=now, theirs=zone_of(prospect), mine=request.user.timezone
    )


def show(
    request: DeskRequest,
    prospect: Prospect,
    *,
    now: datetime,
    form: TouchForm | None = None,
    move: MoveForm | None = None,
    is_open: bool = True,
    logged: queries.JustLogged | None = None,
) -> HttpResponse:
    """Answer with the desk and this prospect on it, or with its panels alone for htmx.

    A `form` to log or to `move` the plan that was refused is shown again, with 422.
    """
    refused = form is not None or move is not None
    panel = queries.panel(prospect, rep=request.user, now=now)
    form = form or log_form(request, prospect, (), now=now)
    form.offer(panel.card.contacts)
    if panel.call_from:
        form.initial["own_number"] = panel.call_from.proposed
    beside = in_list(request, door="desk:card", now=now)
    context = {
        "panel": panel,
        "in_list": beside,
        "form": form,
        "move": move or move_form(request, prospect, now=now),
        "logged": logged,
        "claim": queries.claim_of(prospect, rep=request.user, now=now),
        "asked": queries.asked_times(prospect, now=now),
        "is_open": is_open,
    }
    if not request.htmx:
        context["board"] = queries.board(request.user, now=now)
    url = reverse("desk:card", args=[prospect.public_id]) if is_open and not refused else ""
    if url and beside:
        url = f"{url}?{beside.here}"
    return _answer(request, context, url=url, status=422 if refused else 200)


def _answer(
    request: DeskRequest, context: dict[str, Any], *, url: str, status: int = 200
) -> HttpResponse:
    """Render the whole desk, or the panels for htmx, which then shows `url` as the address."""
    if not request.htmx:
        return render(request, "desk/desk.html", context, status=status)
    response = render(request, "desk/desk.html#panels", context, status=status)
    if url:
        response["HX-Push-Url"] = url
    if context.get("logged"):
        response["HX-Trigger-After-Settle"] = "touch-logged"
    return response


def _just_logged(
    request: DeskRequest, touch: UUID | None, *, now: datetime
) -> queries.JustLogged | None:
    return queries.just_logged(request.user, touch=touch, now=now) if touch else None
