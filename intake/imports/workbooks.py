"""The first sheet of an XLSX workbook as text, a row at a time, safe against packed bombs."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import IO, Any
from xml.etree.ElementTree import ParseError  # only the error: openpyxl reads

import openpyxl

MOST_ROWS = 50_000
MOST_UNPACKED = 400 * 1024 * 1024
# The words of a sheet are all held in memory while it is read.
MOST_WORDS = 48 * 1024 * 1024
MOST_FILES = 2_000
MOST_CELLS = 300
_WORDS = "xl/sharedStrings.xml"


class CannotOpen(Exception):
    """The message says what to do."""

    def __init__(self, message: str, *, status: int = 415) -> None:
        super().__init__(message)
        self.status = status


def opened(upload: IO[bytes]) -> zipfile.ZipFile:
    """Return the packed files of a workbook, none of them read yet.

    :raises CannotOpen: if it is none, or would unpack to more than can be read
    """
    try:
        archive = zipfile.ZipFile(upload)
    except zipfile.BadZipFile:
        raise CannotOpen("This file is damaged. Save it once more and upload that.") from None
    files = {each.filename: each.file_size for each in archive.infolist()}
    if "xl/workbook.xml" not in files:
        raise CannotOpen("This is a packed file. Unpack it, and upload the CSV or XLSX inside.")
    too_large = sum(files.values()) > MOST_UNPACKED or files.get(_WORDS, 0) > MOST_WORDS
    if too_large or len(files) > MOST_FILES:
        raise CannotOpen("This workbook is too large. Save the sheet as CSV.", status=413)
    return archive


def as_text(archive: zipfile.ZipFile) -> Iterator[bytes]:
    """Yield the rows of the first sheet with cells as CSV in UTF-8; formulas as their values.

    :raises CannotOpen: if it is damaged or has more rows than MOST_ROWS
    """
    try:
        book = openpyxl.load_workbook(archive.fp, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # What the sheet says of its size may be wrong; its rows are as many as they are.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > MOST_ROWS + 1:
                message = f"A workbook may have {MOST_ROWS:,} rows. Save the sheet as CSV."
                raise CannotOpen(message, status=413)
            yield _line(cells[: MOST_CELLS + 1])
    except CannotOpen:
        raise
    except (KeyError, ValueError, IndexError, TypeError, ParseError, zipfile.BadZipFile, OSError):
        raise CannotOpen("This workbook cannot be read. Save the sheet as CSV.") from None


def _line(cells: tuple[Any, ...]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([_written(cell) for cell in cells])
    return line.getvalue().encode("utf-8", "replace")


def _written(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            if cell.time() == time():
                return cell.date().isoformat()
            return cell.isoformat(sep=" ", timespec="seconds")
        case date():
            return cell.isoformat()
        case float() if cell.is_integer() and abs(cell) < 2**53:
            return str(int(cell))
        case _:
            return str(cell)
