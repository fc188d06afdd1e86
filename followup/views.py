"""The doors of this room: figures for monitors, and the reference of the API."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from followup import reading
from followup.metrics import CONTENT_TYPE, exposition
from groundwork import clock
from groundwork.openapi import PROBLEM
from people.permissions import requires


@require_safe
@never_cache
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for who shows the token; where none is set there is no such page."""
    if not settings.METRICS_TOKEN:
        raise Http404
    shown = request.headers.get("Authorization", "")
    if not constant_time_compare(shown, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(exposition(now=clock.now()), content_type=CONTENT_TYPE)


@require_safe
@requires("schema.read")
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation of the API, with what it takes, what it answers and an example."""
    context = {
        "groups": reading.groups(),
        "address": settings.SITE_URL,
        "limit": settings.API_REQUESTS_PER_MINUTE,
        "problem": PROBLEM["properties"],
    }
    return render(request, "followup/docs.html", context)
