"""Keys for programs: made, shown once, given a new secret, revoked."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from groundwork import clock
from intake import actions, queries
from intake.forms import KeyForm, RotateForm
from people import actions as people
from people.models import ApiKey
from people.permissions import requires
from prospects.models import Campaign


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@requires("keys.manage")
def keys(request: HttpRequest) -> HttpResponse:
    """Every key of the team, and the way to a new one."""
    now = clock.of(request)
    campaigns = Campaign.objects.visible_to(request.user).filter(is_active=True).order_by("name")
    form = KeyForm(
        request.POST if request.method == "POST" else None,
        campaigns=campaigns,
        today=now.date(),
    )
    if form.is_valid():
        try:
            return _make(request, form, now)
        except people.CannotCreateApiKey as problem:
            form.add_error(None, str(problem))
    context = {"form": form, "keys": queries.keys_of(request.user), "now": now}
    context["rotate"] = RotateForm()
    status = 422 if form.is_bound else 200
    return render(request, "intake/keys.html", context, status=status)


def _make(request: HttpRequest, form: KeyForm, now: datetime) -> HttpResponse:
    told = dict(form.cleaned_data)
    campaign, asked_us = told.pop("campaign"), told.pop("asked_us")
    last_day = told.pop("expires_on")
    if last_day is not None:
        told["expires_at"] = datetime.combine(last_day + timedelta(days=1), time(), tzinfo=UTC)
    key, text = people.create_api_key(team=request.user.team, by=request.user, at=now, **told)
    actions.keep_key_defaults(key=key, campaign=campaign, asked_us=asked_us)
    return render(request, "intake/key_shown.html", {"key": key, "text": text})


@require_POST
@never_cache
@requires("keys.manage")
def rotate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give a key a new secret, shown this once; the old one is good a while longer."""
    key = _find(request, public_id)
    form = RotateForm(request.POST)
    if not form.is_valid() or key.revoked_at is not None:
        messages.warning(request, "Nothing was changed: the key is revoked, or no time was chosen.")
        return redirect("keys:keys")
    overlap = timedelta(hours=form.cleaned_data["overlap"])
    key, text = people.rotate_api_key(
        key_id=key.pk, by=request.user, at=clock.of(request), overlap=overlap
    )
    return render(request, "intake/key_shown.html", {"key": key, "text": text})


@require_POST
@requires("keys.manage")
def revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a key away, at once and for good."""
    key = people.revoke_api_key(
        key_id=_find(request, public_id).pk, by=request.user, at=clock.of(request)
    )
    messages.success(request, f"{key.name} opens no door any more.")
    return redirect("keys:keys")


def _find(request: HttpRequest, public_id: UUID) -> ApiKey:
    return get_object_or_404(ApiKey.objects.visible_to(request.user), public_id=public_id)
