"""The API of this room, for many leads at once: batches, and the jobs that judge them."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from groundwork import clock, openapi, pages, params
from groundwork.problems import FieldError, Refused, busy
from intake import actions, queries, shapes
from intake.answers import Line
from intake.api.pushing import WHO_PUSHES, request_key
from intake.bodies import Leads, leads_of
from intake.models import Batch
from intake.wire import WIRE

LINES = "application/x-ndjson"
LIST = "application/json"


class Batches(APIView):
    """Pushing many leads at once."""

    authentication_classes = WHO_PUSHES
    permission = {"POST": "leads.push"}
    wanted: dict[str, params.Param] = {
        "dry_run": params.Flag(default=False),
        "mode": params.Choice(among=["sync", "async"], default="sync"),
    }

    @extend_schema(
        operation_id="leads_push_many",
        request={LIST: shapes.LEADS, LINES: {"type": "string"}},
        parameters=[
            *openapi.asked(wanted),
            OpenApiParameter("Idempotency-Key", shapes.KEY, OpenApiParameter.HEADER),
        ],
        responses={
            (200, LIST): shapes.LINES,
            (200, LINES): {"type": "string"},
            (202, LIST): shapes.JOB,
            **openapi.problems(400, 409, 413, 415, 422, 503),
        },
    )
    def post(self, request: Request) -> HttpResponse:
        """Take in up to 10,000 leads, 20 MB unpacked; answer a line for each, in their order.

        With `mode=async` the answer is 202 with a job to ask after.
        """
        asked = params.read(request.query_params, self.wanted)
        if asked["dry_run"] and asked["mode"] == "async":
            detail = "A dry run is answered at once: leave mode out."
            errors = [FieldError(field="mode", code="invalid", detail=detail)]
            raise Refused(status=400, code="invalid", detail=f"mode: {detail}", errors=errors)
        kind, key = _kind(request), request_key(request)
        packed = request.headers.get("Content-Encoding", "").strip().lower() == "gzip"
        with leads_of(request._request, is_packed=packed, is_lines=kind == LINES) as leads:
            try:
                return self._take(request, leads, asked, kind=kind, key=key)
            except (OperationalError, InterfaceError) as problem:
                # What was stored stays; the same batch sent again goes on from there.
                raise busy() from problem

    def _take(
        self,
        request: Request,
        leads: Leads,
        asked: dict[str, Any],
        *,
        kind: str,
        key: actions.RequestKey | None,
    ) -> HttpResponse:
        now = clock.of(request)
        if asked["dry_run"] or getattr(request.user, "is_test", False):
            told = actions.rehearse_batch(
                leads.groups(actions.AT_ONCE), by=request.user, now=now, wire=WIRE
            )
            return _answer(request, told, kind)
        try:
            batch = actions.open_batch(
                digest=leads.digest,
                total=len(leads),
                by=request.user,
                now=now,
                key=key,
                from_address=request.META.get("REMOTE_ADDR", ""),
            )
        except actions.CannotReuseKey as problem:
            raise Refused(status=422, code="key-reused", detail=str(problem)) from problem
        if asked["mode"] == "async":
            groups = leads.groups(actions.IN_THE_BACKGROUND)
            batch = actions.queue_batch(groups, batch=batch, now=now)
            return Response(_job_out(batch), status=202)
        groups = leads.groups(actions.AT_ONCE)
        lines = actions.receive_batch(groups, batch=batch, by=request.user, now=now, wire=WIRE)
        return _answer(request, lines, kind)


def _kind(request: Request) -> str:
    """Return the type of the body.

    :raises UnsupportedMediaType: 415 for any other
    """
    kind, _, more = (request.content_type or "").partition(";")
    kind, more = kind.strip().lower(), more.replace('"', "").replace(" ", "").lower()
    kind = LINES if kind in {"application/ndjson", "application/jsonl"} else kind
    if kind not in {LIST, LINES} or (more and more not in {"charset=utf-8", "charset=utf8"}):
        detail = f"The body must be {LIST} or {LINES}, in UTF-8."
        raise UnsupportedMediaType(request.content_type or "", detail)
    return kind


def _answer(request: Request, lines: Iterable[Line], kind: str) -> HttpResponse:
    """Answer a list or lines, as the body came, unless the caller asks for the other."""
    wished = request.headers.get("Accept", "")
    if LINES in wished or LIST in wished:
        kind = LINES if LINES in wished else LIST
    written = (json.dumps(line, ensure_ascii=False) for line in lines)
    body = "\n".join([*written, ""]) if kind == LINES else f"[{','.join(written)}]"
    return HttpResponse(body, content_type=kind)


# --- Jobs ----------------------------------------------------------------------------------------


class BatchJob(APIView):
    """How far a batch in the background has come."""

    permission = {"GET": ("leads.read", "leads.read_own", "leads.push")}

    @extend_schema(
        operation_id="jobs_read",
        responses={200: shapes.JOB, **openapi.problems(400, 404)},
    )
    def get(self, request: Request, job_id: UUID) -> Response:
        params.read(request.query_params, {})
        return Response(_job_out(_batch(request, job_id)))


class BatchErrors(APIView):
    """What was refused of a batch in the background, in the order of its leads."""

    permission = BatchJob.permission
    wanted: dict[str, params.Param] = {**pages.PARAMS}

    @extend_schema(
        operation_id="jobs_errors",
        parameters=openapi.asked(wanted),
        responses={200: openapi.page_of(shapes.LINE), **openapi.problems(400, 404)},
    )
    def get(self, request: Request, job_id: UUID) -> Response:
        asked = params.read(request.query_params, self.wanted)
        parts = queries.parts_with_problems(_batch(request, job_id))
        found = pages.page(parts, order=["number"], size=asked["page_size"], cursor=asked["cursor"])
        lines = [line for part in found.rows for line in part.problems]
        return Response(pages.body(request, found, lines))


def _batch(request: Request, job_id: UUID) -> Batch:
    batch = queries.batch_of_job(job_id, actor=request.user)
    if batch is None:
        raise Http404
    return batch


def _job_out(batch: Batch) -> dict[str, Any]:
    job = batch.job
    counted = job.result
    return {
        "id": str(job.pk),
        "url": f"/api/v1/jobs/{job.pk}/",
        "state": job.state,
        "done": job.done,
        "total": job.total,
        **{name: counted.get(name, 0) for name in _COUNTED},
        "refused": counted.get("refused", 0) + counted.get("failed", 0),
        "errors_url": f"/api/v1/jobs/{job.pk}/errors/",
        "error": job.error or None,
    }


_COUNTED = ("created", "merged", "suppressed")
