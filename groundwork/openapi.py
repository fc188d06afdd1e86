"""How the house's own fields and errors stand in the OpenAPI document."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

_NUMBERS = {"Whole": "integer", "Amount": "number"}


class WrittenField(OpenApiSerializerFieldExtension):
    """Every field of `groundwork.fields`, with its limit and what else it takes."""

    target_class = "groundwork.fields.Written"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        field = self.target
        text: dict[str, Any] = {"type": "string", "maxLength": field.longest}
        if field.format:
            text["format"] = field.format
        pattern = field.pattern or ("" if field.blank_is_fine else r"\S")
        if pattern:
            text["pattern"] = f"^$|{pattern}" if field.blank_is_fine else pattern
        if among := getattr(field, "among", None):
            words = [str(word) for word in among]
            text = {"type": "string", "enum": [*words, ""] if field.blank_is_fine else words}
        elif field.format and field.blank_is_fine:
            text = {"anyOf": [text, {"type": "string", "const": ""}]}
        number = _NUMBERS.get(type(field).__name__, "integer" if field.numbers else "")
        if not number:
            return text
        limits = {"minimum": 0} if number == "number" else {}
        if hasattr(field, "least"):
            limits = {"minimum": field.least, "maximum": field.most}
        return {"anyOf": [text, {"type": number, **limits}]}


SECURITY: dict[str, dict[str, Any]] = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "fu_<prefix>_<secret>",
        "description": "A key of one team, made on the page *API keys*.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": settings.SESSION_COOKIE_NAME,
        "description": "A signed-in browser; what changes something needs its CSRF token too.",
    },
}


class Described(AutoSchema):
    """How a view stands in the document: every one of them takes a key or a session."""

    def get_auth(self) -> list[dict[str, list[str]]]:
        return [{name: []} for name in SECURITY]


PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "type": "object",
    "description": "A problem (RFC 9457). `errors` names each value by its path.",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {
                    "field": {"type": "string", "examples": ["contacts[0].email"]},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


def problems(*statuses: int) -> dict[tuple[int, str], dict[str, Any]]:
    """Return the refusals of a view, for `extend_schema(responses=...)`."""
    return {(status, "application/problem+json"): PROBLEM for status in (*statuses, 401, 403, 429)}


def page_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the shape of one page of a list."""
    address = {"type": ["string", "null"], "format": "uri"}
    return {
        "type": "object",
        "required": ["next", "previous", "results"],
        "properties": {
            "next": address,
            "previous": address,
            "results": {"type": "array", "items": dict(item)},
        },
    }


def asked(wanted: Mapping[str, Any]) -> list[OpenApiParameter]:
    """Return the parameters of an address, from what its view hands to `params.read`."""
    return [OpenApiParameter(name, param.shape(), required=False) for name, param in wanted.items()]


def named(name: str, shape: Mapping[str, Any]) -> dict[str, Any]:
    """Return `shape` under a name of its own in the document, for programs that make classes."""
    return {"title": name, **shape}


def record(name: str, about: str = "", /, **properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the shape of an answer: an object with all of these properties, and no others."""
    return named(
        name,
        {
            "type": "object",
            **({"description": about} if about else {}),
            "required": [*properties],
            "properties": {key: dict(shape) for key, shape in properties.items()},
            "additionalProperties": False,
        },
    )


def maybe(shape: Mapping[str, Any]) -> dict[str, Any]:
    """Return `shape`, or null."""
    if isinstance(shape.get("type"), str) and "title" not in shape:
        nulls = {"enum": [*shape["enum"], None]} if "enum" in shape else {}
        return {**shape, "type": [shape["type"], "null"], **nulls}
    return {"oneOf": [dict(shape), {"type": "null"}]}


def words(among: Iterable[str]) -> dict[str, Any]:
    """Return the shape of one of some words."""
    return {"type": "string", "enum": [str(word) for word in among]}


TEXT: dict[str, Any] = {"type": "string"}
ID: dict[str, Any] = {"type": "string", "format": "uuid"}
EMAIL: dict[str, Any] = {"type": "string", "format": "email"}
WHOLE: dict[str, Any] = {"type": "integer"}
YES: dict[str, Any] = {"type": "boolean"}
AT: dict[str, Any] = {"type": "string", "format": "date-time"}
ON: dict[str, Any] = {"type": "string", "format": "date"}
FREE: dict[str, Any] = {"type": "object", "additionalProperties": True}


def many(shape: Mapping[str, Any]) -> dict[str, Any]:
    """Return the shape of a list."""
    return {"type": "array", "items": dict(shape)}


IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "examples": ['"0f343b0931126a20f133d67c2b018a3b"']},
    OpenApiParameter.HEADER,
    description="The ETag that was read: 412 if somebody has changed it meanwhile.",
)
