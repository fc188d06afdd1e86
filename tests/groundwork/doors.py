"""A small house with one door of each kind, for the tests of what every door stands on."""

from datetime import UTC, datetime

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from groundwork import fields, pages, params
from groundwork.models import Job
from groundwork.problems import Refused

AT = datetime(2026, 3, 3, tzinfo=UTC)


def note_a_job() -> None:
    Job.objects.create(kind="from a door", created_at=AT)


class ContactIn(serializers.Serializer):
    name = fields.Line(longest=20)
    email = serializers.EmailField(required=False)


class CompanyIn(serializers.Serializer):
    name = fields.Line(required=True, longest=20)
    postal_code = fields.Line(numbers=True)
    size = serializers.IntegerField(required=False, min_value=0)
    website = fields.Web(longest=100)
    captured_at = fields.Instant()
    birthday = fields.Day()
    priority = fields.OneOf(among=["low", "high"])
    comments = fields.Prose(longest=100)
    contacts = ContactIn(many=True, required=False)


class Door(APIView):
    authentication_classes = ()
    permission_classes = ()


class Companies(Door):
    def get(self, request: Request) -> Response:
        wanted = params.read(request.query_params, pages.PARAMS)
        found = pages.page(
            Job.objects.all(),
            order=("-created_at", "-id"),
            size=wanted["page_size"],
            cursor=wanted["cursor"],
        )
        return Response(pages.body(request, found, [job.kind for job in found.rows]))

    def post(self, request: Request) -> Response:
        note_a_job()
        company = CompanyIn(data=request.data)
        company.is_valid(raise_exception=True)
        return Response(company.validated_data, status=201)


class Kept(Door):
    def post(self, request: Request) -> Response:
        note_a_job()
        response = Response({"detail": "no, but kept"}, status=400)
        response.keep_writes = True
        return response


RAISED = {
    "missing": Http404(),
    "closed": exceptions.NotAuthenticated(),
    "forbidden": exceptions.PermissionDenied("This needs the scope leads:write."),
    "throttled": exceptions.Throttled(wait=7),
    "locked": OperationalError("database is locked"),
    "broken": RuntimeError("secret /path/to/code.py"),
    "refused": Refused(
        status=409, code="in-progress", detail="Wait.", headers={"Retry-After": "1"}
    ),
}


class Raises(Door):
    def get(self, request: Request, what: str) -> Response:
        raise RAISED[what]

    def post(self, request: Request, what: str) -> Response:
        note_a_job()
        raise RAISED[what]


def page_raises(request: HttpRequest, what: str) -> HttpResponse:
    if request.method == "POST":
        note_a_job()
    raise RAISED[what]


def note(request: HttpRequest) -> HttpResponse:
    note_a_job()
    return JsonResponse({"form": request.POST.dict(), "query": request.GET.dict()})


def unprintable(request: HttpRequest) -> HttpResponse:
    note_a_job()
    return TemplateResponse(request, "no/such/template.html")


urlpatterns = [
    path("api/companies/", Companies.as_view()),
    path("api/kept/", Kept.as_view()),
    path("api/raises/<slug:what>/", Raises.as_view()),
    path("raises/<slug:what>/", csrf_exempt(page_raises)),
    path("note/", csrf_exempt(note)),
    path("unprintable/", csrf_exempt(unprintable)),
]

handler400 = "groundwork.error_pages.bad_request"
handler403 = "groundwork.error_pages.permission_denied"
handler404 = "groundwork.error_pages.page_not_found"
handler500 = "groundwork.error_pages.server_error"
