"""The list of prospects taken along: what it shows, all of it, safe to open, never unnoticed."""

import csv
import io
import tracemalloc

import openpyxl
import pytest
from django.test import Client

from desk.queries import exporting
from desk.queries.listing import Filters
from people.models import AuditEntry
from prospects.actions import NewContact
from prospects.models import Prospect
from tests.factories import TUESDAY, create_prospect, create_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def manager():
    return create_user(role="manager")


@pytest.fixture
def rep(manager):
    return create_user(team=manager.team, email="rep@team.example")


def take_along(user, query: str = "", *, how: str = "csv"):
    client = Client()
    client.force_login(user)
    return client.post(f"/prospects/export/{query}", {"format": how})


def rows(answer) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_manager_takes_along_what_the_filters_show_in_their_order(manager, rep):
    for name in ("Contoso", "Northwind", "Fabrikam"):
        create_prospect(owner=rep, name=name, city="Chicago")
    create_prospect(name="Of another team")

    everything = rows(take_along(manager, "?sort=name"))
    found = rows(take_along(manager, "?q=north"))

    assert [row["Company"] for row in everything] == ["Contoso", "Fabrikam", "Northwind"]
    assert [row["Company"] for row in found] == ["Northwind"]
    only = found[0]
    prospect = Prospect.objects.get(name="Northwind")
    assert only["Id"] == str(prospect.public_id)
    assert only["Phone"] == prospect.contacts.get().phone_e164
    assert only["Rep"] == "rep@team.example"
    assert only["Next attempt (UTC)"] == prospect.next_attempt_at.strftime("%Y-%m-%d %H:%M")
    assert only["Why"]


def test_a_workbook_says_the_same(manager, rep):
    create_prospect(owner=rep, name="Northwind")

    answer = take_along(manager, how="xlsx")

    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer["Content-Disposition"] == 'attachment; filename="prospects-2026-03-03.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert [cell.value for cell in sheet[1]] == list(exporting.HEADINGS)
    assert sheet["B2"].value == "Northwind"


def test_what_looks_like_a_formula_is_text(manager, rep):
    create_prospect(owner=rep, name="=HYPERLINK(1)", contacts=[NewContact(name="@Dana")])

    (row,) = rows(take_along(manager))

    assert (row["Company"], row["Contact"]) == ("'=HYPERLINK(1)", "'@Dana")


def test_an_export_leaves_an_entry_that_says_who_and_what(manager, rep):
    take_along(manager, "?status=open&q=north", how="xlsx")

    entry = AuditEntry.objects.get(action="prospects.exported")
    assert (entry.user, entry.team) == (manager, manager.team)
    assert entry.details == {"format": "xlsx", "q": "north", "status": "open", "sort": "newest"}


def test_a_rep_takes_nothing_along(manager, rep):
    create_prospect(owner=rep)

    assert take_along(rep).status_code == 403
    assert not AuditEntry.objects.filter(action="prospects.exported").exists()


def test_an_unknown_format_is_named(manager):
    assert take_along(manager, how="pdf").status_code == 400


def test_the_list_offers_its_export_with_its_own_filters(manager, rep):
    create_prospect(owner=rep, name="Northwind")
    client = Client()
    client.force_login(manager)
    page = client.get("/prospects/?q=north&sort=name").content.decode()
    assert 'action="/prospects/export/?q=north&amp;sort=name"' in page

    client.force_login(rep)
    assert "/prospects/export/" not in client.get("/prospects/").content.decode()


def test_a_long_list_is_read_a_stretch_at_a_time(
    manager, rep, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    for _ in range(5):
        create_prospect(owner=rep)
    filters = Filters(q="", status="", due="", owner=None, sort="newest", cursor=None)

    with django_assert_num_queries(6):
        table = list(exporting.table(manager, filters=filters, now=TUESDAY))

    assert len(table) == 6
    tracemalloc.start()
    for _ in exporting.table(manager, filters=filters, now=TUESDAY):
        pass
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()
