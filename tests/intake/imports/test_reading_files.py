"""Files as people have them: any separator, any encoding, broken in every way."""

import io
import random
import tracemalloc
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.imports import columns, files, values, workbooks
from intake.imports.reading import LONGEST_ROW, RowReader
from tests.intake.imports.conftest import workbook


def look(raw: bytes) -> tuple[files.Looked, bytes]:
    looker = files.Looker()
    stored = b"".join(looker.see(part) for part in files.parts_of(io.BytesIO(raw), name="x.csv"))
    return looker.looked(), stored


def read(stored: bytes, *, encoding: str = "utf-8", delimiter: str = ",", **where: int):
    def part_at(place: int) -> bytes:
        number, skip = divmod(place, files.PART)
        return stored[number * files.PART : (number + 1) * files.PART][skip:]

    return list(RowReader(part_at, encoding=encoding, delimiter=delimiter, **where))


TABLE = "Company{0}City\nMüller{0}Köln\nÉcole{0}Orléans\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le-with-mark"]
)
def test_the_separator_and_the_letters_are_found_out(delimiter, encoding):
    text = TABLE.format(delimiter)
    raw = (
        b"\xff\xfe" + text.encode("utf-16-le")
        if encoding.endswith("mark")
        else text.encode(encoding)
    )

    looked, stored = look(raw)

    assert (looked.delimiter, looked.headers) == (delimiter, ["Company", "City"])
    rows = read(stored, encoding=looked.encoding, delimiter=looked.delimiter)
    assert [row.cells for row in rows[1:]] == [["Müller", "Köln"], ["École", "Orléans"]]


def test_commas_in_the_cells_of_a_file_with_semicolons_deceive_nobody():
    looked, _ = look(b"Company;Note\nA;one, two, three\nB;four, five\nC;six, seven, eight, nine\n")

    assert looked.delimiter == ";"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_end_of_line_ends_a_line(end):
    _, stored = look(f"Company{end}A{end}B{end}".encode())

    assert [row.cells for row in read(stored)] == [["Company"], ["A"], ["B"]]


@pytest.mark.parametrize(
    ("raw", "status", "words"),
    [
        (b"", 422, "empty"),
        (b" \n\n", 422, "empty"),
        (b"\xd0\xcf\x11\xe0old excel", 415, "XLSX"),
        (b"%PDF-1.7", 415, "XLSX"),
        (b"Company\0City", 415, "no text"),
        (b"PK\x03\x04rubbish", 415, "damaged"),
        (b",,,\n,,,", 422, "name the columns"),
        (b",".join(b"c%d" % n for n in range(400)), 413, "columns"),
    ],
)
def test_what_is_no_table_is_turned_away_with_what_to_do(raw, status, words):
    with pytest.raises(files.CannotRead, match=words) as refused:
        look(raw)

    assert refused.value.status == status


def packed(**contents: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def test_a_packed_file_that_is_no_workbook_is_turned_away():
    with pytest.raises(files.CannotRead, match="Unpack it"):
        look(packed(leads=b"a,b"))


def test_a_workbook_that_would_unpack_to_too_much_is_not_unpacked():
    bomb = packed(**{"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"0" * (401 << 20)})
    assert len(bomb) < 2 << 20

    with pytest.raises(files.CannotRead, match="too large") as refused:
        look(bomb)

    assert refused.value.status == 413


def test_a_damaged_workbook_is_told_apart_from_ours():
    broken = packed(**{"xl/workbook.xml": b"<x/>"})

    with pytest.raises(files.CannotRead, match="cannot be read"):
        look(broken)


def test_a_workbook_is_read_as_its_cells_are_meant():
    from datetime import date, datetime

    looked, stored = look(
        workbook(
            [
                ["Company", "Employees", "Last contacted", "Called", "Note"],
                ["Northwind", 120, datetime(2026, 2, 27, 9, 30), date(2026, 2, 27), "a, b\nc"],
                ["Contoso", 12.0, None, None, True],
            ]
        )
    )

    assert looked.headers[:2] == ["Company", "Employees"]
    rows = [row.cells for row in read(stored)[1:]]
    assert rows[0] == ["Northwind", "120", "2026-02-27 09:30:00", "2026-02-27", "a, b\nc"]
    assert rows[1] == ["Contoso", "12", "", "", "True"]


def test_a_workbook_has_an_end(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 2)

    with pytest.raises(files.CannotRead, match="Save the sheet as CSV"):
        look(workbook([["Company"], ["A"], ["B"], ["C"]]))


# --- rows ----------------------------------------------------------------------------------------


def test_a_quotation_mark_that_is_never_closed_costs_one_row():
    rows = read(b'Company,Note\nA,"never closed\nB,fine\nC,fine\n')

    assert [(row.line, bool(row.problem)) for row in rows] == [
        (1, False),
        (2, True),
        (3, False),
        (4, False),
    ]
    assert "quotation mark" in rows[1].problem


def test_a_row_too_large_for_a_lead_costs_one_row():
    rows = read(b"Company\nA\n" + b"x" * (3 * LONGEST_ROW) + b"\nB\n")

    assert [row.cells for row in rows if not row.problem] == [["Company"], ["A"], ["B"]]


def test_inches_in_the_middle_of_a_cell_are_inches():
    rows = read(b'Company,Note\nA,5" pipe\nB,6" pipe\n')

    assert [row.cells for row in rows[1:]] == [["A", '5" pipe'], ["B", '6" pipe']]


CELLS = st.text("ab,;|\"\n\t 'é€", max_size=8)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=12), st.data())
def test_reading_on_from_any_row_gives_the_same_rows(table, data):
    import csv

    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)
    stored = out.getvalue().encode()

    rows = read(stored)

    assert [row.cells for row in rows] == [r for r in table if any(cell.strip() for cell in r)]
    if rows:
        place = data.draw(st.integers(0, len(rows) - 1))
        here = rows[place]
        rest = read(stored, offset=here.next_offset, line=here.next_line)
        assert rest == rows[place + 1 :]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2_000))
def test_no_bytes_make_reading_fail_or_go_on_for_ever(raw):
    try:
        looked, stored = look(raw)
    except files.CannotRead:
        return
    rows = read(stored, encoding=looked.encoding, delimiter=looked.delimiter)
    assert len(rows) <= stored.count(b"\n") + 1


def test_memory_does_not_grow_with_the_file():
    line = b"Northwind Traders %07d,Dana Reyes,+1 312 555 0142,Chicago,some words to fill it\n"
    peaks = []
    for many in (5_000, 50_000):
        raw = io.BytesIO(
            b"Company,Name,Phone,City,Note\n" + b"".join(line % n for n in range(many))
        )
        tracemalloc.start()
        looker = files.Looker()
        for part in files.parts_of(raw, name="x.csv"):
            looker.see(part)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] <= 1.2 * peaks[0]


# --- columns -------------------------------------------------------------------------------------

HUBSPOT = (
    "Record ID - Contact,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,"
    "Company Name,Website URL,City,State/Region,Postal Code,Country/Region,Number of Employees,"
    "Number of times contacted,Last Contacted,Create Date,Lead Status"
)
SALESFORCE = (
    "Lead ID,First Name,Last Name,Title,Company / Account,Email,Phone,Mobile,Street,City,"
    "State/Province,Zip/Postal Code,Country,No. of Employees,Lead Source,Rating,Last Activity,"
    "Create Date"
)
PIPEDRIVE = (
    "Person - ID,Person - First name,Person - Last name,Person - Organization,"
    "Person - Phone - Work,Person - Email - Work,Person - Done activities,"
    "Person - Last activity date"
)


@pytest.mark.parametrize(
    ("headings", "wanted"),
    [
        (
            HUBSPOT,
            "external_id contact.first_name contact.last_name contact.email contact.phone"
            " contact.mobile contact.title company.name company.website company.address.city"
            " company.address.region company.address.postal_code company.country company.size"
            " attempts_so_far last_touch_at captured_at custom",
        ),
        (
            SALESFORCE,
            "external_id contact.first_name contact.last_name contact.title company.name"
            " contact.email contact.phone contact.mobile company.address.line1"
            " company.address.city company.address.region company.address.postal_code"
            " company.country company.size source priority last_touch_at captured_at",
        ),
        (
            PIPEDRIVE,
            "external_id contact.first_name contact.last_name company.name contact.phone"
            " contact.email attempts_so_far last_touch_at",
        ),
        (
            "Firma;Ansprechpartner;Telefon;PLZ;Ort".replace(";", ","),
            "company.name contact.name"
            " contact.phone company.address.postal_code company.address.city",
        ),
    ],
    ids=["HubSpot", "Salesforce", "Pipedrive", "German"],
)
def test_the_headings_of_other_programs_are_known(headings, wanted):
    assert columns.guess(headings.split(",")) == wanted.split()


def test_of_two_columns_for_the_same_the_first_is_taken():
    assert columns.guess(["Phone", "Telephone"]) == ["contact.phone", "custom"]


def test_a_mapping_that_reaches_nobody_is_named_as_such():
    assert "which column holds the company" in columns.why_unusable(["comments", ""])
    assert "Two columns" in columns.why_unusable(["company.name", "company.name"])
    assert columns.why_unusable(["company.name", "custom", "custom"]) == ""


# --- cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "day_first", "wanted"),
    [
        ("2026-02-27", False, "2026-02-27T17:00:00+00:00"),
        ("2/27/2026", False, "2026-02-27T17:00:00+00:00"),
        ("27/2/2026", True, "2026-02-27T17:00:00+00:00"),
        ("27.02.2026", False, "2026-02-27T17:00:00+00:00"),
        ("3/4/2026 9:30 PM", False, "2026-03-05T02:30:00+00:00"),
        ("2026-02-27 09:30", False, "2026-02-27T14:30:00+00:00"),
        ("2026-02-27T09:30:00Z", False, "2026-02-27T09:30:00+00:00"),
        ("2026-02-27T09:30:00+01:00", False, "2026-02-27T09:30:00+01:00"),
        ("31/2/2026", True, "31/2/2026"),
        ("soon", False, "soon"),
    ],
)
def test_a_time_is_read_as_its_people_write_it(written, day_first, wanted):
    reader = values.Reader(day_first=day_first, timezone="America/New_York")

    assert reader.read("last_touch_at", written) == wanted


@pytest.mark.parametrize(
    ("key", "written", "wanted"),
    [
        ("company.size", "1,200", "1200"),
        ("company.size", "11-50", "11"),
        ("company.size", "10,000+", "10000"),
        ("company.size", "12.0", "12"),
        ("company.size", "few", "few"),
        ("value.amount", "$18,000.00", "18000.00"),
        ("value.amount", "18.000,50 €", "18000.50"),
        ("value.amount", "18000", "18000"),
        ("value.amount", "a lot", "a lot"),
        ("value.currency", "€", "EUR"),
        ("company.country", "United States", "US"),
        ("company.country", "Germany", "DE"),
        ("company.country", "de", "de"),
        ("priority", "Hot", "high"),
    ],
)
def test_a_cell_is_read_as_it_is_meant(key, written, wanted):
    reader = values.Reader(day_first=False, timezone="UTC")

    assert reader.read(key, written) == wanted


@given(st.text(max_size=30))
def test_no_cell_makes_reading_fail(written):
    reader = values.Reader(day_first=random.random() < 0.5, timezone="Europe/Paris")
    for key in reader.readers:
        assert isinstance(reader.read(key, written), str)
