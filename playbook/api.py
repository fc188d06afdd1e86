"""The API of this room: scripts, angles and articles, read by all and written by managers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from groundwork import bodies, clock, etags, openapi, pages, params
from groundwork.problems import FieldError, Refused
from playbook import actions, serializers
from playbook.models import Angle, Article, Script

PARAMS: dict[str, params.Param] = {
    **pages.PARAMS,
    **pages.AGE,
    "active": params.Flag(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of page of the playbook, and how the API takes and tells it."""

    name: str  # of its operations
    model: type[actions.Page]
    body: type[bodies.Body]
    change: type[bodies.Body]
    out: Callable[[Any], dict[str, Any]]
    shape: dict[str, Any]


SCRIPTS = Kind(
    name="scripts",
    model=Script,
    body=serializers.ScriptIn,
    change=serializers.ScriptChangeIn,
    out=serializers.script_out,
    shape=serializers.SCRIPT,
)
ANGLES = Kind(
    name="angles",
    model=Angle,
    body=serializers.AngleIn,
    change=serializers.AngleChangeIn,
    out=serializers.angle_out,
    shape=serializers.ANGLE,
)
ARTICLES = Kind(
    name="articles",
    model=Article,
    body=serializers.ArticleIn,
    change=serializers.ArticleChangeIn,
    out=serializers.article_out,
    shape=serializers.ARTICLE,
)


class Pages(APIView):
    """The pages of one kind, in the order they were written; and writing one."""

    permission = {"GET": "playbook.read", "POST": "playbook.write"}
    kind: Kind

    def get(self, request: Request) -> Response:
        asked = params.read(request.query_params, PARAMS)
        rows = self.kind.model.objects.visible_to(request.user)
        if asked["active"] is not None:
            rows = rows.filter(is_active=asked["active"])
        order = pages.by_age(asked)
        found = pages.page(rows, order=order, size=asked["page_size"], cursor=asked["cursor"])
        return Response(pages.body(request, found, [self.kind.out(row) for row in found.rows]))

    def post(self, request: Request) -> Response:
        params.read(request.query_params, {})
        told = bodies.read(self.kind.body, request)
        try:
            page = actions.write_page(
                kind=self.kind.model, told=_columns(told), by=request.user, now=clock.of(request)
            )
        except actions.CannotWrite as problem:
            raise _refused(problem) from problem
        return etags.answer(request, self.kind.out(page), status=201)


class OnePage(APIView):
    """One page of the playbook."""

    permission = {"GET": "playbook.read", "PATCH": "playbook.write"}
    kind: Kind

    def get(self, request: Request, public_id: UUID) -> Response:
        params.read(request.query_params, {})
        return etags.answer(request, self.kind.out(self._find(request, public_id)))

    def patch(self, request: Request, public_id: UUID) -> Response:
        params.read(request.query_params, {})
        told = bodies.read(self.kind.change, request, partial=True)
        page = self._find(request, public_id, to_change=True)
        etags.check(request, self.kind.out(page))
        try:
            page = actions.change_page(
                page=page, told=_columns(told), by=request.user, now=clock.of(request)
            )
        except actions.CannotWrite as problem:
            raise _refused(problem) from problem
        return etags.answer(request, self.kind.out(page))

    def _find(self, request: Request, public_id: UUID, *, to_change: bool = False) -> Any:
        rows = self.kind.model.objects.visible_to(request.user)
        if to_change and connection.features.has_select_for_update:
            rows = rows.select_for_update()
        page = rows.filter(public_id=public_id).first()
        if page is None:
            raise Http404
        return page


def _columns(told: dict[str, Any]) -> dict[str, Any]:
    # The page's own address in the API is its `url` on the wire.
    return {("url" if name == "link" else name): value for name, value in told.items()}


def _refused(problem: actions.CannotWrite) -> Refused:
    field = "link" if problem.field == "url" else problem.field
    errors = [FieldError(field=field, code="invalid", detail=str(problem))]
    return Refused(
        status=400,
        code="invalid",
        detail=f"{field}: {problem}" if field else str(problem),
        errors=errors,
    )


# --- The views, described in the OpenAPI document -----------------------------------------------


def _of_many(kind: Kind) -> Any:
    return extend_schema_view(
        get=extend_schema(
            operation_id=f"{kind.name}_list",
            description=f"The team's {kind.name}, in the order they were written.",
            parameters=openapi.asked(PARAMS),
            responses={200: openapi.page_of(kind.shape)},
        ),
        post=extend_schema(
            operation_id=f"{kind.name}_create",
            description=f"Write one more of the {kind.name}.",
            request=kind.body,
            responses={201: kind.shape},
        ),
    )


def _of_one(kind: Kind) -> Any:
    return extend_schema_view(
        get=extend_schema(
            operation_id=f"{kind.name}_read",
            description=f"One of the {kind.name}.",
            responses={200: kind.shape},
        ),
        patch=extend_schema(
            operation_id=f"{kind.name}_change",
            description="Change what is named; what is not stays. Repeating changes nothing.",
            request=kind.change,
            parameters=[openapi.IF_MATCH],
            responses={200: kind.shape, **openapi.problems(412)},
        ),
    )


@_of_many(SCRIPTS)
class ScriptList(Pages):
    kind = SCRIPTS


@_of_one(SCRIPTS)
class ScriptDetail(OnePage):
    kind = SCRIPTS


@_of_many(ANGLES)
class AngleList(Pages):
    kind = ANGLES


@_of_one(ANGLES)
class AngleDetail(OnePage):
    kind = ANGLES


@_of_many(ARTICLES)
class ArticleList(Pages):
    kind = ARTICLES


@_of_one(ARTICLES)
class ArticleDetail(OnePage):
    kind = ARTICLES
