"""Policies: the numbers of the rule, in versions that never change."""

from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cadence.models import Policy
from groundwork import bodies, clock, etags, openapi, pages, params
from groundwork.problems import FieldError, Refused
from people.models import Team
from prospects import actions
from prospects.api.finding import conflict
from prospects.serializers import policy_out, shapes, taken


def _visible(request: Request) -> QuerySet[Policy]:
    """Return the team's versions, each knowing the newest of its name."""
    newest = Policy.objects.filter(team=OuterRef("team"), name=OuterRef("name"))
    return (
        Policy.objects.visible_to(request.user)
        .select_related("created_by")
        .annotate(newest=Subquery(newest.order_by("-version").values("version")[:1]))
    )


def _shown(policy: Policy) -> dict[str, Any]:
    return policy_out(policy, newest=policy.newest)


class Policies(APIView):
    """The policies of the team; and making one."""

    permission = {"GET": "policy.read", "POST": "policy.change"}
    wanted: dict[str, params.Param] = {
        **pages.PARAMS,
        "name": params.Text(longest=80),
        "current": params.Flag(),
        "updated_since": params.Instant(),
        "ordering": params.Choice(among=["-created_at", "created_at"], default="-created_at"),
    }

    @extend_schema(
        operation_id="policies_list",
        parameters=openapi.asked(wanted),
        responses={200: shapes.POLICIES},
    )
    def get(self, request: Request) -> Response:
        """List the versions, newest first; `current=true` leaves out those that hold no more."""
        asked = params.read(request.query_params, self.wanted)
        rows = _visible(request)
        if asked["name"] is not None:
            rows = rows.filter(name=asked["name"])
        if asked["current"] is not None:
            later = Policy.objects.filter(
                team=OuterRef("team"), name=OuterRef("name"), version__gt=OuterRef("version")
            )
            keys = Policy.objects.visible_to(request.user).alias(
                later=Subquery(later.values("pk")[:1])
            )
            rows = rows.filter(pk__in=keys.filter(later__isnull=asked["current"]).values("pk"))
        if asked["updated_since"] is not None:  # no version ever changes
            rows = rows.filter(created_at__gte=asked["updated_since"])
        order = pages.by_age(asked)
        found = pages.page(rows, order=order, size=asked["page_size"], cursor=asked["cursor"])
        return Response(pages.body(request, found, [_shown(row) for row in found.rows]))

    @extend_schema(
        operation_id="policies_create",
        request=taken.PolicyIn,
        responses={201: shapes.POLICY_KEPT, **openapi.problems(409)},
    )
    def post(self, request: Request) -> Response:
        """Make a policy that campaigns can choose; 409 if there is one of this name."""
        params.read(request.query_params, {})
        told = bodies.read(taken.PolicyIn, request)
        Team.objects.select_for_update().get(pk=request.user.team_id)
        if Policy.objects.current(team_id=request.user.team_id, name=told["name"]).exists():
            raise conflict("taken", f"There is a policy {told['name']} already: change that one.")
        return _keep(request, told["name"], told["numbers"], status=201)


class PolicyDetail(APIView):
    """One version of a policy."""

    permission = {"GET": "policy.read", "PATCH": "policy.change"}

    @extend_schema(operation_id="policies_read", responses={200: shapes.POLICY})
    def get(self, request: Request, public_id: UUID) -> Response:
        """All numbers of a version."""
        params.read(request.query_params, {})
        return etags.answer(request, _shown(self._find(request, public_id)))

    @extend_schema(
        operation_id="policies_change",
        request=taken.PolicyChangeIn,
        parameters=[openapi.IF_MATCH],
        responses={200: shapes.POLICY_KEPT, **openapi.problems(409, 412)},
    )
    def patch(self, request: Request, public_id: UUID) -> Response:
        """Keep other numbers as the next version, and plan by it in the background.

        The answer is the new version, which has an id of its own. 409 for one that holds no
        more. The same numbers again change nothing.
        """
        params.read(request.query_params, {})
        told = bodies.read(taken.PolicyChangeIn, request)
        Team.objects.select_for_update().get(pk=request.user.team_id)
        policy = self._find(request, public_id)
        etags.check(request, _shown(policy))
        if policy.version != policy.newest:
            raise conflict("superseded", f"Version {policy.newest} holds: change that one.")
        numbers = {**policy.as_rules().as_numbers(), **told["numbers"]}
        return _keep(request, policy.name, numbers)

    def _find(self, request: Request, public_id: UUID) -> Policy:
        policy = _visible(request).filter(public_id=public_id).first()
        if policy is None:
            raise Http404
        return policy


def _keep(request: Request, name: str, numbers: dict[str, Any], *, status: int = 200) -> Response:
    try:
        policy, job = actions.change_policy(
            team=request.user.team,
            by=request.user,
            name=name,
            numbers=numbers,
            now=clock.of(request),
        )
    except actions.CannotKeepPolicy as problem:
        errors = [
            FieldError(field=f"numbers.{field}" if field else "numbers", code="invalid", detail=why)
            for field, why in problem.problems.items()
        ]
        raise Refused(status=400, code="invalid", detail=str(problem), errors=errors) from problem
    shown = policy_out(policy, newest=policy.version)
    return etags.answer(
        request, shown, status=status, besides={"job": str(job.pk) if job else None}
    )
