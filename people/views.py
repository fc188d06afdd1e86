"""The pages of this room: so far the very first one."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from groundwork import clock
from people import actions, first_run
from people.forms import WelcomeForm

# What the first key may do: push leads, and look at what became of its own.
FIRST_KEY = ("leads:write", "leads:read:own")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@login_not_required
def welcome(request: HttpRequest) -> HttpResponse:
    """Make the first team and its administrator. Open to whoever has the link, once."""
    token = request.POST.get("token") or request.GET.get("token") or ""
    if not first_run.opens(token):
        raise Http404
    form = WelcomeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _open(request, form.cleaned_data)
        except (actions.CannotCreateTeam, actions.CannotCreateUser) as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        except actions.CannotOpenHouse:
            raise Http404 from None
    status = 422 if form.is_bound else 200
    return render(request, "people/welcome.html", {"form": form, "token": token}, status=status)


def _open(request: HttpRequest, told: dict[str, Any]) -> HttpResponse:
    """Open the house, sign its administrator in, and show what is shown only once."""
    now = clock.of(request)
    admin = actions.open_house(
        team_name=told["team"],
        country=told["country"],
        timezone=told["timezone"],
        name=told["name"],
        email=told["email"],
        password=told["password"],
        at=now,
    )
    _, key = actions.create_api_key(
        team=admin.team, name="First key", scopes=FIRST_KEY, at=now, by=admin
    )
    # The house below knows no prospects; who does is named in the settings.
    sample = import_string(settings.SAMPLE_DATA)(now=now) if told["with_sample"] else None
    login(request, admin, backend=settings.AUTHENTICATION_BACKENDS[0])
    transaction.on_commit(first_run.close)
    context = {
        "admin": admin,
        "key": key,
        "sample": sample,
        "leads_url": request.build_absolute_uri(reverse("intake:leads")),
    }
    return render(request, "people/welcomed.html", context)
