"""Looking at an uploaded file: what it is, how it is written, and its bytes as rows of text."""

import codecs
import csv
import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from intake.imports import workbooks

MOST_BYTES = 100 * 1024 * 1024
MOST_COLUMNS = 300
PART = 64 * 1024
SAMPLE = 128 * 1024
DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "cp1252", "latin-1", "iso8859-15", "mac_roman", "cp1250", "cp1251")
_ZIP, _OLD_OFFICE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"


class CannotRead(Exception):
    """A file that no leads can be read from. The message says what to do.

    `status` is what a program would be answered: 413 too large, 415 another kind, 422 empty.
    """

    def __init__(self, message: str, *, status: int = 415) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a file turned out to be."""

    encoding: str
    delimiter: str
    headers: list[str]


def parts_of(upload: IO[bytes], *, name: str) -> Iterator[bytes]:
    """Yield the file as text of rows, a stretch of PART bytes at a time, the last one shorter.

    A workbook comes as the rows of its first sheet; UTF-16 as UTF-8; ends of line as one byte.

    :raises CannotRead: if it is none of these, or too large
    """
    upload.seek(0)
    start = upload.read(SAMPLE)
    upload.seek(0)
    if not start.strip():
        raise CannotRead("This file is empty.", status=422)
    if start.startswith(_ZIP):
        yield from _evenly(workbooks.as_text(_opened(upload)))
        return
    if start.startswith((_OLD_OFFICE, _PDF)):
        raise CannotRead("Save it as CSV or as XLSX: this kind of file cannot be read here.")
    utf16 = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not utf16 and b"\0" in start:
        raise CannotRead("This is no text. Save the table as CSV or as XLSX.")
    stretches = _counted(upload)
    if utf16:
        stretches = _recoded(stretches, "utf-16")
    elif start.startswith(codecs.BOM_UTF8):
        upload.seek(len(codecs.BOM_UTF8))
    if b"\n" not in start and b"\r" in start:
        stretches = (stretch.replace(b"\r", b"\n") for stretch in stretches)
    yield from _evenly(stretches)


def _opened(upload: IO[bytes]) -> zipfile.ZipFile:
    try:
        return workbooks.opened(upload)
    except workbooks.CannotOpen as problem:
        raise CannotRead(str(problem), status=problem.status) from None


def _counted(upload: IO[bytes]) -> Iterator[bytes]:
    read = 0
    while stretch := upload.read(PART):
        read += len(stretch)
        if read > MOST_BYTES:
            raise CannotRead(f"A file may have {MOST_BYTES // 2**20} MB at most.", status=413)
        yield stretch


def _recoded(stretches: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for stretch in stretches:
        yield decoder.decode(stretch).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _evenly(stretches: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in stretches of PART, so that a place in the file names its part."""
    held = b""
    try:
        for stretch in stretches:
            held += stretch
            while len(held) >= PART:
                yield held[:PART]
                held = held[PART:]
    except workbooks.CannotOpen as problem:
        raise CannotRead(str(problem), status=problem.status) from None
    if held:
        yield held


class Looker:
    """Sees every part of a file go by, and then tells how it is written."""

    def __init__(self) -> None:
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._is_utf8 = True
        self._sample = b""
        self._digest = hashlib.sha256()
        self.size = 0

    def see(self, part: bytes) -> bytes:
        self.size += len(part)
        self._digest.update(part)
        if len(self._sample) < SAMPLE:
            self._sample += part
        if self._is_utf8:
            try:
                self._utf8.decode(part)
            except UnicodeDecodeError:
                self._is_utf8 = False
        return part

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def looked(self) -> Looked:
        """
        :raises CannotRead: if it has no row of headings, or too many columns
        """
        encoding = "utf-8" if self._is_utf8 else "cp1252"
        rows = self._sample.decode(encoding, "replace")
        delimiter = sniff(rows)
        headers = headings(rows, delimiter)
        if not any(headers):
            raise CannotRead("The first row must name the columns.", status=422)
        if len(headers) > MOST_COLUMNS:
            raise CannotRead(
                f"It has {len(headers)} columns; {MOST_COLUMNS} is the most.", status=413
            )
        return Looked(encoding=encoding, delimiter=delimiter, headers=headers)


def headings(text: str, delimiter: str) -> list[str]:
    """Return the cells of the first row that has any, each on one line."""
    for row in _rows(text, delimiter):
        if any(cell.strip() for cell in row):
            return [" ".join(cell.split())[:200] for cell in row]
    return []


def sniff(text: str) -> str:
    """Return what stands between the cells: that which cuts most rows into as many as the first."""

    def score(delimiter: str) -> tuple[float, int]:
        widths = [len(row) for row in _rows(text, delimiter) if row]
        if not widths or widths[0] < 2:
            return (0.0, 0)
        return (sum(width == widths[0] for width in widths) / len(widths), widths[0])

    return max(DELIMITERS, key=score)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    lines = text.splitlines(keepends=True)
    if len(lines) > 1 and len(text) >= SAMPLE:
        lines = lines[:-1]  # cut off in the middle
    cells = csv.reader(lines[:60], delimiter=delimiter)
    try:
        yield from cells
    except csv.Error:
        return
