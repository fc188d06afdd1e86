"""The list of prospects as a file."""

from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_POST

from desk.queries import exporting
from desk.views.lists import asked
from desk.views.request import DeskRequest
from groundwork import clock, params, tables
from people import actions as people
from people.permissions import requires

_FORMAT = {"format": params.Choice(among=tuple(tables.FORMATS), default=tables.CSV)}


@require_POST
@requires("prospects.export")
def export(request: DeskRequest) -> HttpResponse:
    """Every prospect that the list would show, page after page, as CSV or XLSX."""
    now = clock.of(request)
    given, filters = asked(request)
    wanted = params.read(request.POST, _FORMAT, refuse_unknown=False)["format"]
    people.record(
        action="prospects.exported",
        by=request.user,
        at=now,
        team=request.user.team,
        details={"format": wanted, **{name: str(value) for name, value in given.items() if value}},
        from_address=request.META.get("REMOTE_ADDR", ""),
    )
    rows = exporting.table(request.user, filters=filters, now=now)
    response = StreamingHttpResponse(tables.FORMATS[wanted](rows))
    response["Content-Type"] = tables.TYPES[wanted]
    response["Content-Disposition"] = f'attachment; filename="prospects-{now:%Y-%m-%d}.{wanted}"'
    return response
