"""Tables on their way out: what a spreadsheet opens is what was written, and never runs."""

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundwork import tables

FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "\n=1"]
ROWS = [["Company", "Value"], ["Northwind, Inc.", 12.5], ['"Contoso"', -3], [None, "über"]]


def cells_of_csv(written: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))


def cells_of_xlsx(written: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(written)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_csv_says_what_the_rows_say():
    written = b"".join(tables.as_csv(ROWS))

    assert written.startswith(b"\xef\xbb\xbf")
    assert cells_of_csv(written) == [
        ["Company", "Value"],
        ["Northwind, Inc.", "12.5"],
        ['"Contoso"', "-3"],
        ["", "über"],
    ]


def test_a_workbook_keeps_numbers_as_numbers():
    written = b"".join(tables.as_xlsx(ROWS, sheet="Prospects & <more>"))

    assert cells_of_xlsx(written) == [
        ["Company", "Value"],
        ["Northwind, Inc.", 12.5],
        ['"Contoso"', -3],
        [None, "über"],
    ]


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_looks_like_a_formula_is_text_in_both(formula):
    ((in_csv,),) = cells_of_csv(b"".join(tables.as_csv([[formula]])))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(tables.as_xlsx([[formula]])))).active

    assert in_csv == f"'{formula}"
    assert sheet["A1"].data_type == "s"
    assert str(sheet["A1"].value).startswith("'")


@pytest.mark.parametrize("number", ["+13125550142", "-3.50", "12", "+33 1 42 68 53 00"[:3]])
def test_a_telephone_number_stays_readable_for_programs(number):
    assert tables.guarded(number) == number


@given(st.lists(st.lists(st.text(max_size=20), min_size=1, max_size=4), max_size=10))
def test_no_cell_is_ever_a_formula(rows):
    for row in cells_of_csv(b"".join(tables.as_csv(rows))):
        for cell in row:
            assert not cell.startswith(("=", "@", "\t", "\r")), cell
            if cell.startswith(("+", "-")):
                float(cell)
    if rows:
        book = openpyxl.load_workbook(io.BytesIO(b"".join(tables.as_xlsx(rows))))
        kinds = {cell.data_type for row in book.active.iter_rows() for cell in row}
        assert kinds <= {"s", "n", "inlineStr"}


def test_rows_are_written_as_they_come_and_none_is_held():
    asked = 0

    def rows():
        nonlocal asked
        for number in range(20_000):
            asked = number
            yield [f"Company number {number}", "x" * 100]

    for write in tables.FORMATS.values():
        asked = 0
        stretches = write(rows())
        size, seen = 0, []
        for stretch in stretches:
            size += len(stretch)
            seen.append(asked)
        assert seen[2] < 3_000, "the beginning goes out before the end is known"
        assert size > 0
