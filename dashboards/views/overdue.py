"""The manager's overdue page: what stands, the rows behind it, and changing many at once."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.forms.utils import ErrorDict
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dashboards import actions, queries, words
from dashboards.ages import Age
from dashboards.forms import ChangeForm
from dashboards.queries import Board, NoSuchRep, Show
from groundwork import clock, params
from groundwork.problems import Refused
from people.models import User
from people.permissions import requires

# What an address may ask for; what stays in it when somebody goes on from there.
FILTERS: dict[str, params.Param] = {
    "show": params.Choice(among=tuple(Show), default=Show.OVERDUE),
    "rep": params.Id(),
    "age": params.Choice(among=tuple(Age)),
    "cursor": params.Text(longest=1_000),
}
_FROM_LIST = "prospects?"  # how a form says that it stood on the list of prospects
_BESIDES: dict[str, params.Param] = {
    "pick": params.Choice(among=("all",)),
    "done": params.Id(),
    "seen": params.Text(longest=64),
    "said": params.Id(),
}


@require_safe
@requires("overdue.read")
def overdue(request: HttpRequest) -> HttpResponse:
    """The page; for its own quiet looking, only the board, and nothing if it has not changed."""
    given = params.read(request.GET, {**FILTERS, **_BESIDES}, refuse_unknown=False)
    context = _context(request, given, now=clock.of(request))
    if request.htmx:  # type: ignore[attr-defined]
        if given["seen"] == context["stamp"]:
            return HttpResponse(status=204)
        return render(request, "dashboards/overdue.html#board", context)
    if given["said"]:
        context["said"] = queries.said(viewer(request), given["said"], now=context["now"])
    if given["done"]:
        context["changed"] = queries.changed(viewer(request), given["done"])
    return render(request, "dashboards/overdue.html", context)


@require_POST
@requires("prospects.hand_over")
def preview(request: HttpRequest) -> HttpResponse:
    """What a change of the chosen prospects would do, with the button that does it."""
    now = clock.of(request)
    form = _form(request, request.POST)
    if form.is_valid():
        try:
            found = actions.preview(
                form.change(),
                picked=form.picked() or _backlog(form, now=now),
                by=viewer(request),
                now=now,
            )
        except actions.CannotChangePlan as problem:
            _blame(form, problem)
        else:
            context = {"preview": found, "form": form, "now": now, "tz": form.tz}
            context["back_to"] = back(form.cleaned_data["back"]).url
            return render(request, "dashboards/preview.html", context)
    return _again(request, form, now=now)


@require_POST
@requires("prospects.hand_over")
def change(request: HttpRequest) -> HttpResponse:
    """Do what was previewed, and go back to where it was asked for, with a way to undo it."""
    now = clock.of(request)
    form = _form(request, request.POST)
    if form.is_valid():
        try:
            done = actions.carry_out(
                form.change(),
                picked=form.picked(),
                by=viewer(request),
                now=now,
            )
        except actions.CannotChangePlan as problem:
            _blame(form, problem)
        else:
            if done.left:
                messages.warning(request, _left_alone(done.left))
            return back(form.cleaned_data["back"], done=done.batch)
    return _again(request, form, now=now)


@require_POST
@requires("prospects.hand_over")
def undo(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Take back what was changed together."""
    actor = viewer(request)
    before = queries.changed(actor, batch)
    count = actions.undo(batch=batch, by=actor, now=clock.of(request))
    if before is None or not count:
        messages.warning(request, "Nothing was left to take back: they have moved on since.")
    elif count < before.count:
        messages.success(request, f"Taken back: {count} of {before.count}. The rest moved on.")
    else:
        messages.success(request, f"Taken back: {_prospects(count)} as before.")
    return back(request.POST.get("back", ""))


# --- Translating ----------------------------------------------------------------------------------


def viewer(request: HttpRequest) -> User:
    return cast(User, request.user)  # nobody else passes the locks above


def _backlog(form: ChangeForm, *, now: datetime) -> list[actions.Picked]:
    whose = form.cleaned_data["whose"]
    return actions.backlog(whose, now=now) if whose else []


def _context(
    request: HttpRequest,
    given: dict[str, Any],
    *,
    now: datetime,
    form: ChangeForm | None = None,
    chosen: Collection[str] = (),
) -> dict[str, Any]:
    """Return everything that the page shows; `chosen` are prospects that stay chosen."""
    board = _board(request, given, now=now)
    context = {
        "board": board,
        "now": now,
        "tz": viewer(request).timezone,
        "given": given,
        "query": _query(given),
        "shows": _shows(board),
        "ages": words.AGES,
        "nothing": words.NOTHING[board.wanted.show],
        "next": _page(given, board.page.next),
        "previous": _page(given, board.page.previous),
        "all_picked": given.get("pick") == "all",
        "chosen": chosen,
        "form": form or _form(request, None, initial=_proposed(board, viewer(request))),
    }
    standing = render_to_string("dashboards/overdue.html#standing", context, request)
    return {**context, "standing": standing, "stamp": _stamp(standing)}


def _board(request: HttpRequest, given: dict[str, Any], *, now: datetime) -> Board:
    try:
        return queries.board(
            viewer(request),
            now=now,
            show=Show(given["show"]),
            rep=given["rep"],
            age=Age(given["age"]) if given["age"] else None,
            cursor=given["cursor"],
        )
    except NoSuchRep:
        raise Http404 from None


def _shows(board: Board) -> list[tuple[Show, str, str]]:
    """Return what can be shown, with its name and its count for everybody."""
    totals = board.totals
    more = "+" if board.has_more_escalated else ""
    counts = {
        Show.OVERDUE: f"{totals.overdue_in_all}",
        Show.AWAY: f"{totals.while_away}",
        Show.PROMISES: f"{totals.promises_broken}",
        Show.NEW_LEADS: f"{totals.new_leads}",
        Show.ESCALATED: f"{len(board.escalated)}{more}",
        Show.SNOOZED: f"{totals.snoozed}",
        Show.TODAY: f"{totals.left_today}",
    }
    return [(show, name, counts[show]) for show, name in words.SHOWS.items()]


def _stamp(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:16]


def _query(given: dict[str, Any], **besides: Any) -> str:
    """Return the part of an address that asks for the same again."""
    asked = {
        name: given[name]
        for name, param in FILTERS.items()
        if given.get(name) not in (None, param.default)
    }
    return urlencode({**asked, **besides})


def _page(given: dict[str, Any], cursor: str | None) -> str:
    return _query({**given, "cursor": cursor}) if cursor else ""


def _form(request: HttpRequest, data: QueryDict | None, **options: Any) -> ChangeForm:
    user = viewer(request)
    return ChangeForm(data, viewer=user, tz=user.timezone, **options)


def _proposed(board: Board, user: User) -> dict[str, Any]:
    """Propose to move attempts to the viewer's next working morning."""
    hours = next(rep.hours for rep in board.reps if rep.key == user.pk)
    day = hours.next_day(hours.local_day(board.now), after=1)
    return {"on": day, "at": hours.local(hours.starts_at(day)).time()}


def _blame(form: ChangeForm, problem: actions.CannotChangePlan) -> None:
    field = {"until": "on"}.get(problem.field, problem.field)
    form.add_error(field if field in form.fields else None, str(problem))


def _asked_from(back: str) -> dict[str, Any]:
    """Return the filters of the page that a form was on; the plain page if they are nonsense."""
    try:
        return params.read(QueryDict(back[:2_000]), FILTERS, refuse_unknown=False)
    except Refused:
        return {name: param.default for name, param in FILTERS.items()}


def show_again(request: HttpRequest, errors: ErrorDict, *, now: datetime) -> HttpResponse:
    """Show the page again as it was, with what was chosen and what is wrong with some words."""
    form = _form(request, None)
    form._errors = errors
    return _again(request, form, now=now)


def _again(request: HttpRequest, form: ChangeForm, *, now: datetime) -> HttpResponse:
    """Show the page again as it was, with what was chosen and what is wrong with it.

    Asked from the list of prospects, go back there and say it.
    """
    if request.POST.get("back", "").startswith(_FROM_LIST):
        for errors in form.errors.values():
            messages.warning(request, " ".join(map(str, errors)))
        return back(request.POST["back"])
    given = {**_asked_from(request.POST.get("back", "")), "pick": None}
    chosen = {written.partition(":")[0] for written in request.POST.getlist("pick")}
    context = _context(request, given, now=now, form=form, chosen=chosen)
    return render(request, "dashboards/overdue.html", context, status=422)


def back(back: str, **besides: Any) -> HttpResponseRedirect:
    """Go back to where something was asked for: this page, or the list of prospects."""
    if back.startswith(_FROM_LIST):
        asked = QueryDict(back.removeprefix(_FROM_LIST)[:2_000], mutable=True)
        asked.update({name: str(value) for name, value in besides.items()})
        return HttpResponseRedirect(f"{reverse('desk:prospects')}?{asked.urlencode()}")
    query = _query(_asked_from(back), **besides)
    return HttpResponseRedirect(f"{reverse('dashboards:overdue')}{'?' if query else ''}{query}")


def _prospects(count: int) -> str:
    return f"{count} prospect{'' if count == 1 else 's'}"


def _left_alone(count: int) -> str:
    return f"{_prospects(count)} had moved on since you looked and stayed as they were."
