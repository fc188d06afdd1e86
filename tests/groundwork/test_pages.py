"""Pages of a list that others write to while it is read."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from groundwork import pages
from groundwork.models import Job
from groundwork.problems import Refused
from tests.groundwork.doors import AT

NEWEST = ("-created_at", "-id")


def add_jobs(count: int, *, minutes: int = 0) -> list[Job]:
    """Add jobs, three at the same instant each, the first being the newest."""
    at = AT + timedelta(minutes=minutes)
    return [
        Job.objects.create(kind=str(i), created_at=at - timedelta(minutes=i // 3))
        for i in range(count)
    ]


def walk(size: int, order=NEWEST) -> list[list[Job]]:
    seen, cursor = [], None
    while True:
        found = pages.page(Job.objects.all(), order=order, size=size, cursor=cursor)
        seen.append(found.rows)
        if found.next is None:
            return seen
        cursor = found.next


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 3, 5, 10, 11, 200])
@pytest.mark.parametrize("order", [NEWEST, ("created_at", "-id"), ("id",)])
def test_every_row_is_seen_once_and_in_order(size, order):
    add_jobs(10)

    seen = [job for rows in walk(size, order) for job in rows]

    assert seen == list(Job.objects.order_by(*order))


@pytest.mark.django_db
def test_rows_that_come_in_meanwhile_shift_nothing():
    add_jobs(6)
    first = pages.page(Job.objects.all(), order=NEWEST, size=3)
    add_jobs(3, minutes=5)

    second = pages.page(Job.objects.all(), order=NEWEST, size=3, cursor=first.next)

    assert not set(first.rows) & set(second.rows)
    assert len(second.rows) == 3


@pytest.mark.django_db
def test_the_way_back_shows_the_same_pages():
    add_jobs(7)
    there = [pages.page(Job.objects.all(), order=NEWEST, size=3)]
    while there[-1].next:
        there.append(pages.page(Job.objects.all(), order=NEWEST, size=3, cursor=there[-1].next))

    back = pages.page(Job.objects.all(), order=NEWEST, size=3, cursor=there[2].previous)
    first = pages.page(Job.objects.all(), order=NEWEST, size=3, cursor=back.previous)

    assert back.rows == there[1].rows
    assert first.rows == there[0].rows
    assert there[0].previous is first.previous is None
    assert pages.page(Job.objects.all(), order=NEWEST, size=3, cursor=first.next) == there[1]


@pytest.mark.django_db
def test_an_empty_list_has_one_empty_page():
    found = pages.page(Job.objects.all(), order=NEWEST)

    assert (found.rows, found.next, found.previous) == ([], None, None)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [str.upper, lambda it: it[:-1], lambda it: "x", lambda it: ""])
def test_a_cursor_that_somebody_changed_is_refused(change):
    add_jobs(2)
    cursor = pages.page(Job.objects.all(), order=NEWEST, size=1).next
    changed = change(cursor) or "::"

    with pytest.raises(Refused) as refusal:
        pages.page(Job.objects.all(), order=NEWEST, cursor=changed)

    assert refusal.value.errors[0].field == "cursor"


@pytest.mark.django_db
def test_a_cursor_of_another_order_is_refused():
    add_jobs(2)
    cursor = pages.page(Job.objects.all(), order=("id",), size=1).next

    with pytest.raises(Refused):
        pages.page(Job.objects.all(), order=NEWEST, cursor=cursor)


def test_the_api_tells_the_whole_address_of_the_next_page(knock):
    add_jobs(3)

    first = knock.get("/api/companies/", {"page_size": "2"}).json()
    address = urlsplit(first["next"])
    second = knock.get(address.path, QUERY_STRING=address.query).json()

    assert parse_qs(address.query)["page_size"] == ["2"]
    assert first["previous"] is None
    assert second["next"] is None
    assert len(first["results"] + second["results"]) == 3


@pytest.mark.parametrize(
    "query", ["page_size=201", "page_size=0", "page_size=1000000", "cursor=x", "page=2", "limit=9"]
)
def test_the_api_refuses_pages_that_it_does_not_have(knock, query):
    assert knock.get("/api/companies/", QUERY_STRING=query).status_code == 400
