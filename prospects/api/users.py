"""The people of the team: read by all, invited and changed by managers."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from groundwork import bodies, clock, etags, openapi, pages, params
from groundwork.problems import Refused
from people import actions as people
from people.models import User
from prospects import actions
from prospects.api.finding import bad, colleague, conflict
from prospects.serializers import person_out, shapes, taken


def _refused(problem: people.CannotChangePerson) -> Refused:
    if problem.field:
        return bad(problem.field, "invalid", str(problem))
    return conflict("cannot-change", str(problem))


class Users(APIView):
    """The people of the team; and inviting one."""

    permission = {"GET": "team.read", "POST": "team.manage"}
    wanted: dict[str, params.Param] = {
        **pages.PARAMS,
        **pages.AGE,
        "active": params.Flag(),
        "role": params.Choice(among=User.Role.values),
    }

    @extend_schema(
        operation_id="users_list",
        parameters=openapi.asked(wanted),
        responses={200: shapes.PEOPLE},
    )
    def get(self, request: Request) -> Response:
        """List who works here, in the order they came."""
        asked = params.read(request.query_params, self.wanted)
        rows = User.objects.visible_to(request.user).select_related("cover")
        if asked["active"] is not None:
            rows = rows.filter(is_active=asked["active"])
        if asked["role"] is not None:
            rows = rows.filter(role=asked["role"])
        order = pages.by_age(asked)
        found = pages.page(rows, order=order, size=asked["page_size"], cursor=asked["cursor"])
        return Response(pages.body(request, found, [person_out(row) for row in found.rows]))

    @extend_schema(
        operation_id="users_invite", request=taken.PersonIn, responses={201: shapes.PERSON}
    )
    def post(self, request: Request) -> Response:
        """Invite somebody: they are mailed the link by which to set a password."""
        params.read(request.query_params, {})
        told = bodies.read(taken.PersonIn, request)
        try:
            user = people.invite(
                team=request.user.team, by=request.user, now=clock.of(request), **told
            )
        except people.CannotChangePerson as problem:
            raise _refused(problem) from problem
        return etags.answer(request, person_out(user), status=201)


class UserDetail(APIView):
    """Somebody of the team."""

    permission = {"GET": "team.read", "PATCH": "team.manage"}

    @extend_schema(operation_id="users_read", responses={200: shapes.PERSON})
    def get(self, request: Request, public_id: UUID) -> Response:
        """Who it is, and when they work."""
        params.read(request.query_params, {})
        return etags.answer(request, person_out(_find(request, public_id)))

    @extend_schema(
        operation_id="users_change",
        request=taken.PersonChangeIn,
        parameters=[openapi.IF_MATCH],
        responses={200: shapes.PERSON, **openapi.problems(409, 412)},
    )
    def patch(self, request: Request, public_id: UUID) -> Response:
        """Change what is named; what is not stays.

        Another zone or capacity plans again, in the background, what they own. Whoever leaves
        is parted with on the page *Team*, where their prospects are handed over.
        """
        params.read(request.query_params, {})
        told = bodies.read(taken.PersonChangeIn, request, partial=True)
        user = _find(request, public_id, to_change=True)
        etags.check(request, person_out(user))
        changes = _changes(request, told)
        try:
            actions.change_person(
                user=user, changes=changes, by=request.user, now=clock.of(request)
            )
        except people.CannotChangePerson as problem:
            raise _refused(problem) from problem
        return etags.answer(request, person_out(_find(request, public_id)))


def _find(request: Request, public_id: UUID, *, to_change: bool = False) -> User:
    rows = User.objects.visible_to(request.user).filter(public_id=public_id)
    if to_change:
        list(rows.select_for_update().values_list("pk"))
    user = rows.select_related("cover", "team").first()
    if user is None:
        raise Http404
    return user


def _changes(request: Request, told: dict[str, Any]) -> people.Changes:
    """Return what was told; a value that is empty is to stay, but for `cover`."""
    given = {name: value for name, value in told.items() if value not in ("", None)}
    if "cover" in told:
        email = told["cover"]
        given["cover"] = colleague(request, email, field="cover") if email else False
    return people.Changes(**given)
