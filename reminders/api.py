"""The API of this room: a person's own reminders."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from groundwork import clock, openapi, pages, params
from reminders import actions, queries
from reminders.serializers import REMINDER, REMINDERS, reminder_out


class Reminders(APIView):
    """What the signed-in person was told and has to see, newest first."""

    permission = {"GET": "reminders.read"}
    wanted: dict[str, params.Param] = {
        **pages.PARAMS,
        "unseen": params.Flag(),
        "updated_since": params.Instant(),
        "ordering": params.Choice(among=["-raised_at", "raised_at"], default="-raised_at"),
    }

    @extend_schema(
        operation_id="reminders_list",
        parameters=openapi.asked(wanted),
        responses={200: REMINDERS},
    )
    def get(self, request: Request) -> Response:
        """List the caller's reminders; `unseen=true` leaves out what was seen."""
        asked = params.read(request.query_params, self.wanted)
        rows = queries.bell(request.user)
        if asked["unseen"]:
            rows = rows.unseen()
        if (since := asked["updated_since"]) is not None:
            rows = rows.filter(Q(raised_at__gte=since) | Q(seen_at__gte=since))
        order = ["-raised_at", "-id"]
        if asked["ordering"] == "raised_at":
            order = ["raised_at", "id"]
        found = pages.page(rows, order=order, size=asked["page_size"], cursor=asked["cursor"])
        return Response(pages.body(request, found, [reminder_out(row) for row in found.rows]))


class Seen(APIView):
    """Saying that one was seen."""

    permission = {"POST": "reminders.read"}

    @extend_schema(operation_id="reminders_see", request=None, responses={200: REMINDER})
    def post(self, request: Request, public_id: UUID) -> Response:
        """Mark a reminder of the caller as seen. Repeating changes nothing."""
        params.read(request.query_params, {})
        try:
            seen = actions.mark_seen(public_id=public_id, by=request.user, now=clock.of(request))
        except actions.CannotMarkSeen:
            raise Http404 from None
        return Response(reminder_out(seen))
