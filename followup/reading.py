"""The OpenAPI document as a page: its operations in groups, with what each takes and answers."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "patch", "delete")
DEEPEST = 4
# One value of each kind, as an example shows it.
_EXAMPLES = {
    "date-time": "2026-11-24T09:00:00-06:00",
    "date": "2027-06-01",
    "email": "rep@team.example",
    "uri": "https://northwind.example",
    "uuid": "018f7a52-6c1e-7b90-9d3a-2f4c5e6a7b8c",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value: by its path, such as `contacts[].email`, with what it may be."""

    path: str
    kind: str
    about: str
    needed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: str
    title: str
    about: str
    fields: Sequence[Field]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one address."""

    key: str
    method: str
    path: str
    about: Sequence[str]  # paragraphs
    parameters: Sequence[Field]
    body: Sequence[Field]
    answers: Sequence[Answer]
    refusals: Sequence[Answer]
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The operations on one kind of thing."""

    name: str
    title: str
    operations: Sequence[Operation]


@lru_cache(maxsize=1)
def groups() -> Sequence[Group]:
    """Return the whole document. The code does not change while it runs: made once."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    found: dict[str, list[Operation]] = {}
    for path, item in document["paths"].items():
        name = path.removeprefix("/api/v1/").partition("/")[0]
        for method in METHODS:
            if method in item:
                operation = _operation(document, path, method, item[method])
                found.setdefault(name, []).append(operation)
    return [
        Group(name=name, title=name.replace("-", " ").title(), operations=operations)
        for name, operations in found.items()
    ]


def _operation(
    document: Mapping[str, Any], path: str, method: str, told: Mapping[str, Any]
) -> Operation:
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    shape = _shape(document, body.get("schema", {}))
    answers = [
        _answer(document, status, response) for status, response in told["responses"].items()
    ]
    return Operation(
        key=told["operationId"],
        method=method.upper(),
        path=path,
        about=told.get("description", "").split("\n\n"),
        parameters=[_parameter(document, each) for each in told.get("parameters", ())],
        body=list(_fields(document, shape)),
        answers=[answer for answer in answers if int(answer.status) < 400],
        refusals=[answer for answer in answers if int(answer.status) >= 400],
        example=_curl(document, path, method, shape),
    )


def _answer(document: Mapping[str, Any], status: str, response: Mapping[str, Any]) -> Answer:
    response = _shape(document, response)
    content = response.get("content", {}).get("application/json", {})
    fields = _fields(document, _shape(document, content.get("schema", {})))
    return Answer(
        status=status,
        title=HTTPStatus(int(status)).phrase,
        about=response.get("description", ""),
        fields=list(fields) if int(status) < 400 else (),
    )


def _parameter(document: Mapping[str, Any], told: Mapping[str, Any]) -> Field:
    shape = _shape(document, told["schema"])
    about = told.get("description", "") or {"path": "in the address"}.get(told["in"], "")
    return Field(
        path=told["name"], kind=_kind(shape), about=about, needed=told.get("required", False)
    )


def _shape(document: Mapping[str, Any], shape: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the shape that is meant, where it is named or may be null."""
    if "$ref" in shape:
        part: Any = document
        for step in shape["$ref"].removeprefix("#/").split("/"):
            part = part[step]
        return _shape(document, part)
    for choice in ("oneOf", "anyOf", "allOf"):
        if choice in shape:
            first: Mapping[str, Any] = next(
                (each for each in shape[choice] if each != {"type": "null"}), {}
            )
            return _shape(document, first)
    return shape


def _fields(
    document: Mapping[str, Any], shape: Mapping[str, Any], prefix: str = "", depth: int = 0
) -> Iterator[Field]:
    for name, told in shape.get("properties", {}).items():
        inner = _shape(document, told)
        path = f"{prefix}{name}"
        yield Field(
            path=path,
            kind=_kind(inner, told),
            about=inner.get("description", "") if "properties" not in inner else "",
            needed=name in shape.get("required", ()),
        )
        if depth < DEEPEST:
            if "items" in inner:
                path, inner = f"{path}[]", _shape(document, inner["items"])
            yield from _fields(document, inner, f"{path}.", depth + 1)


def _kind(shape: Mapping[str, Any], told: Mapping[str, Any] | None = None) -> str:
    """Return in a few words what a value may be."""
    kinds = shape.get("type", "any")
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    nullable = "null" in kinds or {"type": "null"} in (told or {}).get("oneOf", ())
    words = [shape.get("format") or kind for kind in kinds if kind != "null"]
    if "enum" in shape:
        words = [", ".join(str(each) for each in shape["enum"] if each not in ("", None))]
    if "maxLength" in shape and "enum" not in shape and "format" not in shape:
        words.append(f"to {shape['maxLength']:,}")
    return " ".join(words) + (" or null" if nullable else "")


# --- An example that can be tried ---------------------------------------------------------------


def _curl(document: Mapping[str, Any], path: str, method: str, shape: Mapping[str, Any]) -> str:
    address = path.replace("{public_id}", _EXAMPLES["uuid"])
    lines = [f"curl -H 'Authorization: Bearer fu_…' $FOLLOWUP{address}"]
    if method != "get":
        lines[0] = lines[0].replace("curl", f"curl -X {method.upper()}", 1)
    if shape.get("properties"):
        body = json.dumps(_example(document, shape), ensure_ascii=False)
        lines += ["-H 'Content-Type: application/json'", f"-d '{body}'"]
    return " \\\n  ".join(lines)


def _example(document: Mapping[str, Any], shape: Mapping[str, Any]) -> Any:
    """Return a value of that shape, with what is needed, or else its first property."""
    shape = _shape(document, shape)
    if properties := shape.get("properties"):
        wanted = shape.get("required") or list(properties)[:1]
        return {name: _example(document, properties[name]) for name in wanted}
    kinds = shape.get("type", "string")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if "enum" in shape:
        return shape["enum"][0]
    others = {"integer": 1, "number": 1, "boolean": True, "object": {}, "array": []}
    return others.get(kind, _EXAMPLES.get(shape.get("format", ""), "…"))
