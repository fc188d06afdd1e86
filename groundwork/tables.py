"""Tables on their way out, as CSV or XLSX, a row at a time and safe to open in a spreadsheet."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What a spreadsheet takes for a formula, and its look-alikes of full width.
_FORMULA = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# A number as telephones have it is no formula, and programs read it.
_PLAIN_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,6})?", re.ASCII)
_CELLS_AT_ONCE = 64 * 1024  # bytes gathered before they go out


def guarded(cell: Any) -> str:
    """Return a cell's text that no spreadsheet takes for a formula: an apostrophe goes before one.

    A plain number such as +13125550142 or -3.5 stays as it is.
    """
    text = "" if cell is None else str(cell)
    if _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def as_csv(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield `rows` as CSV in UTF-8 with its mark, for spreadsheets; some rows at a time."""
    line = io.StringIO()
    line.write("\ufeff")
    writer = csv.writer(line)
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
        if line.tell() > _CELLS_AT_ONCE:
            yield line.getvalue().encode()
            line.seek(0)
            line.truncate()
    yield line.getvalue().encode()


def as_xlsx(rows: Iterable[Sequence[Any]], *, sheet: str = "Sheet1") -> Iterator[bytes]:
    """Yield `rows` as a workbook of one sheet, packed as they come: none is held.

    Numbers are numbers; everything else is text, which is never a formula.
    """
    out = _Outgoing()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in _FRAME.items():
            archive.writestr(name, content.format(sheet=escape(sheet[:31], {'"': "&quot;"})))
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as page:
            for stretch in _sheet(rows):
                page.write(stretch)
                yield out.taken()
        yield out.taken()
    yield out.taken()


FORMATS: dict[str, Callable[[Iterable[Sequence[Any]]], Iterator[bytes]]] = {
    CSV: as_csv,
    XLSX: as_xlsx,
}


class _Outgoing(io.RawIOBase):
    """What the packer has written and nobody has taken yet."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        waiting, self._waiting = self._waiting, []
        return b"".join(waiting)


def _sheet(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    gathered, size = [_BEGIN], 0
    for row in rows:
        line = f"<row>{''.join(_cell(value) for value in row)}</row>"
        gathered.append(line)
        size += len(line)
        if size > _CELLS_AT_ONCE:
            yield "".join(gathered).encode()
            gathered, size = [], 0
    gathered.append("</sheetData></worksheet>")
    yield "".join(gathered).encode()


def _cell(value: Any) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"<c><v>{value}</v></c>"
    # Saved as CSV some day, the apostrophe still keeps it from being a formula.
    text = escape(_NOT_XML.sub("", guarded(value)))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_BEGIN = f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'
_FRAME = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "xl/workbook.xml": (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>"
    ),
}
