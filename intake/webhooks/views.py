"""The webhook pages: whom to tell of what, and what was told."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundwork import clock, pages, params
from intake.webhooks import actions, queries
from intake.webhooks.forms import EndpointForm
from intake.webhooks.models import WebhookDelivery, WebhookEndpoint
from people.permissions import requires

_PARAMS = {
    "cursor": params.Text(longest=1_000),
    "state": params.Choice(among=WebhookDelivery.State.values, default=""),
}


def _find(request: HttpRequest, public_id: UUID) -> WebhookEndpoint:
    return get_object_or_404(queries.endpoints_for(request.user), public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@requires("webhooks.manage")
def webhooks(request: HttpRequest) -> HttpResponse:
    """Every webhook of the team, and the way to a new one."""
    form = EndpointForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            endpoint, secret = actions.create_endpoint(
                **form.cleaned_data, by=request.user, now=clock.of(request)
            )
        except actions.CannotChangeEndpoint as problem:
            form.add_error(problem.field, str(problem))
        else:
            return _secret(request, endpoint, secret)
    context = {"form": form, "webhooks": queries.endpoints_for(request.user)}
    status = 422 if form.is_bound else 200
    return render(request, "intake/webhooks.html", context, status=status)


def _secret(request: HttpRequest, endpoint: WebhookEndpoint, secret: str) -> HttpResponse:
    context = {"webhook": endpoint, "secret": secret}
    return render(request, "intake/webhook_secret.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("webhooks.manage")
def webhook(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One webhook with its delivery log; changing it."""
    endpoint = _find(request, public_id)
    told = {"url": endpoint.url, "name": endpoint.name, "events": endpoint.events}
    form = EndpointForm(request.POST if request.method == "POST" else None, initial=told)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_endpoint(
                endpoint_id=endpoint.pk,
                by=request.user,
                now=clock.of(request),
                **form.cleaned_data,
            )
        except actions.CannotChangeEndpoint as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, "Saved.")
            return redirect("webhooks:webhook", endpoint.public_id)
    return _webhook(request, endpoint, form)


def _webhook(request: HttpRequest, endpoint: WebhookEndpoint, form: EndpointForm) -> HttpResponse:
    given = params.read(request.GET, _PARAMS, refuse_unknown=False)
    rows = queries.deliveries_of(endpoint)
    if given["state"]:
        rows = rows.filter(state=given["state"])
    context = {
        "webhook": endpoint,
        "form": form,
        "given": given,
        "states": WebhookDelivery.State.choices,
        "log": pages.page(rows, order=["-id"], cursor=given["cursor"]),
    }
    status = 422 if form.errors else 200
    return render(request, "intake/webhook.html", context, status=status)


@require_POST
@requires("webhooks.manage")
def test(request: HttpRequest, public_id: UUID) -> HttpResponse:
    endpoint = _find(request, public_id)
    actions.send_test(endpoint_id=endpoint.pk, by=request.user, now=clock.of(request))
    messages.success(request, "A test event is on its way. Look at the log in some seconds.")
    return redirect("webhooks:webhook", endpoint.public_id)


@require_POST
@never_cache
@requires("webhooks.manage")
def rotate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    endpoint = _find(request, public_id)
    endpoint, secret = actions.rotate_secret(
        endpoint_id=endpoint.pk, by=request.user, now=clock.of(request)
    )
    return _secret(request, endpoint, secret)


@require_POST
@requires("webhooks.manage")
def pause(request: HttpRequest, public_id: UUID) -> HttpResponse:
    endpoint = _find(request, public_id)
    actions.pause(endpoint_id=endpoint.pk, by=request.user, now=clock.of(request))
    messages.success(request, "Paused. Nothing is told to it until you resume it.")
    return redirect("webhooks:webhook", endpoint.public_id)


@require_POST
@requires("webhooks.manage")
def resume(request: HttpRequest, public_id: UUID) -> HttpResponse:
    endpoint = _find(request, public_id)
    actions.resume(endpoint_id=endpoint.pk, by=request.user, now=clock.of(request))
    messages.success(request, "Resumed. What it missed can be sent again from the log.")
    return redirect("webhooks:webhook", endpoint.public_id)


@require_POST
@requires("webhooks.manage")
def remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    endpoint = _find(request, public_id)
    actions.remove_endpoint(endpoint_id=endpoint.pk, by=request.user, now=clock.of(request))
    messages.success(request, f"{endpoint} was removed, with its log.")
    return redirect("webhooks:webhooks")


@require_safe
@requires("webhooks.manage")
def delivery(request: HttpRequest, public_id: UUID, delivery_id: UUID) -> HttpResponse:
    """One delivery: what was sent, and what was answered last."""
    endpoint = _find(request, public_id)
    found = get_object_or_404(queries.deliveries_of(endpoint), public_id=delivery_id)
    context = {"webhook": endpoint, "delivery": found}
    return render(request, "intake/webhook_delivery.html", context)


@require_POST
@requires("webhooks.manage")
def redeliver(request: HttpRequest, public_id: UUID, delivery_id: UUID) -> HttpResponse:
    endpoint = _find(request, public_id)
    found = get_object_or_404(queries.deliveries_of(endpoint), public_id=delivery_id)
    try:
        actions.redeliver(delivery_id=found.pk, by=request.user, now=clock.of(request))
    except actions.CannotRedeliver as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, "It is on its way again.")
    return redirect("webhooks:delivery", endpoint.public_id, found.public_id)
