"""The API of this room: pushing leads, and what became of them."""

from functools import partial
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from groundwork import clock, openapi, pages, params
from groundwork.parsers import require_json
from groundwork.problems import Refused
from intake import actions, queries, shapes
from intake.api.pushing import WHO_PUSHES, request_key, response_of
from intake.models import Lead
from intake.serializers import LeadIn, lead_in_full, lead_out
from intake.wire import WIRE


class Leads(APIView):
    """Leads that were pushed, newest first; and pushing one."""

    authentication_classes = WHO_PUSHES
    permission = {"GET": ("leads.read", "leads.read_own"), "POST": "leads.push"}
    wanted: dict[str, params.Param] = {
        **pages.PARAMS,
        "fate": params.Choice(among=Lead.Fate.values),
        "source": params.Text(longest=80),
        "external_id": params.Text(longest=200),
        "updated_since": params.Instant(),
        "ordering": params.Choice(among=["-received_at", "received_at"], default="-received_at"),
    }
    rehearsal: dict[str, params.Param] = {"dry_run": params.Flag(default=False)}

    @extend_schema(
        operation_id="leads_list",
        parameters=openapi.asked(wanted),
        responses={200: openapi.page_of(shapes.LEAD), **openapi.problems(400)},
    )
    def get(self, request: Request) -> Response:
        asked = params.read(request.query_params, self.wanted)
        rows = queries.leads_for(request.user)
        for name, column in _FILTERS.items():
            if asked[name] is not None:
                rows = rows.filter(**{column: asked[name]})
        # Keys are given out in the order of arrival.
        order = ["id"] if asked["ordering"] == "received_at" else ["-id"]
        found = pages.page(rows, order=order, size=asked["page_size"], cursor=asked["cursor"])
        return Response(pages.body(request, found, [lead_out(lead) for lead in found.rows]))

    @extend_schema(
        operation_id="leads_push",
        request=LeadIn,
        parameters=[
            *openapi.asked(rehearsal),
            OpenApiParameter("Idempotency-Key", shapes.KEY, OpenApiParameter.HEADER),
        ],
        responses={
            (201, "application/json"): shapes.RECEIVED,
            (200, "application/json"): shapes.RECEIVED,
            **openapi.problems(400, 409, 413, 415, 422),
        },
    )
    def post(self, request: Request) -> Response:
        """Take in one lead: 201 created, 200 merged, suppressed or known already."""
        asked = params.read(request.query_params, self.rehearsal)
        require_json(request)
        take = partial(
            actions.receive_lead,
            raw=request.body,
            by=request.user,
            now=clock.of(request),
            wire=WIRE,
            key=request_key(request),
            from_address=request.META.get("REMOTE_ADDR", ""),
            dry_run=asked["dry_run"],
        )
        try:
            return response_of(take())
        except actions.CannotReuseKey as problem:
            raise Refused(status=422, code="key-reused", detail=str(problem)) from problem
        except actions.KeyInProgress as problem:
            again = {"Retry-After": "1"}
            raise Refused(
                status=409, code="in-progress", detail=str(problem), headers=again
            ) from problem


_FILTERS = {
    "fate": "fate",
    "source": "source",
    "external_id": "external_id",
    "updated_since": "judged_at__gte",
}


class LeadDetail(APIView):
    """One pushed lead with its body and its fate."""

    permission = {"GET": ("leads.read", "leads.read_own")}

    @extend_schema(
        operation_id="leads_read",
        responses={200: shapes.LEAD_IN_FULL, **openapi.problems(400, 404)},
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        params.read(request.query_params, {})
        return Response(lead_in_full(_find(request, public_id)))


class Replay(APIView):
    """Judge again a lead that was refused or failed."""

    permission = {"POST": "leads.push"}

    @extend_schema(
        operation_id="leads_replay",
        request=None,
        responses={
            (201, "application/json"): shapes.RECEIVED,
            (200, "application/json"): shapes.RECEIVED,
            **openapi.problems(400, 404, 409),
        },
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        params.read(request.query_params, {})
        lead = _find(request, public_id)
        try:
            answer = actions.replay_lead(
                lead_id=lead.pk, by=request.user, now=clock.of(request), wire=WIRE
            )
        except actions.CannotReplay as problem:
            raise Refused(status=409, code="settled", detail=str(problem)) from problem
        return response_of(answer)


class Withdraw(APIView):
    """Take back a lead whose prospect nobody has touched."""

    permission = {"POST": "leads.push"}

    @extend_schema(
        operation_id="leads_withdraw",
        request=None,
        responses={200: shapes.LEAD, **openapi.problems(400, 404, 409)},
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        """Close its prospect as lost, and free its external_id. Safe to repeat."""
        params.read(request.query_params, {})
        lead = _find(request, public_id)
        try:
            actions.withdraw_lead(lead_id=lead.pk, by=request.user, now=clock.of(request))
        except actions.CannotWithdraw as problem:
            raise Refused(status=409, code="worked", detail=str(problem)) from problem
        return Response(lead_out(_find(request, public_id)))


def _find(request: Request, public_id: UUID) -> Lead:
    lead = queries.leads_for(request.user).filter(public_id=public_id).first()
    if lead is None:
        raise Http404
    return lead
