"""A body with many leads: set aside while it comes in, then taken apart bit by bit."""

import hashlib
import mmap
import re
import tempfile
import zlib
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Protocol

from groundwork.problems import FieldError, Refused

MOST_BYTES = 20 * 1024 * 1024
MOST_LEADS = 10_000
_AT_ONCE = 64 * 1024
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\Z)|[\[\]{},]', re.DOTALL)
_SPACE = b" \t\r\n"
_COMMA = ord(",")
_MARK = b"\xef\xbb\xbf"


class Source(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes: ...


class Leads:
    """The leads of one body, each as its own bytes, in order. Valid inside `leads_of`."""

    def __init__(self, body: "mmap.mmap | bytes", spans: array, digest: str) -> None:
        self._body, self._spans, self.digest = body, spans, digest

    def __len__(self) -> int:
        return len(self._spans) // 2

    def groups(self, size: int) -> Iterator[tuple[int, list[bytes]]]:
        """Yield the place of the first of some leads, and them; each read when its turn comes."""
        for first in range(0, len(self), size):
            places = range(first, min(first + size, len(self)))
            yield (
                first,
                [bytes(self._body[self._spans[2 * at] : self._spans[2 * at + 1]]) for at in places],
            )


@contextmanager
def leads_of(source: Source, *, is_packed: bool, is_lines: bool) -> Iterator[Leads]:
    """Take in a body, a JSON list or (`is_lines`) a lead a line, and give its leads.

    However large the body, little of it is in memory. `is_packed`: by gzip.

    :raises Refused: 400 for a body that breaks off or is no list, 413 past `MOST_BYTES`
        unpacked or `MOST_LEADS`
    """
    with tempfile.TemporaryFile() as file:
        digest = _set_aside(_unpacked(source) if is_packed else _pieces(source), file)
        # An empty file cannot be mapped. The map goes when nobody looks at it any more.
        body = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if file.tell() else b""
        yield Leads(body, _lines(body) if is_lines else _elements(body), digest)


def _set_aside(pieces: Iterator[bytes], file: IO[bytes]) -> str:
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        size += len(piece)
        if size > MOST_BYTES:
            raise _too_large(f"The body is larger than {MOST_BYTES:,} bytes unpacked.")
        digest.update(piece)
        file.write(piece)
    file.flush()
    return digest.hexdigest()


def _pieces(source: Source) -> Iterator[bytes]:
    while piece := source.read(_AT_ONCE):
        yield piece


def _unpacked(source: Source) -> Iterator[bytes]:
    """Unpack a little at a time, so that a small body that unpacks to a huge one does no harm."""
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
    fresh = True
    for packed in _pieces(source):
        rest = packed
        while rest:
            if unpack.eof:  # one packed file after another is one packed file
                unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
            try:
                piece = unpack.decompress(rest, _AT_ONCE)
            except zlib.error:
                raise _malformed("The body is not packed by gzip.") from None
            rest = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
            fresh = False
            yield piece
    if fresh or not unpack.eof:
        raise _malformed("The packed body broke off.")


def _lines(body: "mmap.mmap | bytes") -> array:
    spans = array("Q")
    at = len(_MARK) if body[: len(_MARK)] == _MARK else 0
    while at < len(body):
        end = body.find(b"\n", at)
        end = len(body) if end < 0 else end
        _add(spans, body, at, end)
        at = end + 1
    return spans


def _elements(body: "mmap.mmap | bytes") -> array:
    """Return where each element of the outermost list begins and ends."""
    spans = array("Q")
    cuts = _cuts(body)
    at, begin = next(cuts, (0, 0))
    if body[at:begin] != b"[" or not _is_space(body, at):
        raise _malformed("The body must be one JSON list of leads.")
    for at, after in cuts:
        is_comma = body[at] == _COMMA
        if not _add(spans, body, begin, at) and (is_comma or spans):
            raise _malformed("The list has a comma with no lead on one side of it.")
        begin = after
        if not is_comma:
            break
    if body[begin - 1 : begin] != b"]" or body[begin:].strip(_SPACE):
        raise _malformed("The list of leads broke off, or something follows it.")
    return spans


def _cuts(body: "mmap.mmap | bytes") -> Iterator[tuple[int, int]]:
    """Yield where the outermost brackets are, and the commas right inside them."""
    depth = 0
    for token in _TOKEN.finditer(body):
        kind = body[token.start()]
        depth -= kind in b"]}"
        if depth == 0 or (depth == 1 and kind == _COMMA):
            yield token.span()
        depth += kind in b"[{"


def _is_space(body: "mmap.mmap | bytes", end: int) -> bool:
    return end < 1024 and not body[:end].removeprefix(_MARK).strip(_SPACE)


def _add(spans: array, body: "mmap.mmap | bytes", begin: int, end: int) -> bool:
    """Remember a lead, without the space around it; say whether there was one."""
    while begin < end and body[begin] in _SPACE:
        begin += 1
    while end > begin and body[end - 1] in _SPACE:
        end -= 1
    if begin == end:
        return False
    if len(spans) >= 2 * MOST_LEADS:
        raise _too_large(f"The body holds more than {MOST_LEADS:,} leads.")
    spans.extend((begin, end))
    return True


def _too_large(detail: str) -> Refused:
    return Refused(status=413, code="too-large", detail=detail)


def _malformed(detail: str) -> Refused:
    errors = [FieldError(field="", code="malformed", detail=detail)]
    return Refused(status=400, code="bad-json", detail=detail, errors=errors)
