"""The OpenAPI document, for whoever may read it."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from groundwork.openapi import PROBLEM, SECURITY
from people.api_auth import HasScope

# The refusals that every address may answer with, and those that it may by what it takes.
ALWAYS = {
    "400": "What was sent cannot be accepted; `errors` names each value.",
    "401": "No key, or one that is not good: bring `Authorization: Bearer fu_…`.",
    "403": "The key lacks the scope, or the person's role does not reach so far.",
    "414": "The address is too long.",
    "429": "Too many requests in a minute: wait `Retry-After` seconds.",
    "431": "A header is too long.",
    "503": "The database did not answer; nothing was changed. Try again after `Retry-After`.",
}
BY_PATH = {"404": "There is no such thing, or it is another team's."}
BY_BODY = {
    "413": "The body is too large.",
    "415": "The body is not JSON in UTF-8.",
}
DECLARED = {
    "409": "It contradicts how things stand; `detail` says how.",
    "412": "It has changed since the ETag was read. Nothing was saved.",
    "422": "It can be read, and cannot be done; `detail` says why.",
}
RETRIED = {"409", "429", "503"}
HEADERS: dict[str, dict[str, Any]] = {
    "RateLimit-Limit": {
        "description": "Requests that this caller may make in a minute.",
        "schema": {"type": "integer"},
    },
    "RateLimit-Remaining": {
        "description": "What is left of them.",
        "schema": {"type": "integer"},
    },
    "RateLimit-Reset": {
        "description": "Seconds until the count begins anew.",
        "schema": {"type": "integer"},
    },
}
RETRY_AFTER = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
ETAG = {"description": "Names this state; send it as `If-Match`.", "schema": {"type": "string"}}
IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "description": "The ETag of the copy that one has: 304 while it is still true.",
}


class Schema(SpectacularAPIView):
    """OpenAPI 3.1 of everything under /api/v1/."""

    permission = {"GET": "schema.read"}
    permission_classes = [HasScope]

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


# --- What stands in the document everywhere -----------------------------------------------------


def finish(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Name the shapes, and add to every operation the answers and headers that it shares."""
    components = result.setdefault("components", {})
    components["securitySchemes"] = dict(SECURITY)
    components["headers"] = dict(HEADERS)
    components["responses"] = {
        _name(status): _refusal(status, about)
        for status, about in {**ALWAYS, **BY_PATH, **BY_BODY, **DECLARED}.items()
    }
    for path, item in result["paths"].items():
        for method, operation in _operations(item):
            _need_a_body(operation)
            _add_refusals(operation, path)
            if "patch" in item and method in {"get", "patch"}:
                _add_etag(operation, method)
            _add_headers(operation)
    schemas = components.setdefault("schemas", {})
    result["paths"] = _named(result["paths"], schemas)
    components["responses"] = _named(components["responses"], schemas)
    return result


def _operations(item: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    methods = ("get", "post", "put", "patch", "delete")
    return ((method, item[method]) for method in methods if method in item)


def _need_a_body(operation: dict[str, Any]) -> None:
    # Those that keep a body as it came refuse to be sent none; others take it for an empty one.
    if operation["operationId"].startswith("leads_push"):
        operation["requestBody"]["required"] = True


def _name(status: str) -> str:
    return f"Problem{status}"


def _refusal(status: str, about: str) -> dict[str, Any]:
    headers: dict[str, Any] = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
    if status in RETRIED:
        headers["Retry-After"] = RETRY_AFTER
    if status == "401":
        headers["WWW-Authenticate"] = {"schema": {"type": "string"}}
    return {
        "description": about,
        "headers": headers,
        "content": {"application/problem+json": {"schema": PROBLEM}},
    }


def _add_refusals(operation: dict[str, Any], path: str) -> None:
    responses = operation["responses"]
    wanted = {status for status in responses if status in DECLARED} | set(ALWAYS)
    wanted |= set(BY_PATH) if "{" in path else set()
    wanted |= set(BY_BODY) if "requestBody" in operation else set()
    responses.update({s: {"$ref": f"#/components/responses/{_name(s)}"} for s in wanted})
    operation["responses"] = dict(sorted(responses.items()))


def _add_headers(operation: dict[str, Any]) -> None:
    for response in operation["responses"].values():
        if "$ref" not in response:
            headers = response.setdefault("headers", {})
            headers.update({name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS})


def _add_etag(operation: dict[str, Any], method: str) -> None:
    operation["responses"]["200"].setdefault("headers", {})["ETag"] = ETAG
    if method == "get":
        operation.setdefault("parameters", []).append(IF_NONE_MATCH)
        operation["responses"]["304"] = {"description": "It is as you have it."}


def _named(part: Any, schemas: dict[str, Any]) -> Any:
    """Move every shape with a title among the document's schemas, and point to it there.

    :raises ValueError: if two different shapes have the same title
    """
    if isinstance(part, list):
        return [_named(each, schemas) for each in part]
    if not isinstance(part, dict):
        return part
    whole = {key: _named(value, schemas) for key, value in part.items()}
    name = whole.get("title")
    if not isinstance(name, str) or "properties" not in whole:
        return whole
    shape = {key: value for key, value in whole.items() if key != "title"}
    if schemas.setdefault(name, shape) != shape:
        raise ValueError(f"Two shapes of the API are called {name}.")
    return {"$ref": f"#/components/schemas/{name}"}
