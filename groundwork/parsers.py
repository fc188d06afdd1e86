"""How the API reads and answers: strict JSON in (any other type gets 415), JSON out."""

from collections.abc import Iterable, Mapping
from typing import IO, Any

from django.http import Http404
from rest_framework.exceptions import NotAcceptable, UnsupportedMediaType
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from groundwork import strict_json


class AlwaysAnswer(DefaultContentNegotiation):
    """Answer in JSON also whoever asks for something else: a lead is worth more than a 406."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        offered = list(renderers)
        try:
            return super().select_renderer(request, offered, format_suffix)
        except (NotAcceptable, Http404):
            return offered[0], offered[0].media_type or ""


class StrictJSONParser(BaseParser):
    """DRF's door to `strict_json`; `problems` turns what it raises into an answer."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        _check(media_type or "")
        return strict_json.loads(stream.read())


def require_json(request: Request) -> None:
    """Turn away a body that is not said to be JSON, for a view that keeps the body as it came.

    :raises UnsupportedMediaType: 415
    """
    if (request.content_type or "").partition(";")[0].strip().lower() != "application/json":
        raise UnsupportedMediaType(request.content_type or "", "The body must be JSON in UTF-8.")
    _check(request.content_type)


def _check(media_type: str) -> None:
    if not _is_utf8(media_type):
        raise UnsupportedMediaType(media_type, "The body must be JSON in UTF-8.")


def _is_utf8(media_type: str) -> bool:
    parameters = [part.strip().lower() for part in media_type.split(";")[1:]]
    charsets = [each.partition("=")[2].strip('" ') for each in parameters if "charset" in each]
    return all(charset in {"utf-8", "utf8", "us-ascii"} for charset in charsets)
