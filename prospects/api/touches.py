"""Touches: listed, and logged. They never change."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cadence import rules
from groundwork import bodies, clock, openapi, pages, params
from prospects import actions, queries
from prospects.api.finding import bad, conflict, find, rep_of
from prospects.models import Contact, Prospect, Touch
from prospects.serializers import next_attempt, shapes, taken, touch_out

_TOLD = ("rep", "prospect", "corrects")
_LOGGED = {
    (201, "application/json"): shapes.LOGGED,
    (200, "application/json"): shapes.LOGGED,
    **openapi.problems(409),
}
_PARAMS: dict[str, params.Param] = {
    **pages.PARAMS,
    "rep": params.Text(longest=254),
    "outcome": params.Choice(among=tuple(rules.Outcome)),
    "channel": params.Choice(among=tuple(rules.Channel)),
    "updated_since": params.Instant(),
    "ordering": params.Choice(among=("-recorded_at", "recorded_at"), default="-recorded_at"),
}
_FILTERS: dict[str, Callable[[QuerySet[Touch], Any], QuerySet[Touch]]] = {
    "rep": lambda rows, value: rows.filter(rep__email=value.lower()),
    "outcome": lambda rows, value: rows.filter(outcome=value),
    "channel": lambda rows, value: rows.filter(channel=value),
    # What is never changed was updated when it was recorded.
    "updated_since": lambda rows, value: rows.filter(recorded_at__gte=value),
}


def _listed(request: Request, rows: QuerySet[Touch]) -> Response:
    asked = params.read(request.query_params, _PARAMS)
    for name, narrow in _FILTERS.items():
        if asked[name] is not None:
            rows = narrow(rows, asked[name])
    # Keys are given out in the order of recording.
    order = ["id"] if asked["ordering"] == "recorded_at" else ["-id"]
    found = pages.page(
        rows.select_related(*_TOLD), order=order, size=asked["page_size"], cursor=asked["cursor"]
    )
    return Response(pages.body(request, found, [touch_out(row) for row in found.rows]))


def _logged(request: Request, prospect: Prospect, told: dict[str, Any]) -> Response:
    try:
        logged = actions.log_touch(
            prospect_id=prospect.pk,
            by=request.user,
            now=clock.of(request),
            **_as_arguments(request, prospect, told),
        )
    except actions.CannotLogTouch as problem:
        if problem.field:
            raise bad(_path(problem.field), problem.code, str(problem)) from problem
        raise conflict("cannot-log", str(problem)) from problem
    answer = {
        **touch_out(logged.touch),
        "next_attempt": next_attempt(logged.prospect),
        "status": logged.prospect.status,
    }
    return Response(answer, status=201 if logged.is_new else 200)


def _path(field: str) -> str:
    return field if field in taken.TouchIn().fields else f"details.{field}"


def _as_arguments(request: Request, prospect: Prospect, told: dict[str, Any]) -> dict[str, Any]:
    """Turn what was sent into what the action takes."""
    details = dict(told["details"])
    if told["promised_at"]:
        details["promised_at"] = told["promised_at"]
    return {
        "outcome": rules.Outcome(told["outcome"]),
        "channel": rules.Channel(told["channel"]) if told["channel"] else None,
        "direction": rules.Direction(told["direction"]) if told["direction"] else None,
        "occurred_at": told["occurred_at"],
        "contact": _contact(prospect, told["contact"]),
        "rep": rep_of(request, told["rep"]),
        "note": told["note"],
        "hook": told["hook"],
        "own_number": told["own_number"],
        "details": details,
        "submission_id": told["submission_id"] or uuid4(),
    }


def _contact(prospect: Prospect, public_id: UUID | None) -> Contact | None:
    if public_id is None:
        return None
    found = next((c for c in queries.contacts_of(prospect) if c.public_id == public_id), None)
    if found is None:
        raise bad("contact", "unknown", "Nobody at this prospect has this id.")
    return found


class ProspectTouches(APIView):
    """The touches of one prospect, newest first; and logging one."""

    permission = {"GET": "prospects.read", "POST": "touches.log"}

    @extend_schema(
        operation_id="prospect_touches_list",
        parameters=openapi.asked(_PARAMS),
        responses={200: shapes.TOUCHES},
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """List the touches of a prospect, those of prospects merged into it too."""
        prospect = find(request, public_id)
        return _listed(request, Touch.objects.filter(prospect_id__in=prospect.keys_of_all))

    @extend_schema(operation_id="prospect_touches_log", request=taken.TouchIn, responses=_LOGGED)
    def post(self, request: Request, public_id: UUID) -> Response:
        """Log a touch. 201 the first time, 200 for a repeat of the same `submission_id`."""
        params.read(request.query_params, {})
        prospect = find(request, public_id)
        return _logged(request, prospect, bodies.read(taken.TouchIn, request))


class Touches(APIView):
    """The touches of the team, newest first; and logging one."""

    permission = {"GET": "prospects.read", "POST": "touches.log"}

    @extend_schema(
        operation_id="touches_list",
        parameters=openapi.asked(_PARAMS),
        responses={200: shapes.TOUCHES},
    )
    def get(self, request: Request) -> Response:
        """List what was logged, by whom and on whom."""
        return _listed(request, Touch.objects.visible_to(request.user))

    @extend_schema(operation_id="touches_log", request=taken.TouchOnIn, responses=_LOGGED)
    def post(self, request: Request) -> Response:
        """Log a touch on the prospect that the body names, as on its own path."""
        params.read(request.query_params, {})
        told = bodies.read(taken.TouchOnIn, request)
        known = Prospect.objects.visible_to(request.user)
        prospect = known.select_related("team").filter(public_id=told["prospect"]).first()
        if prospect is None:
            raise bad("prospect", "unknown", "This team has no prospect of this id.")
        return _logged(request, prospect, told)
