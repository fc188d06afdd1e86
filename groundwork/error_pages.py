"""Errors outside an API view: a problem under /api/, a page elsewhere."""

import json
import sys

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.template import loader

from groundwork.problems import CONTENT_TYPE, Refused, nonsense, refusal

API_PREFIX = "/api/"


def is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(API_PREFIX)


def answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Return the answer to `refused`: a problem, or that status's page, or the nearest page."""
    if is_api(request):
        response = HttpResponse(json.dumps(refused.body()), content_type=CONTENT_TYPE)
    else:
        response = HttpResponse(_page(request, refused))
    response.status_code = refused.status
    for name, value in refused.headers.items():
        response[name] = value
    return response


def bad_request(request: HttpRequest, exception: BaseException) -> HttpResponse:
    """Answer what Django calls a bad request: a forged host, too many fields, a broken upload."""
    known = None if isinstance(exception, BadRequest) else refusal(exception)
    return answer(request, known or nonsense())


def permission_denied(request: HttpRequest, exception: BaseException) -> HttpResponse:
    return answer(request, Refused(status=403, code="forbidden", detail="You may not do this."))


def page_not_found(request: HttpRequest, exception: BaseException) -> HttpResponse:
    return answer(request, Refused(status=404, code="not-found", detail="There is nothing here."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours without a word about it, or 503 if it was the database's.

    Django calls this while the fault is being handled, also for faults of the middleware.
    """
    known = refusal(sys.exc_info()[1] or Exception())
    if known is not None and known.status == 503:
        return answer(request, known)
    broken = "Something broke on our side. What you sent was not acted on; please try again."
    return answer(request, Refused(status=500, code="fault", detail=broken))


def _page(request: HttpRequest, refused: Refused) -> str:
    nearest = "500.html" if refused.status >= 500 else "400.html"
    template = loader.select_template([f"{refused.status}.html", nearest])
    # A page about a fault must not ask the database who is looking: that may be the fault.
    knows_who = refused.status < 500 and hasattr(request, "user")
    context = {"status": refused.status, "detail": refused.body()["detail"]}
    return template.render(context, request if knows_who else None)
