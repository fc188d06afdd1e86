"""Nudging, and answering escalations: a manager's words, with ten seconds to take them back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from dashboards import speaking
from dashboards.forms import WordsForm
from dashboards.views.overdue import back, show_again, viewer
from groundwork import clock
from people.permissions import requires


@require_POST
@requires("reminders.nudge")
def say(request: HttpRequest) -> HttpResponse:
    """Nudge whoever works the chosen prospects, or answer their escalations."""
    now = clock.of(request)
    form = WordsForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            said = speaking.say(
                told["do"], picked=told["pick"], words=told["words"], by=viewer(request), now=now
            )
        except speaking.CannotSay as problem:
            form.add_error("words", str(problem))
        else:
            for sentence in said.left_out:
                messages.warning(request, sentence)
            return back(told["back"], said=said.batch)
    return show_again(request, form.errors, now=now)


@require_POST
@requires("reminders.nudge")
def unsay(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Take words back within ten seconds."""
    if speaking.unsay(batch=batch, by=viewer(request), now=clock.of(request)):
        messages.success(request, "Taken back: nobody is told.")
    else:
        messages.warning(request, "Ten seconds have passed: it has been told.")
    return back(request.POST.get("back", ""))
