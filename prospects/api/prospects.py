"""Prospects: listed, set down, told in full and put right."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cadence import rules
from groundwork import bodies, clock, etags, openapi, pages, params
from prospects import actions, queries
from prospects.api.finding import SHOWN, bad, campaign, colleague, conflict, find
from prospects.models import Prospect
from prospects.serializers import prospect_in_full, prospect_out, shapes, taken

# What the list can be ordered by, and the columns that are.
_ORDERS = {
    "-recorded_at": ["-id"],
    "recorded_at": ["id"],
    "name": ["name_key", "id"],
    "-name": ["-name_key", "-id"],
    "updated_at": ["updated_at", "id"],
    "-updated_at": ["-updated_at", "-id"],
    "next_attempt_at": ["next_attempt_at", "id"],
    "-next_attempt_at": ["-next_attempt_at", "-id"],
}


class ProspectList(APIView):
    """Prospects of the caller's team, newest first; and setting one down."""

    permission = {"GET": "prospects.read", "POST": "prospects.write"}
    wanted: dict[str, params.Param] = {
        **pages.PARAMS,
        "status": params.Choice(among=Prospect.Status.values),
        "owner": params.Text(longest=254),
        "overdue": params.Flag(),
        "phase": params.Choice(among=tuple(rules.Phase)),
        "horizon": params.Choice(among=tuple(queries.HORIZONS)),
        "campaign": params.Text(longest=80),
        "q": params.Text(longest=200),
        "updated_since": params.Instant(),
        "ordering": params.Choice(among=tuple(_ORDERS), default="-recorded_at"),
    }

    @extend_schema(
        operation_id="prospects_list",
        parameters=openapi.asked(wanted),
        responses={200: shapes.PROSPECTS},
    )
    def get(self, request: Request) -> Response:
        """List prospects. By `next_attempt_at` only the open ones are ordered, and listed."""
        asked = params.read(request.query_params, self.wanted)
        rows = Prospect.objects.visible_to(request.user).select_related(*SHOWN)
        rows = self._narrowed(request, rows, asked)
        order = _ORDERS[asked["ordering"]]
        if "next_attempt_at" in asked["ordering"]:
            rows = rows.open()
        found = pages.page(rows, order=order, size=asked["page_size"], cursor=asked["cursor"])
        return Response(pages.body(request, found, [prospect_out(row) for row in found.rows]))

    def _narrowed(
        self, request: Request, rows: QuerySet[Prospect], asked: dict[str, Any]
    ) -> QuerySet[Prospect]:
        for name, narrow in _FILTERS.items():
            if asked[name] is not None:
                rows = narrow(rows, asked[name])
        if asked["overdue"] is not None:
            late = rows.overdue(now=clock.of(request)).order_by()
            rows = late if asked["overdue"] else rows.exclude(pk__in=late.values("pk"))
        if asked["horizon"] is not None:
            today = clock.of(request).date()
            rows = queries.within_horizon(rows, asked["horizon"], today=today)
        return queries.search(rows, asked["q"] or "", actor=request.user)

    @extend_schema(
        operation_id="prospects_create",
        request=taken.ProspectIn,
        responses={201: shapes.PROSPECT_IN_FULL, **openapi.problems(409)},
    )
    def post(self, request: Request) -> Response:
        """Set a prospect down, with its first next attempt; 409 if it is there already.

        Nothing is merged here: leads from outside are pushed to `/leads/`.
        """
        params.read(request.query_params, {})
        told = bodies.read(taken.ProspectIn, request)
        owner = colleague(request, told["owner"], field="owner") if told["owner"] else None
        try:
            prospect = actions.pursue(
                new=taken.new_prospect(told),
                by=request.user,
                now=clock.of(request),
                owner=owner,
                campaign=campaign(request, told["campaign"]),
            )
        except actions.PursuedAlready as problem:
            raise conflict("pursued-already", str(problem)) from problem
        except actions.CannotAssign as problem:
            raise conflict("nobody-to-assign", str(problem)) from problem
        return in_full(request, prospect, status=201)


_FILTERS: dict[str, Callable[[QuerySet[Prospect], Any], QuerySet[Prospect]]] = {
    "status": lambda rows, value: rows.filter(status=value),
    "owner": lambda rows, value: rows.filter(owner__email=value.lower()),
    "phase": lambda rows, value: rows.filter(phase=value),
    "campaign": lambda rows, value: rows.filter(campaign__slug=value),
    "updated_since": lambda rows, value: rows.filter(updated_at__gte=value),
}


def in_full(request: Request, prospect: Prospect, *, status: int = 200) -> Response:
    """Answer with everything about a prospect."""
    return etags.answer(request, shown(prospect), status=status)


def shown(prospect: Prospect) -> dict[str, Any]:
    return prospect_in_full(prospect, queries.contacts_of(prospect))


class ProspectDetail(APIView):
    """One prospect with its people."""

    permission = {"GET": "prospects.read", "PATCH": "prospects.write"}

    @extend_schema(operation_id="prospects_read", responses={200: shapes.PROSPECT_IN_FULL})
    def get(self, request: Request, public_id: UUID) -> Response:
        """Everything that is known of a prospect."""
        params.read(request.query_params, {})
        return in_full(request, find(request, public_id))

    @extend_schema(
        operation_id="prospects_change",
        request=taken.ProspectChangeIn,
        parameters=[openapi.IF_MATCH],
        responses={200: shapes.PROSPECT_IN_FULL, **openapi.problems(412)},
    )
    def patch(self, request: Request, public_id: UUID) -> Response:
        """Put right what is named; what is not stays. The next attempt follows from it.

        The old values are kept. Repeating changes nothing.
        """
        params.read(request.query_params, {})
        told = bodies.read(taken.ProspectChangeIn, request, partial=True)
        changes = taken.columns(told)
        prospect = find(request, public_id, to_change=True)
        etags.check(request, shown(prospect))
        if "campaign" in told:
            changes["campaign"] = campaign(request, told["campaign"])
        try:
            prospect = actions.correct_prospect(
                prospect_id=prospect.pk, told=changes, by=request.user, now=clock.of(request)
            )
        except actions.CannotCorrect as problem:
            raise bad(problem.field, problem.code, str(problem)) from problem
        return in_full(request, prospect)
