"""How the house's own fields and errors stand in the OpenAPI document."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
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
        if among := getattr(field, "among", None):
            text = {"type": "string", "enum": [*among] if not field.blank_is_fine else [*among, ""]}
        number = _NUMBERS.get(type(field).__name__, "integer" if field.numbers else "")
        shape = {"oneOf": [text, {"type": number}]} if number else text
        return shape


PROBLEM: dict[str, Any] = {
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
