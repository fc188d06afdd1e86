"""How API bodies are read: strict JSON and nothing else (any other type gets 415)."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser

from groundwork import strict_json


class StrictJSONParser(BaseParser):
    """DRF's door to `strict_json`; `problems` turns what it raises into an answer."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> object:
        if not _is_utf8(media_type or ""):
            raise UnsupportedMediaType(media_type or "", "The body must be JSON in UTF-8.")
        return strict_json.loads(stream.read())


def _is_utf8(media_type: str) -> bool:
    parameters = [part.strip().lower() for part in media_type.split(";")[1:]]
    charsets = [each.partition("=")[2].strip('" ') for each in parameters if "charset" in each]
    return all(charset in {"utf-8", "utf8", "us-ascii"} for charset in charsets)
