"""Who pushes leads, under which key, and how what became of one is answered."""

import re

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from groundwork import problems
from groundwork.problems import FieldError, Refused
from intake import actions
from intake.answers import Answer
from people.api_auth import ApiKeyAuthentication
from people.models import ApiKey

# A bare word, or a text in quotes as in the draft standard; printable, no space. Two headers
# arrive as one with a comma between.
_KEY = re.compile(r'"([\x21\x23-\x5b\x5d-\x7e]{1,255})"|([\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]{1,255})')


class KeyWithDefaults(ApiKeyAuthentication):
    """Reads with the key what its leads belong to when they do not say."""

    beside = ("lead_defaults__campaign__policy",)


WHO_PUSHES = [KeyWithDefaults, SessionAuthentication]


def request_key(request: Request) -> actions.RequestKey | None:
    """Return the Idempotency-Key. A browser's session has none: it is not a program that retries.

    :raises Refused: 400 if the header is there and is not one key
    """
    written = request.headers.get("Idempotency-Key")
    if written is None or not isinstance(request.user, ApiKey):
        return None
    found = _KEY.fullmatch(written.strip())
    if found is None:
        detail = "It must be one key of 1 to 255 printable characters without spaces."
        errors = [FieldError(field="Idempotency-Key", code="invalid", detail=detail)]
        raise Refused(
            status=400, code="invalid", detail=f"Idempotency-Key: {detail}", errors=errors
        )
    return actions.RequestKey(
        by=request.user, route=f"{request.method} {request.path}", key=found[1] or found[2]
    )


def response_of(answer: Answer) -> Response:
    headers = {"Idempotent-Replayed": "true"} if answer.replayed else {}
    if answer.status == 503:
        headers["Retry-After"] = str(problems.RETRY_AFTER_SECONDS)
    response = Response(
        answer.body,
        status=answer.status,
        headers=headers,
        content_type=problems.CONTENT_TYPE if answer.status >= 400 else None,
    )
    # A refused or failed lead is kept, although the status says that nothing was done.
    response.keep_writes = True
    return response
