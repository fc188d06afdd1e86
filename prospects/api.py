"""The API of this room: prospects, their touches, and the queue."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cadence import rules
from groundwork import clock, pages, params
from groundwork.problems import FieldError, Refused
from people.models import ApiKey, User
from people.permissions import may
from prospects import actions, queries
from prospects.models import Contact, Prospect, Touch
from prospects.serializers import (
    TouchIn,
    contact_out,
    next_attempt,
    prospect_out,
    queue_row_out,
    touch_out,
)

_SHOWN = ("owner", "campaign", "team")


def _find(request: Request, public_id: UUID) -> Prospect:
    """Return the prospect if the caller may know of it.

    :raises Http404: if not: another team's looks exactly like one that never was
    """
    found = Prospect.objects.visible_to(request.user).select_related(*_SHOWN)
    prospect = found.filter(public_id=public_id).first()
    if prospect is None:
        raise Http404
    return prospect


def _bad(field: str, code: str, detail: str) -> Refused:
    errors = [FieldError(field=field, code=code, detail=detail)]
    return Refused(status=400, code="invalid", detail=f"{field}: {detail}", errors=errors)


class ProspectList(APIView):
    """Prospects of the caller's team, newest first."""

    permission = {"GET": "prospects.read"}
    wanted: dict[str, params.Param] = {
        **pages.PARAMS,
        "status": params.Choice(among=Prospect.Status.values),
        "owner": params.Text(longest=254),
        "overdue": params.Flag(),
        "phase": params.Choice(among=tuple(rules.Phase)),
        "updated_since": params.Instant(),
    }

    def get(self, request: Request) -> Response:
        asked = params.read(request.query_params, self.wanted)
        rows = Prospect.objects.visible_to(request.user).select_related(*_SHOWN)
        for name, narrow in _FILTERS.items():
            if asked[name] is not None:
                rows = narrow(rows, asked[name])
        found = pages.page(rows, order=["-id"], size=asked["page_size"], cursor=asked["cursor"])
        return Response(pages.body(request, found, [prospect_out(row) for row in found.rows]))


def _overdue(rows: QuerySet[Prospect], wanted: bool) -> QuerySet[Prospect]:  # noqa: FBT001
    now = clock.now()
    late = rows.filter(status=Prospect.Status.OPEN, overdue_at__lte=now)
    return late if wanted else rows.exclude(pk__in=late.values("pk"))


_FILTERS: dict[str, Callable[[QuerySet[Prospect], Any], QuerySet[Prospect]]] = {
    "status": lambda rows, value: rows.filter(status=value),
    "owner": lambda rows, value: rows.filter(owner__email=value.lower()),
    "overdue": _overdue,
    "phase": lambda rows, value: rows.filter(phase=value),
    "updated_since": lambda rows, value: rows.filter(updated_at__gte=value),
}


class ProspectDetail(APIView):
    """One prospect with its people."""

    permission = {"GET": "prospects.read"}

    def get(self, request: Request, public_id: UUID) -> Response:
        params.read(request.query_params, {})
        prospect = _find(request, public_id)
        contacts = [contact_out(contact) for contact in queries.contacts_of(prospect)]
        return Response({**prospect_out(prospect), "contacts": contacts})


class Touches(APIView):
    """The touches of one prospect, newest first; and logging one."""

    permission = {"GET": "prospects.read", "POST": "touches.log"}

    def get(self, request: Request, public_id: UUID) -> Response:
        asked = params.read(request.query_params, pages.PARAMS)
        prospect = _find(request, public_id)
        rows = Touch.objects.filter(prospect=prospect).select_related("rep", "prospect", "corrects")
        found = pages.page(rows, order=["-id"], size=asked["page_size"], cursor=asked["cursor"])
        return Response(pages.body(request, found, [touch_out(row) for row in found.rows]))

    def post(self, request: Request, public_id: UUID) -> Response:
        """Log a touch. 201 the first time, 200 for a repeat of the same `submission_id`."""
        prospect = _find(request, public_id)
        incoming = TouchIn(data=request.data)
        incoming.is_valid(raise_exception=True)
        told = incoming.validated_data
        try:
            logged = actions.log_touch(
                prospect_id=prospect.pk,
                by=request.user,
                now=clock.now(),
                **_as_arguments(request, prospect, told),
            )
        except actions.CannotLogTouch as problem:
            if problem.field:
                raise _bad(_path(problem.field), problem.code, str(problem)) from problem
            raise Refused(status=409, code="cannot-log", detail=str(problem)) from problem
        answer = {
            **touch_out(logged.touch),
            "next_attempt": next_attempt(logged.prospect),
            "status": logged.prospect.status,
        }
        return Response(answer, status=201 if logged.is_new else 200)


def _path(field: str) -> str:
    return field if field in TouchIn().fields else f"details.{field}"


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
        "rep": _rep(request, told["rep"]),
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
        raise _bad("contact", "unknown", "Nobody at this prospect has this id.")
    return found


def _rep(request: Request, email: str) -> User | None:
    """A key acts for a rep and names them; a person acts as themselves."""
    if not isinstance(request.user, ApiKey):
        return None
    if not email:
        raise _bad("rep", "required", "A touch logged by a key names the rep by e-mail.")
    return _colleague(request, email, field="rep")


def _colleague(request: Request, email: str, *, field: str) -> User:
    user = User.objects.active().visible_to(request.user).filter(email=email.lower()).first()
    if user is None:
        # The same words for an unknown person and for one of another team.
        raise _bad(field, "unknown", "Nobody in this team signs in with this e-mail.")
    return user


class QueueView(APIView):
    """The caller's queue in the order of the rule; a key and a manager name whose by `?rep=`."""

    permission = {"GET": "queue.read"}

    def get(self, request: Request) -> Response:
        asked = params.read(request.query_params, {"rep": params.Text(longest=254)})
        owner = self._whose(request, asked["rep"])
        now = clock.now()
        found = queries.queue(owner, now=now)
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
                raise _bad("rep", "required", "A key names whose queue it asks for: ?rep=E-MAIL.")
            return _colleague(request, email, field="rep")
        if not email or email.lower() == request.user.email:
            return request.user
        if not may(request.user, "queue.read_of_others"):
            raise Refused(status=403, code="forbidden", detail="This is another rep's queue.")
        return _colleague(request, email, field="rep")
