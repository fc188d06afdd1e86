"""Bodies from strangers: what is JSON enough for us, and what is not."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundwork import strict_json
from groundwork.strict_json import BadJSON, Limits, loads


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "malformed"),
        (b"   ", "malformed"),
        (b'{"name": "Northwind"', "malformed"),
        (b'{"name": "Northwind",}', "malformed"),
        (b"{'name': 'Northwind'}", "malformed"),
        (b'{"name": "a\nb"}', "malformed"),
        (b'{"a": 1} {"b": 2}', "malformed"),
        (b"]", "malformed"),
        (b"01", "malformed"),
        (b'{"a": 1, "a": 2}', "duplicate_key"),
        (b'{"\\u0061": 1, "a": 2}', "duplicate_key"),
        (b'{"e\\u0301": 1, "\\u00e9": 2}', "duplicate_key"),
        (b"[NaN]", "number"),
        (b"[Infinity]", "number"),
        (b"[-Infinity]", "number"),
        (b"[1e999]", "number"),
        (b"[1e17]", "number"),
        (b"9007199254740993", "number"),
        (b"-9007199254740993", "number"),
        (b"1" * 5_000, "number"),
        (b"\xff\xfe{\x00}\x00", "not_utf8"),
        ("{}".encode("utf-16-le"), "malformed"),
        (b'{"name": "caf\xe9"}', "not_utf8"),
        (b'"\\u0000"', "control_character"),
        (b'{"\\u0000": 1}', "control_character"),
        (b'"\\ud800"', "lone_surrogate"),
        (b'{"\\udfff": 1}', "lone_surrogate"),
        (b'"\xed\xa0\x80"', "not_utf8"),
        (b'"\xe2\x80\x8b"', "invisible"),
        (b'"' + b"x" * 70_000 + b'"', "too_large"),
    ],
)
def test_what_is_not_plain_json_is_refused(body, code):
    with pytest.raises(BadJSON) as refusal:
        loads(body)

    assert refusal.value.code == code
    assert str(refusal.value).encode()


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"{}", {}),
        (b"\xef\xbb\xbf{}", {}),
        (b"null", None),
        (b"[true, false, 0, -0.5, 1e3]", [True, False, 0, -0.5, 1000.0]),
        (b'"\\ud83d\\ude00"', "😀"),
        (b'"Cafe\\u0301"', "Café"),
        (b"9007199254740992", 2**53),
        (b'{"a": {"a": 1}}', {"a": {"a": 1}}),
        (b'"[[[[[[[[[[[[[[[[[[[[[[[[[[[[ not nested"', "[" * 28 + " not nested"),
        (b'"\\\\" ', "\\"),
    ],
)
def test_plain_json_is_read(body, value):
    assert loads(body) == value


@pytest.mark.parametrize(("levels", "fits"), [(20, True), (21, False)])
@pytest.mark.parametrize("around", ["[%s]", '{"a": %s}'])
def test_twenty_levels_fit_and_one_more_does_not(levels, fits, around):
    body = "1"
    for _ in range(levels):
        body = around % body

    assert _is_taken(body.encode()) == fits


@pytest.mark.parametrize(("values", "fits"), [(1_000, True), (1_001, False)])
def test_a_thousand_values_fit_and_one_more_does_not(values, fits):
    body = json.dumps([1] * (values - 2) + [[]]).encode()

    assert _is_taken(body) == fits


@pytest.mark.parametrize("spare", [0, 1])
def test_the_largest_body_fits_to_the_byte(spare):
    largest = Limits().octets

    assert _is_taken(b'"' + b"x" * (largest - 2 + spare) + b'"') == (spare == 0)


@pytest.mark.parametrize(
    "body", [b"[" * 65_000, b'{"a":' * 13_000, b'"' + b'\\"' * 32_000, b'"\\' * 32_000]
)
def test_a_body_made_to_exhaust_the_parser_is_refused_at_once(body):
    began = time.monotonic()

    assert not _is_taken(body)
    assert time.monotonic() - began < 0.5


def test_the_error_names_the_place():
    with pytest.raises(BadJSON) as refusal:
        loads(b'{"contacts": [{"name": "Dana"}, {"name": "a\\u0000b"}]}')

    assert refusal.value.field == "contacts[1].name"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text('abc äß漢😀\n"\\'),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("kä"), inner, max_size=4),
    max_leaves=20,
)


@given(_JSON, st.booleans())
def test_what_a_program_wrote_is_read_back_as_it_was(value, escaped):
    assert loads(json.dumps(value, ensure_ascii=escaped).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_at_all_are_read_or_refused(body):
    try:
        value = loads(body)
    except BadJSON:
        return

    assert json.dumps(value, ensure_ascii=False, allow_nan=False).encode()


def test_a_path_shows_no_hostile_key():
    assert strict_json.join("custom", "a\x00b") == "custom.a\ufffdb"


def _is_taken(body: bytes) -> bool:
    try:
        loads(body)
    except BadJSON:
        return False
    return True
