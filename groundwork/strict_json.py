"""JSON as strictly as a stranger's body deserves: small, flat, finite, unambiguous, clean text."""

import json
import re
from dataclasses import dataclass

from groundwork import text

# What JavaScript's numbers hold without loss; beyond it two programs read two values.
LARGEST_INTEGER = 2**53
_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NOT_BRACKETS = re.compile(rb"[^\[\]{}]++")
_MOST_DIGITS = 17  # of an integer within ±2^53, the sign included
# In ASCII without these, every text that the parser gives has nothing to clean: a control
# character can only be escaped there, and these are the escapes that may be one.
_MAY_HIDE = re.compile(rb"\\[bfu]|\x7f")


class BadJSON(ValueError):
    """A body that is not JSON we take. `code` is for programs, `field` a path ("": the whole)."""

    def __init__(self, code: str, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a body may be. A node is a value: an object, a list, a text, a number, a word."""

    octets: int = 64 * 1024
    depth: int = 20
    nodes: int = 1_000


def loads(raw: bytes, *, limits: Limits = Limits()) -> object:
    """Return the value of a UTF-8 JSON text. A byte-order mark in front is ignored.

    Texts and keys have passed the text gate. Numbers lie within ±2^53.

    :raises BadJSON: `too_large` past `limits`, else `not_utf8`, `too_deep`, `malformed`,
        `duplicate_key`, `number`, or a code of `text.UnsafeText`
    """
    if len(raw) > limits.octets:
        raise BadJSON("too_large", f"The body is larger than {limits.octets:,} bytes.")
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    opened = raw.count(b"{") + raw.count(b"[")
    if opened > limits.depth:  # fewer cannot be nested deeper
        # Before parsing: the parser recurses, and a deep enough body would take the process
        # with it.
        _check_depth(raw, limits)
    value = _parse(_decode(raw))
    # A value is the first in what was opened, or comes after a comma.
    if 1 + opened + raw.count(b",") > limits.nodes:
        _check_size(value, limits)
    if raw.isascii() and not _MAY_HIDE.search(raw):
        return value
    return _clean(value, "")


def _check_depth(raw: bytes, limits: Limits) -> None:
    """Refuse by bytes alone, JSON or not, what is nested too deep."""
    depth = 0
    for byte in _NOT_BRACKETS.sub(b"", _STRINGS.sub(b"", raw)):
        depth += 1 if byte in b"[{" else -1
        if depth > limits.depth:
            raise BadJSON("too_deep", f"The body is nested deeper than {limits.depth} levels.")


def _check_size(value: object, limits: Limits) -> None:
    if _count(value) > limits.nodes:
        raise BadJSON("too_many_values", f"The body holds more than {limits.nodes:,} values.")


def _count(value: object) -> int:
    if isinstance(value, list):
        return 1 + sum(map(_count, value))
    if isinstance(value, dict):
        return 1 + sum(map(_count, value.values()))
    return 1


def _decode(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        message = f"The body is not UTF-8 (byte {error.start})."
        raise BadJSON("not_utf8", message) from None


def _parse(document: str) -> object:
    try:
        return _DECODER.decode(document)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BadJSON("malformed", f"The body is not JSON: {error.msg} ({where}).") from None


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS or abs(int(digits)) > LARGEST_INTEGER:
        raise BadJSON("number", f"The number {text.shown(digits)} is outside ±2^53.")
    return int(digits)


def _fraction(digits: str) -> float:
    number = float(digits)
    # Past 2^53 the two databases give back different numbers (one a float, one an integer).
    if abs(number) > LARGEST_INTEGER:
        raise BadJSON("number", f"The number {text.shown(digits)} is outside ±2^53.")
    return number


def _constant(word: str) -> object:
    raise BadJSON("number", f"{word} is not a JSON number.")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) == len(pairs) and all(map(_is_plain, found)):
        return found
    found = {}
    for key, value in pairs:
        clean_key = _clean_text(key, "")
        if clean_key in found:
            raise BadJSON("duplicate_key", f'The key "{text.shown(key)}" appears twice.')
        found[clean_key] = value
    return found


def _is_plain(key: str) -> bool:
    return key.isascii() and key.isprintable()


_DECODER = json.JSONDecoder(
    parse_int=_integer,
    parse_float=_fraction,
    parse_constant=_constant,
    object_pairs_hook=_object,
)


def _clean(value: object, path: str) -> object:
    match value:
        case str():
            return _clean_text(value, path)
        case list():
            return [_clean(item, f"{path}[{index}]") for index, item in enumerate(value)]
        case dict():
            return {key: _clean(item, join(path, key)) for key, item in value.items()}
    return value


def _clean_text(value: str, path: str) -> str:
    try:
        return text.clean(value)
    except text.UnsafeText as unsafe:
        raise BadJSON(unsafe.code, str(unsafe), field=path) from None


def join(path: str, key: str) -> str:
    """Return the path of `key` within the object at `path`, such as `contacts[0].email`."""
    return f"{path}.{text.shown(key)}" if path else text.shown(key)
