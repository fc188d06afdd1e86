"""How a person wants to be told besides the page, and which of their browsers may."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundwork import clock
from people.models import User
from people.permissions import requires
from reminders import actions, queries
from reminders.forms import SubscriptionForm, WishesForm


@require_http_methods(["GET", "HEAD", "POST"])
@requires("preferences.change")
def wishes(request: HttpRequest) -> HttpResponse:
    """What tells me, by which way, and when it is quiet."""
    user = cast(User, request.user)
    form = WishesForm(request.POST or None, initial=WishesForm.chosen(queries.wishes_of(user)))
    if request.method == "POST" and form.is_valid():
        actions.wish(user=user, **form.wishes())
        messages.success(request, "Saved.")
        return redirect("reminders:wishes")
    context = {
        "form": form,
        "browsers": queries.browsers_of(user),
        "push_key": actions.push_key(now=clock.of(request)),
        "can_mail": queries.can_mail(),
    }
    return render(request, "reminders/wishes.html", context, status=422 if form.errors else 200)


@require_POST
@requires("preferences.change")
def subscribe(request: HttpRequest) -> HttpResponse:
    """Take a browser's subscription, as its script sends it."""
    form = SubscriptionForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"problem": "That is no subscription of a browser."}, status=422)
    try:
        actions.subscribe(user=cast(User, request.user), **form.cleaned_data, now=clock.of(request))
    except actions.CannotSubscribe as problem:
        return JsonResponse({"problem": str(problem)}, status=422)
    return JsonResponse({"subscribed": True}, status=201)


@require_POST
@requires("preferences.change")
def unsubscribe(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Forget one of one's own browsers."""
    if actions.unsubscribe(user=cast(User, request.user), public_id=public_id):
        messages.success(request, "That browser gets no more notifications.")
    return redirect("reminders:wishes")


@require_safe
@never_cache
@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """The script that shows notifications while no page is open.

    It lies at the top, because a browser lets it speak for the addresses below its own.
    """
    return render(request, "reminders/worker.js", content_type="text/javascript")
