"""How the house's own fields and errors stand in the OpenAPI document."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension

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
