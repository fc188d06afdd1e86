"""What this room answers, as JSON schemas for the OpenAPI document."""

from typing import Any

_ID = {"type": "string", "format": "uuid"}
_TEXTS = {"type": "array", "items": {"type": "string"}}
_TIME = {"type": ["string", "null"], "format": "date-time"}

KEY = {"type": "string", "pattern": r'^("[!#-\[\]-~]{1,255}"|[!#-+\--\[\]-~]{1,255})$'}

_PROSPECT: dict[str, Any] = {
    "type": ["object", "null"],
    "properties": {
        "id": {**_ID, "type": ["string", "null"]},
        "url": {"type": ["string", "null"]},
        "name": {"type": "string"},
    },
}
RECEIVED: dict[str, Any] = {
    "type": "object",
    "description": "What became of a lead, and when it is called.",
    "required": ["id", "result", "prospect", "owner", "next_attempt", "matched_on", "warnings"],
    "properties": {
        "id": {**_ID, "type": ["string", "null"]},
        "result": {"type": "string", "enum": ["created", "merged", "suppressed"]},
        "prospect": _PROSPECT,
        "owner": {"type": "string", "format": "email"},
        "next_attempt": {
            "type": ["object", "null"],
            "properties": {
                "at": {"type": "string", "format": "date-time"},
                "channel": {"type": "string"},
                "reasons": _TEXTS,
            },
        },
        "matched_on": _TEXTS,
        "warnings": _TEXTS,
    },
}
LEAD: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": _ID,
        "url": {"type": "string"},
        "received_at": _TIME,
        "judged_at": _TIME,
        "fate": {"type": "string"},
        "source": {"type": "string"},
        "external_id": {"type": "string"},
        "via": {"type": "string"},
        "key": {"type": ["string", "null"]},
        "prospect": _PROSPECT,
        "matched_on": _TEXTS,
        "warnings": _TEXTS,
        "problem": {"type": ["object", "null"]},
    },
}
LEAD_IN_FULL: dict[str, Any] = {
    "type": "object",
    "properties": {
        **LEAD["properties"],
        "raw": {"type": "string"},
        "raw_encoding": {"type": "string", "enum": ["utf-8", "base64"]},
        "answer": {"type": ["object", "null"]},
    },
}


_WHOLE = {"type": "integer", "minimum": 0}
LINE: dict[str, Any] = {
    "type": "object",
    "description": "What became of one lead of many.",
    "required": ["index", "status", "id", "result", "errors"],
    "properties": {
        "index": {**_WHOLE, "description": "Its place in the body, from 0."},
        "status": {"type": "integer", "description": "As if it had been pushed alone."},
        "id": {**_ID, "type": ["string", "null"]},
        "result": {
            "type": "string",
            "enum": ["created", "merged", "suppressed", "refused", "failed"],
        },
        "prospect": {**_ID, "type": ["string", "null"]},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
        "warnings": _TEXTS,
        "replayed": {"type": "boolean"},
    },
}
LINES: dict[str, Any] = {"type": "array", "items": LINE}
LEADS: dict[str, Any] = {
    "type": "array",
    "description": "At most 10,000 leads.",
    # Each is judged alone: one that is nothing of the kind gets a line that says so.
    "items": {"description": "A lead, as one that is pushed alone (LeadIn)."},
}
JOB: dict[str, Any] = {
    "type": "object",
    "description": "A batch that is judged in the background.",
    "required": ["id", "url", "state", "done", "total", "created", "merged", "refused"],
    "properties": {
        "id": _ID,
        "url": {"type": "string"},
        "state": {"type": "string", "enum": ["waiting", "running", "done", "failed"]},
        "done": _WHOLE,
        "total": _WHOLE,
        "created": _WHOLE,
        "merged": _WHOLE,
        "suppressed": _WHOLE,
        "refused": _WHOLE,
        "errors_url": {"type": "string"},
        "error": {"type": ["string", "null"]},
    },
}
