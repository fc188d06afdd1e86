"""A rep's queue."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from groundwork import clock, openapi, params
from groundwork.problems import Refused
from people.models import ApiKey, User
from people.permissions import may
from prospects import queries
from prospects.api.finding import bad, colleague
from prospects.serializers import queue_row_out, shapes


class QueueView(APIView):
    """The caller's queue in the order of the rule; a key and a manager name whose by `?rep=`."""

    permission = {"GET": "queue.read"}
    wanted: dict[str, params.Param] = {"rep": params.Text(longest=254)}

    @extend_schema(
        operation_id="queue_read",
        parameters=openapi.asked(wanted),
        responses={200: shapes.QUEUE},
    )
    def get(self, request: Request) -> Response:
        """What to do next, the first fifty, with the reasons."""
        asked = params.read(request.query_params, self.wanted)
        owner = self._whose(request, asked["rep"])
        found = queries.queue(owner, now=clock.of(request))
        return Response(
            {
                "rep": owner.email,
                "has_more": found.has_more,
                "results": [queue_row_out(row) for row in found.rows],
            }
        )

    def _whose(self, request: Request, email: str | None) -> User:
        if isinstance(request.user, ApiKey):
            if not email:
                raise bad("rep", "required", "A key names whose queue it asks for: ?rep=E-MAIL.")
            return colleague(request, email, field="rep")
        if not email or email.lower() == request.user.email:
            return request.user
        if not may(request.user, "queue.read_of_others"):
            raise Refused(status=403, code="forbidden", detail="This is another rep's queue.")
        return colleague(request, email, field="rep")
