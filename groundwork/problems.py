"""Errors as RFC 9457 problems: from whatever was raised to the one shape that the API answers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response

from groundwork import text
from groundwork.strict_json import BadJSON, join

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldError:
    """What is wrong with one value, whose path is such as `contacts[0].email` ("": the whole)."""

    field: str
    code: str
    detail: str


@dataclass(slots=True, kw_only=True)
class Refused(Exception):
    """A request that a door turns away; every door turns it into a problem or an error page.

    `detail` is fit for the user. `code` ends the problem's type and is stable.
    """

    status: int
    code: str
    detail: str
    errors: list[FieldError] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # The generated __init__ does not call Exception's.
        Exception.__init__(self, self.detail)

    def body(self) -> dict[str, object]:
        """Return the problem, ready for JSON, free of anything that UTF-8 cannot carry."""
        return {
            "type": f"urn:followup:problem:{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": _sendable(self.detail),
            "errors": [
                {
                    "field": _sendable(each.field),
                    "code": each.code,
                    "detail": _sendable(each.detail),
                }
                for each in self.errors
            ],
        }


def _sendable(message: str) -> str:
    return message.encode("utf-8", "replace").decode()


# --- From whatever was raised ---------------------------------------------------------------


def refusal(error: BaseException) -> Refused | None:
    """Return the problem that `error` is, or None if it is a fault of ours."""
    for kinds, translate in _TRANSLATIONS:
        if isinstance(error, kinds):
            return translate(error)
    return None


def busy() -> Refused:
    """Return the answer while the database is down, full or locked: try again."""
    return Refused(
        status=503,
        code="unavailable",
        detail="The database did not answer. Nothing was changed; please try again.",
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
    )


def nonsense() -> Refused:
    """Return the answer to what cannot be understood at all."""
    return Refused(status=400, code="bad-request", detail="This request makes no sense.")


def from_json(error: BadJSON) -> Refused:
    """Return the problem of a body that is not JSON we take."""
    if error.code == "too_large":
        return Refused(status=413, code="too-large", detail=str(error))
    errors = [FieldError(field=error.field, code=error.code, detail=str(error))]
    return Refused(status=400, code="bad-json", detail=str(error), errors=errors)


_CODES = {
    "parse_error": "bad-request",
    "authentication_failed": "not-authenticated",
    "permission_denied": "forbidden",
}


def _from_rest_framework(error: exceptions.APIException) -> Refused:
    if isinstance(error, exceptions.ValidationError):
        return invalid(error.detail)
    headers = {}
    status = int(error.status_code)
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        # REST framework may have turned it into a 403, which would not say what to bring.
        status, headers["WWW-Authenticate"] = 401, "Bearer"
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(max(1, round(wait)))
    code = str(getattr(error.detail, "code", None) or error.default_code)
    code = _CODES.get(code, code).replace("_", "-")
    return Refused(status=status, code=code, detail=str(error.detail), headers=headers)


def invalid(detail: object) -> Refused:
    """Return the problem for a serializer's `errors` (nested as they are)."""
    errors = list(flatten(detail))
    if len(errors) == 1:
        told = f"{errors[0].field}: {errors[0].detail}" if errors[0].field else errors[0].detail
    else:
        told = f"{len(errors)} values are not acceptable; `errors` names them."
    return Refused(status=400, code="invalid", detail=told, errors=errors)


def flatten(detail: object, path: str = "") -> Iterable[FieldError]:
    """Yield a serializer's nested errors one by one, each with its path."""
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            whole = key in {"non_field_errors", ""}
            yield from flatten(value, path if whole else _step(path, key))
    elif isinstance(detail, list | tuple):
        for index, value in enumerate(detail):
            nested = isinstance(value, Mapping | list | tuple)
            yield from flatten(value, f"{path}[{index}]" if nested else path)
    else:
        code = str(getattr(detail, "code", None) or "invalid")
        yield FieldError(field=path, code=code, detail=str(detail))


def _step(path: str, key: object) -> str:
    return f"{path}[{key}]" if isinstance(key, int) else join(path, str(key))


_TRANSLATIONS: list[tuple[Any, Callable[[Any], Refused]]] = [
    (Refused, lambda error: error),
    (BadJSON, from_json),
    (text.UnsafeText, lambda error: Refused(status=400, code=error.code, detail=str(error))),
    (exceptions.APIException, _from_rest_framework),
    (Http404, lambda _: Refused(status=404, code="not-found", detail="There is nothing here.")),
    (PermissionDenied, lambda _: Refused(status=403, code="forbidden", detail="Not allowed.")),
    (RequestDataTooBig, lambda _: Refused(status=413, code="too-large", detail="Too large.")),
    (
        UnreadablePostError,
        lambda _: Refused(status=400, code="bad-request", detail="The body broke off."),
    ),
    (SuspiciousOperation, lambda _: nonsense()),
    ((OperationalError, InterfaceError), lambda _: busy()),
]


# --- To an answer -------------------------------------------------------------------------------


def exception_handler(error: Exception, context: dict[str, object]) -> Response | None:
    """Answer an API view's exception; None (ours to mend) lets Django answer 500 and log it."""
    refused = refusal(error)
    if refused is None:
        return None
    return api_answer(refused)


def api_answer(refused: Refused) -> Response:
    """Return the answer to give from inside an API view."""
    return Response(
        refused.body(), status=refused.status, headers=refused.headers, content_type=CONTENT_TYPE
    )
