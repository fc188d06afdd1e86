"""Whoever changes what has changed since they read it is told so: ETag, If-Match, If-None-Match."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

from groundwork.problems import Refused


def etag(shown: Mapping[str, Any]) -> str:
    """Return the tag, quotes included, of what the API shows: equal only if all of it is."""
    written = json.dumps(shown, sort_keys=True, default=str).encode()
    return f'"{hashlib.blake2b(written, digest_size=16).hexdigest()}"'


def check(request: Request, shown: Mapping[str, Any]) -> None:
    """Let a change through if it names the state it is about, or names none.

    `shown` is the object as it stands now; the caller holds its lock.

    :raises Refused: 412 if `If-Match` is there and names another state
    """
    wanted = request.headers.get("If-Match")
    if wanted is None:
        return
    tags = parse_etags(wanted)
    if tags != ["*"] and etag(shown) not in tags:
        raise Refused(
            status=412,
            code="changed-meanwhile",
            detail="This has changed since you read it. Nothing was saved: read it again.",
        )


def answer(
    request: Request,
    shown: Mapping[str, Any],
    *,
    status: int = 200,
    besides: Mapping[str, Any] | None = None,
) -> Response:
    """Return the answer that shows one object, with its ETag; 304 to a `GET` that has it already.

    An object that was just made names its own address in `Location`, if it has one. What is
    told `besides` is no part of the object.
    """
    tag = etag(shown)
    if request.method in {"GET", "HEAD"}:
        known = parse_etags(request.headers.get("If-None-Match", ""))
        if known == ["*"] or tag in [each.removeprefix("W/") for each in known]:
            return Response(status=304, headers={"ETag": tag})
    headers = {"ETag": tag}
    if status == 201 and "url" in shown:
        headers["Location"] = str(shown["url"])
    return Response({**shown, **(besides or {})}, status=status, headers=headers)
