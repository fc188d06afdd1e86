"""Reading a stored file row by row, from any place in it, without holding more than a stretch."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# A row is at most as large as one lead.
LONGEST_ROW = 64 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells, the line on which it begins, and where the next one begins.

    A row that cannot be read has a `problem` and its text as the only cell.
    """

    cells: list[str]
    line: int
    next_offset: int
    next_line: int
    problem: str = ""


class _TooLong(Exception):
    """The row in hand has grown over what a lead may hold."""


class RowReader:
    """Rows of a file from `offset` on. `part_at(offset)` returns the bytes from there, some or
    none at the end of the file.

    The same bytes give the same rows wherever the reading begins, so long as that is where a
    row begins.
    """

    def __init__(
        self,
        part_at: Callable[[int], bytes],
        *,
        encoding: str,
        delimiter: str,
        offset: int = 0,
        line: int = 1,
    ) -> None:
        self._part_at = part_at
        self._encoding, self._delimiter = encoding, delimiter
        self._offset, self._line = offset, line  # of what is read next
        self._buffer, self._place, self._read_to = b"", 0, offset
        self._row_bytes = self._row_lines = self._quotes = 0
        self._first_end: tuple[int, int] = (offset, line)

    def __iter__(self) -> Iterator[Row]:
        while True:
            lines = self._lines()
            cells = csv.reader(lines, delimiter=self._delimiter)
            try:
                while True:
                    begin = self._line
                    self._row_bytes = self._row_lines = self._quotes = 0
                    found = next(cells, None)
                    if found is None:
                        return
                    if self._row_lines > 1 and self._quotes % 2:
                        raise _TooLong  # the file ended within quotation marks
                    if any(cell.strip() for cell in found):
                        yield Row(found, begin, self._offset, self._line)
            except (_TooLong, csv.Error):
                yield self._skip(begin)

    def _skip(self, begin: int) -> Row:
        """Give up the row in hand and go on after its first line."""
        self._offset, self._line = self._first_end
        self._buffer, self._place, self._read_to = b"", 0, self._offset
        problem = (
            "This row cannot be read: a quotation mark is not closed, or it is larger than "
            f"{LONGEST_ROW // 1024} KiB."
        )
        return Row([], begin, self._offset, self._line, problem)

    def _lines(self) -> Iterator[str]:
        while True:
            line, size = self._next_line()
            if not size:
                return
            self._offset += size
            self._line += 1
            if not self._row_bytes:
                self._first_end = (self._offset, self._line)
            self._row_bytes += size
            self._row_lines += 1
            self._quotes += line.count(b'"')
            if self._row_bytes > LONGEST_ROW:
                raise _TooLong
            yield line.decode(self._encoding, "replace")

    def _next_line(self) -> tuple[bytes, int]:
        """Return a line and its size; of one that is too long only the end, and the whole size."""
        dropped = 0
        while (end := self._buffer.find(b"\n", self._place)) < 0:
            if len(self._buffer) - self._place > LONGEST_ROW:
                dropped += len(self._buffer) - self._place
                self._buffer, self._place = b"", 0
            more = self._part_at(self._read_to)
            if not more:
                end = len(self._buffer) - 1
                break
            self._read_to += len(more)
            self._buffer, self._place = self._buffer[self._place :] + more, 0
        line = self._buffer[self._place : end + 1]
        self._place = end + 1
        return line, dropped + len(line)
