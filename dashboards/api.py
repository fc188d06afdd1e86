"""The API of this room: what is overdue, per rep and row by row."""

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from dashboards import queries
from dashboards.ages import Age
from dashboards.queries import NoSuchRep, Show
from dashboards.serializers import OVERDUE, rep_out, row_out, totals_out
from groundwork import clock, openapi, pages, params
from groundwork.problems import FieldError, Refused
from people.actors import Actor


class Overdue(APIView):
    """What is overdue in the caller's team, longest first, with the figures of every rep.

    `?rep=` names a rep by e-mail, `?age=` how long it has been overdue by the days that
    its rep worked, `?show=` another figure whose prospects are wanted.
    """

    permission = {"GET": "overdue.read"}
    wanted: dict[str, params.Param] = {
        **pages.PARAMS,
        "rep": params.Text(longest=254),
        "age": params.Choice(among=tuple(Age)),
        "show": params.Choice(among=tuple(Show), default=Show.OVERDUE),
    }

    @extend_schema(
        operation_id="overdue_read",
        parameters=openapi.asked(wanted),
        responses={200: OVERDUE},
    )
    def get(self, request: Request) -> Response:
        asked = params.read(request.query_params, self.wanted)
        try:
            board = queries.board(
                cast(Actor, request.user),
                now=clock.of(request),
                show=Show(asked["show"]),
                rep=asked["rep"].lower() if asked["rep"] else None,
                age=Age(asked["age"]) if asked["age"] else None,
                size=asked["page_size"],
                cursor=asked["cursor"],
            )
        except NoSuchRep:
            # The same words for an unknown person and for one of another team.
            detail = "Nobody in this team signs in with this e-mail."
            errors = [FieldError(field="rep", code="unknown", detail=detail)]
            raise Refused(
                status=400, code="invalid", detail=f"rep: {detail}", errors=errors
            ) from None
        rows = [row_out(row) for row in board.page.rows]
        return Response(
            {
                "reps": [rep_out(each) for each in board.figures],
                "totals": totals_out(board.totals),
                **pages.body(request._request, board.page, rows),
            }
        )
