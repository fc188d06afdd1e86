"""What an address may ask for."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.http import QueryDict

from groundwork import params
from groundwork.problems import Refused

WANTED = {
    "size": params.Integer(least=1, most=200, default=50),
    "overdue": params.Flag(),
    "status": params.Choice(among=["open", "won"]),
    "rep": params.Id(),
    "since": params.Instant(),
    "from": params.Day(),
    "q": params.Text(longest=20, default=""),
}


def read(query: str, **options):
    return params.read(QueryDict(query), WANTED, **options)


def test_what_is_asked_for_arrives_as_what_it_is():
    found = read(
        "size=7&overdue=true&status=won&rep=0190c7a0-0000-7000-8000-000000000001"
        "&since=2026-01-01T00:00:00Z&from=2026-01-02&q=caf%C3%A9"
    )

    assert found == {
        "size": 7,
        "overdue": True,
        "status": "won",
        "rep": UUID("0190c7a0-0000-7000-8000-000000000001"),
        "since": datetime(2026, 1, 1, tzinfo=UTC),
        "from": date(2026, 1, 2),
        "q": "café",
    }


def test_what_is_not_asked_for_has_its_default():
    assert read("")["size"] == 50
    assert read("")["status"] is None


def test_an_empty_parameter_means_nothing_to_a_page_and_is_refused_by_the_api():
    assert read("size=", refuse_unknown=False)["size"] == 50
    with pytest.raises(Refused) as refused:
        read("size=")
    assert refused.value.errors[0].code == "empty"


def test_the_plus_of_an_offset_may_arrive_as_a_blank():
    assert read("since=2026-01-01T02:00:00+02:00")["since"] == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("size=0", "size"),
        ("size=201", "size"),
        ("size=abc", "size"),
        ("size=1e2", "size"),
        ("size=%D9%A4", "size"),
        ("size=9223372036854775808", "size"),
        ("size=" + "9" * 5_000, "size"),
        ("overdue=yes", "overdue"),
        ("status=OPEN", "status"),
        ("rep=7", "rep"),
        ("rep=0190c7a00000700080000000000000010", "rep"),
        ("since=2026-01-01T00:00:00", "since"),
        ("since=0001-01-01T00:00:00%2B14:00", "since"),
        ("from=2026-02-30", "from"),
        ("q=" + "x" * 21, "q"),
        ("q=a%00b", "q"),
        ("q=%E2%80%8B", "q"),
        ("stauts=open", "stauts"),
        ("status=open&status=won", "status"),
        ("status=open&status=", "status"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(query, name):
    with pytest.raises(Refused) as refusal:
        read(query)

    assert refusal.value.status == 400
    assert [error.field for error in refusal.value.errors] == [name]


def test_all_mistakes_are_named_at_once():
    with pytest.raises(Refused) as refusal:
        read("size=0&rep=x&what=1")

    assert {error.field for error in refusal.value.errors} == {"size", "rep", "what"}


def test_a_page_overlooks_what_a_link_picked_up_on_its_way():
    assert read("utm_source=mail&size=3", refuse_unknown=False)["size"] == 3
