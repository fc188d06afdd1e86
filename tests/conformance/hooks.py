"""What schemathesis is told besides the document: which refusals no schema could foretell."""

import json

import schemathesis

# Why a request that fits its schema may be refused with 400 all the same: by what the house
# knows (people, campaigns, zones), by what was said before, or by what a pattern cannot say.
SEMANTIC = {
    "amount",
    "blank",
    "country",
    "currency",
    "control_character",
    "email",
    "future",
    "invalid",
    "invisible",
    "lone_surrogate",
    "max_length",
    "min_length",
    "no_offset",
    "number",
    "out_of_range",
    "past",
    "range",
    "required",
    "unknown",
    "unreadable",
    "url",
    "zone",
    "malformed",
}


@schemathesis.check
def a_fitting_request_is_refused_for_a_reason(ctx, response, case):
    """A 400 to what fits the schema names values, each for a reason that a schema cannot say."""
    meta = case.meta
    positive = meta is not None and meta.generation.mode.is_positive
    if response.status_code != 400 or not positive:
        return
    problem = json.loads(response.content)
    codes = {error["code"] for error in problem["errors"]}
    codes |= {problem["type"].rpartition(":")[2]} - {"invalid", "bad-parameter", "bad-json"}
    assert codes, f"a refusal that names nothing: {problem['detail']}"
    assert codes <= SEMANTIC, f"refused for {sorted(codes - SEMANTIC)}: {problem['detail']}"


@schemathesis.check
def a_refusal_is_a_problem(ctx, response, case):
    """From 400 on, everything is answered as RFC 9457 says."""
    if response.status_code < 400 or case.method.upper() == "HEAD":
        return
    kinds = response.headers.get("content-type", [""])
    assert kinds[0].startswith("application/problem+json"), kinds
    assert json.loads(response.content)["status"] == response.status_code
