"""The playbook: what is said at each moment, tried on a real prospect while it is written."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.forms.words import WordsForm
from desk.queries import words
from desk.views.request import DeskRequest, posted
from groundwork import clock, params
from people.permissions import may, requires
from playbook import actions, defaults, queries
from playbook.models import Article, Script

_MOMENT = {"moment": params.Choice(among=Script.Moment.values, default=Script.Moment.CALL.value)}


@require_safe
@requires("playbook.read")
def playbook(request: DeskRequest) -> HttpResponse:
    """Everything that is said, filled for the reader's next prospect; and what to send."""
    sample = words.sample(request.user, now=clock.of(request))
    context = {
        "sample": sample,
        "said": words.said(request.user, sample.facts),
        "articles": Article.objects.visible_to(request.user).filter(is_active=True),
        "may_write": may(request.user, "playbook.write"),
    }
    return render(request, "desk/playbook.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("playbook.write")
def script(request: DeskRequest) -> HttpResponse:
    """Write the words for one moment, or try them before they are kept."""
    moment = _moment(request)
    own = queries.own_script(request.user.team, moment)
    form = _form(request, moment, own)
    if request.method == "POST" and "try" not in request.POST and form.is_valid():
        told = {"subject": "", **form.cleaned_data}
        try:
            actions.say_at(moment=moment, by=request.user, now=clock.of(request), **told)
        except actions.CannotWrite as problem:
            form.add_error(problem.field or None, str(problem))
        else:
            messages.success(request, "Kept. It is said from now on.")
            return redirect("desk:playbook")
    sample = words.sample(request.user, now=clock.of(request))
    context: dict[str, Any] = {
        "form": form,
        "title": Script.Moment(moment).label,
        "moment": moment,
        "sample": sample,
        "is_own": own is not None,
        "tried": words.tried(str(form["body"].value() or ""), sample.facts),
        "fields": words.MERGE_FIELDS,
    }
    if request.htmx:
        return render(request, "desk/tried.html", context)
    return render(request, "desk/script.html", context, status=422 if form.errors else 200)


def _form(request: DeskRequest, moment: str, own: Script | None) -> WordsForm:
    stands = {
        "subject": own.subject if own else "",
        "body": own.body if own else defaults.SCRIPTS[moment],
    }
    form = WordsForm(posted(request), initial=stands)
    if moment != Script.Moment.EMAIL:
        del form.fields["subject"]
    return form


@require_POST
@requires("playbook.write")
def ours(request: DeskRequest) -> HttpResponse:
    """Go back to the words that came with the house."""
    actions.say_ours(moment=_moment(request), by=request.user, now=clock.of(request))
    messages.success(request, "The words that came with Followup are said again.")
    return redirect("desk:playbook")


def _moment(request: DeskRequest) -> str:
    moment: str = params.read(request.GET, _MOMENT, refuse_unknown=False)["moment"]
    return moment
