"""What every request passes on its way in: body limits, the text gate, one transaction."""

import re
from collections.abc import Callable
from io import BytesIO

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.handlers.wsgi import LimitedStream, WSGIRequest
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    UnreadablePostError,
)
from django.urls import Resolver404, resolve

from groundwork import text
from groundwork.error_pages import answer, is_api
from groundwork.problems import Refused, busy, nonsense, refusal

GetResponse = Callable[[HttpRequest], HttpResponseBase]

SAFE = {"GET", "HEAD", "OPTIONS"}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
PLAIN_FORM, UPLOAD = "application/x-www-form-urlencoded", "multipart/form-data"
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f]")


# As gunicorn has them; here so that every server answers alike.
LONGEST_ADDRESS = 4_000
LONGEST_HEADER = 8_000


class BodyLimit:
    """Turn away, before it is read, what is too large, and a body that is packed.

    `settings.BODY_LIMITS` pairs the start of a path with a number of bytes; the first match counts.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: WSGIRequest) -> HttpResponseBase:
        refused = self._look(request)
        return answer(request, refused) if refused else self.get_response(request)

    def _look(self, request: WSGIRequest) -> Refused | None:
        if (refused := _strange(request) or _too_long_before_the_body(request)) is not None:
            return refused
        path = request.path_info
        limit = next(most for start, most in settings.BODY_LIMITS if path.startswith(start))
        packed = request.headers.get("Content-Encoding", "identity").strip().lower()
        bulk = is_bulk(request)
        if request.method in UNSAFE and packed not in {"", "identity", "gzip" if bulk else ""}:
            return Refused(
                status=415, code="packed", detail="Send the body without a Content-Encoding."
            )
        if _length(request) > limit:
            return _too_large(limit)
        if bulk and _is_chunked(request):
            _pass_on(request, limit)
            return None
        return _take_in(request, limit) if _is_chunked(request) else None


def _strange(request: WSGIRequest) -> Refused | None:
    if request.META["REQUEST_METHOD"] not in SAFE | UNSAFE:
        allow = {"Allow": ", ".join(sorted(SAFE | UNSAFE))}
        detail = "This verb is not for us."
        return Refused(status=405, code="method-not-allowed", detail=detail, headers=allow)
    if not request.path_info.startswith("/"):
        return Refused(status=400, code="bad-request", detail="This is no address of ours.")
    return None


def _too_large(limit: int) -> Refused:
    return Refused(status=413, code="too-large", detail=f"The body is larger than {limit:,} bytes.")


def _too_long_before_the_body(request: WSGIRequest) -> Refused | None:
    meta = request.META
    if len(meta.get("PATH_INFO", "")) + len(meta.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
        return Refused(status=414, code="too-long", detail="The address is too long.")
    headers = (value for name, value in meta.items() if name.startswith("HTTP_"))
    if any(len(str(value)) > LONGEST_HEADER for value in headers):
        return Refused(status=431, code="too-long", detail="A header is too long.")
    return None


def _length(request: WSGIRequest) -> int:
    written = request.META.get("CONTENT_LENGTH") or "0"
    return int(written) if written.isdecimal() and len(written) < 20 else 2**63


def _is_chunked(request: WSGIRequest) -> bool:
    return bool(request.headers.get("Transfer-Encoding")) and not request.META.get("CONTENT_LENGTH")


def is_bulk(request: HttpRequest) -> bool:
    """Whether a body that may be packed by gzip goes to a view that reads it bit by bit.

    `settings.BULK_PATHS` has the starts of such paths. Their views have transactions of their
    own, group by group, and check how much a body unpacks to.
    """
    return request.path_info.startswith(settings.BULK_PATHS)


def _pass_on(request: WSGIRequest, limit: int) -> None:
    """Let the view read a body of unannounced length, which Django alone would take for empty."""
    if request.environ.get("wsgi.input_terminated"):
        body = LimitedStream(request.environ["wsgi.input"], limit + 1)
        request._stream = body  # type: ignore[assignment]


def _take_in(request: WSGIRequest, limit: int) -> Refused | None:
    """Read a body of unannounced length, which Django alone would take for empty."""
    if not request.environ.get("wsgi.input_terminated"):
        return None
    try:
        body = request.environ["wsgi.input"].read(limit + 1)
    except Exception:  # each server has its own for chunks that are none
        return Refused(status=400, code="bad-request", detail="The body could not be read.")
    request.META["CONTENT_LENGTH"] = str(len(body))
    request._stream = BytesIO(body)
    return _too_large(limit) if len(body) > limit else None


class ApiSlash:
    """Serve an address of the API with and without its last slash.

    Django would redirect, and many a program follows a redirected POST with a GET: its lead
    would be lost without a word.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_api(request) and not request.path_info.endswith("/"):
            request.path_info += "/"
            request.path += "/"
        return self.get_response(request)


class TextGate:
    """Turn away text that no page, database or mail could hold, wherever in the request it is.

    What passes is composed (NFC). JSON bodies pass the same gate in `strict_json`.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()  # a forged host is refused for every page, not only where it is used
            _check_headers(request)
            _check_path(request)
            _check_query(request)
            if _kind_of_form(request) == PLAIN_FORM:
                text.check_percent_encoded(request.body)
                _check_form(request)
        except (text.UnsafeText, UnreadablePostError) as error:
            return answer(request, refusal(error) or nonsense())
        return self.get_response(request)


def _check_headers(request: HttpRequest) -> None:
    for name, value in request.META.items():
        if name.startswith(("HTTP_", "CONTENT_")) and _CONTROL.search(str(value)):
            raise text.UnsafeText("control_character", f"The header {name} cannot be read.")


def _check_path(request: HttpRequest) -> None:
    # Bytes that are not UTF-8 are percent-encoded again by Django, and so match no address.
    text.clean(request.path_info)


def _check_query(request: HttpRequest) -> None:
    text.check_percent_encoded(request.META.get("QUERY_STRING", ""))
    request.GET = _cleaned(request.GET)  # type: ignore[assignment]


def _kind_of_form(request: HttpRequest) -> str:
    """Return the type of the form that a request brings to a page, "" if it brings none."""
    kind = (request.content_type or "").lower()
    is_form = request.method in UNSAFE and not is_api(request)
    return kind if is_form and kind in {PLAIN_FORM, UPLOAD} else ""


def _check_form(request: HttpRequest) -> None:
    form, files = request.POST, request.FILES
    for name in files:
        for each in files.getlist(name):
            text.clean(each.name or "")
    request.POST = _cleaned(form)  # type: ignore[assignment]


class UploadGate:
    """The text gate of forms with files, which may be large: at a locked door not a byte is read
    of whoever has not signed in, and the answer is the way to the sign-in page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _kind_of_form(request) != UPLOAD:
            return self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and not user.is_authenticated and _is_locked(request):
            return redirect_to_login(request.get_full_path())
        try:
            _check_replacements(request.POST)
            _check_form(request)
        except (text.UnsafeText, UnreadablePostError) as error:
            return answer(request, refusal(error) or nonsense())
        return self.get_response(request)


def _is_locked(request: HttpRequest) -> bool:
    """Whether the view wants somebody signed in; asked before any middleware reads the body."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False  # nobody will read it
    return getattr(view, "login_required", True)


def _check_replacements(form: QueryDict) -> None:
    # A multipart body is read as it streams in; what was not UTF-8 shows only by its replacement.
    if any("\ufffd" in value for _, values in form.lists() for value in values):
        raise text.UnsafeText("not_utf8", "This form is not UTF-8 text.")


def _cleaned(query: QueryDict) -> QueryDict:
    cleaned = QueryDict(mutable=True, encoding=query.encoding)
    for name, values in query.lists():
        cleaned.setlist(text.clean(name), [text.clean(value) for value in values])
    cleaned._mutable = False
    return cleaned


class UnsafeInOneTransaction:
    """Do everything that a POST, PUT, PATCH or DELETE does, its answer included, or nothing.

    Django renders the answer inside too, so what cannot be shown is not stored. A status of 400 and
    above undoes the writes, unless the response says `keep_writes = True` (a refused lead is
    kept). While the database is locked, down or full the answer is 503, also for reads.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in UNSAFE or is_bulk(request):
            return self.get_response(request)
        try:
            with transaction.atomic():
                response = self.get_response(request)
                if response.status_code >= 400 and not getattr(response, "keep_writes", False):
                    transaction.set_rollback(True)
                return response
        except (OperationalError, InterfaceError, IntegrityError):
            # Begin or commit failed; what failed in between came through process_exception.
            # At commit a row that was just taken away breaks a reference: tried again, it shows.
            return answer(request, busy())

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a view's failure: 503 for the database's, the problem itself for a `Refused`."""
        if isinstance(error, Refused | UnreadablePostError | OperationalError | InterfaceError):
            return answer(request, refusal(error) or nonsense())
        return None
