"""The body of an API request as a serializer that takes only what it names."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from rest_framework import serializers
from rest_framework.request import Request

from groundwork import strict_json


class Body(serializers.Serializer):
    """A body, or a part of one, that refuses keys it does not know: a slip of the pen shows."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        unknown: dict[str, Any] = {
            strict_json.join("", str(name)): [
                serializers.ErrorDetail("This key is not known.", code="unknown")
            ]
            for name in data
            if name not in self.fields
        }
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as problem:
            named = problem.detail if isinstance(problem.detail, dict) else {"": problem.detail}
            raise serializers.ValidationError({**unknown, **named}) from None
        if unknown:
            raise serializers.ValidationError(unknown)
        return value


def read(kind: type[serializers.Serializer], request: Request, *, partial: bool = False) -> Any:
    """Return what the body says, checked and typed; `partial`: only what it names.

    :raises rest_framework.exceptions.ValidationError: 400, naming each value
    """
    body = kind(data=request.data, partial=partial)
    body.is_valid(raise_exception=True)
    return body.validated_data


class Closed(OpenApiSerializerExtension):
    """In the document too, a body has no other keys than its own."""

    target_class = Body
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        shape = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return {**shape, "additionalProperties": False}
