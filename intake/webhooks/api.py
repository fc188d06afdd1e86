"""Webhooks by program: made, changed, tried out, and their log."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from groundwork import bodies, clock, etags, openapi, pages, params
from groundwork.problems import FieldError, Refused
from intake.webhooks import actions, queries
from intake.webhooks.models import WebhookDelivery, WebhookEndpoint
from intake.webhooks.serializers import (
    DELIVERY,
    ENDPOINT,
    WITH_SECRET,
    EndpointChanges,
    EndpointIn,
    delivery_out,
    endpoint_out,
)


def _find(request: Request, public_id: UUID, *, to_change: bool = False) -> WebhookEndpoint:
    rows = queries.endpoints_for(request.user)
    if to_change:
        rows = rows.select_for_update(of=("self",))
    endpoint = rows.filter(public_id=public_id).first()
    if endpoint is None:
        raise Http404
    return endpoint


def _bad(problem: actions.CannotChangeEndpoint) -> Refused:
    field = "address" if problem.field == "url" else problem.field
    errors = [FieldError(field=field, code="invalid", detail=str(problem))]
    return Refused(status=400, code="invalid", detail=f"{field}: {problem}", errors=errors)


class Webhooks(APIView):
    """The team's webhooks; and making one."""

    permission = {"GET": "webhooks.read", "POST": "webhooks.manage"}
    wanted: dict[str, params.Param] = {
        **pages.PARAMS,
        **pages.AGE,
        "updated_since": params.Instant(),
    }

    @extend_schema(
        operation_id="webhooks_list",
        parameters=openapi.asked(wanted),
        responses={200: openapi.page_of(ENDPOINT), **openapi.problems(400)},
    )
    def get(self, request: Request) -> Response:
        """List the webhooks, in the order they were made."""
        asked = params.read(request.query_params, self.wanted)
        rows = queries.endpoints_for(request.user)
        if asked["updated_since"] is not None:
            rows = rows.filter(updated_at__gte=asked["updated_since"])
        order = pages.by_age(asked)
        found = pages.page(rows, order=order, size=asked["page_size"], cursor=asked["cursor"])
        return Response(pages.body(request, found, [endpoint_out(row) for row in found.rows]))

    @extend_schema(
        operation_id="webhooks_create",
        request=EndpointIn,
        responses={201: WITH_SECRET, **openapi.problems(400, 413, 415)},
    )
    def post(self, request: Request) -> Response:
        """Make a webhook. Its secret is in this answer and in no other."""
        params.read(request.query_params, {})
        told = bodies.read(EndpointIn, request)
        try:
            endpoint, secret = actions.create_endpoint(
                url=told["address"],
                events=told["events"],
                name=told["name"],
                by=request.user,
                now=clock.of(request),
            )
        except actions.CannotChangeEndpoint as problem:
            raise _bad(problem) from problem
        return etags.answer(request, endpoint_out(endpoint), status=201, besides={"secret": secret})


class WebhookDetail(APIView):
    """One webhook."""

    permission = {
        "GET": "webhooks.read",
        "PATCH": "webhooks.manage",
        "DELETE": "webhooks.manage",
    }

    @extend_schema(
        operation_id="webhooks_read",
        responses={200: ENDPOINT, **openapi.problems(400, 404)},
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """Whom it tells, of what, and how that goes."""
        params.read(request.query_params, {})
        return etags.answer(request, endpoint_out(_find(request, public_id)))

    @extend_schema(
        operation_id="webhooks_change",
        request=EndpointChanges,
        parameters=[openapi.IF_MATCH],
        responses={200: ENDPOINT, **openapi.problems(400, 404, 412, 413, 415)},
    )
    def patch(self, request: Request, public_id: UUID) -> Response:
        """Change what is named. `paused` pauses or resumes it."""
        params.read(request.query_params, {})
        told: dict[str, Any] = bodies.read(EndpointChanges, request, partial=True)
        endpoint = _find(request, public_id, to_change=True)
        etags.check(request, endpoint_out(endpoint))
        who = {"endpoint_id": endpoint.pk, "by": request.user, "now": clock.of(request)}
        paused = told.pop("paused", None)
        if "address" in told:
            told["url"] = told.pop("address")
        try:
            if told:
                actions.change_endpoint(**who, **told)
        except actions.CannotChangeEndpoint as problem:
            raise _bad(problem) from problem
        if paused is not None:
            (actions.pause if paused else actions.resume)(**who)
        return etags.answer(request, endpoint_out(_find(request, public_id)))

    @extend_schema(
        operation_id="webhooks_remove",
        parameters=[openapi.IF_MATCH],
        responses={204: None, **openapi.problems(400, 404, 412)},
    )
    def delete(self, request: Request, public_id: UUID) -> Response:
        """Remove it with its log; what is on its way does not leave."""
        params.read(request.query_params, {})
        endpoint = _find(request, public_id, to_change=True)
        etags.check(request, endpoint_out(endpoint))
        actions.remove_endpoint(endpoint_id=endpoint.pk, by=request.user, now=clock.of(request))
        return Response(status=204)


class Secret(APIView):
    """A new secret."""

    permission = {"POST": "webhooks.manage"}

    @extend_schema(
        operation_id="webhooks_rotate_secret",
        request=None,
        responses={200: WITH_SECRET, **openapi.problems(400, 404)},
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        """Make a new secret. For a day both sign every delivery."""
        params.read(request.query_params, {})
        endpoint, secret = actions.rotate_secret(
            endpoint_id=_find(request, public_id).pk, by=request.user, now=clock.of(request)
        )
        return Response({**endpoint_out(endpoint), "secret": secret})


class Test(APIView):
    """A test event."""

    permission = {"POST": "webhooks.manage"}

    @extend_schema(
        operation_id="webhooks_test",
        request=None,
        responses={202: DELIVERY, **openapi.problems(400, 404)},
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        """Send `webhook.test`, also while it is paused."""
        params.read(request.query_params, {})
        delivery = actions.send_test(
            endpoint_id=_find(request, public_id).pk, by=request.user, now=clock.of(request)
        )
        return Response(delivery_out(delivery), status=202)


class Deliveries(APIView):
    """What a webhook was told, newest first."""

    permission = {"GET": "webhooks.read"}
    wanted: dict[str, params.Param] = {
        **pages.PARAMS,
        "state": params.Choice(among=WebhookDelivery.State.values),
        "updated_since": params.Instant(),
        "ordering": params.Choice(among=["-told_at", "told_at"], default="-told_at"),
    }

    @extend_schema(
        operation_id="webhooks_deliveries",
        parameters=openapi.asked(wanted),
        responses={200: openapi.page_of(DELIVERY), **openapi.problems(400, 404)},
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """List the deliveries of the last thirty days."""
        asked = params.read(request.query_params, self.wanted)
        rows = queries.deliveries_of(_find(request, public_id))
        if asked["state"]:
            rows = rows.filter(state=asked["state"])
        if (since := asked["updated_since"]) is not None:
            rows = rows.filter(Q(told_at__gte=since) | Q(tried_at__gte=since))
        order = ["id"] if asked["ordering"] == "told_at" else ["-id"]
        found = pages.page(rows, order=order, size=asked["page_size"], cursor=asked["cursor"])
        return Response(pages.body(request, found, [delivery_out(row) for row in found.rows]))


class Redelivery(APIView):
    """A delivery, once more."""

    permission = {"POST": "webhooks.manage"}

    @extend_schema(
        operation_id="webhooks_redeliver",
        request=None,
        responses={202: DELIVERY, **openapi.problems(400, 404, 409)},
    )
    def post(self, request: Request, public_id: UUID, delivery_id: UUID) -> Response:
        """Send it as it was, under a new webhook-id; 409 while it is on its way or paused."""
        params.read(request.query_params, {})
        rows = queries.deliveries_of(_find(request, public_id))
        found = rows.filter(public_id=delivery_id).first()
        if found is None:
            raise Http404
        try:
            delivery = actions.redeliver(
                delivery_id=found.pk, by=request.user, now=clock.of(request)
            )
        except actions.CannotRedeliver as problem:
            raise Refused(status=409, code="not-now", detail=str(problem)) from problem
        return Response(delivery_out(delivery), status=202)
