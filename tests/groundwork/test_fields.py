"""What a value may look like on the wire, and what it is afterwards."""

from datetime import UTC, date, datetime

import pytest
from rest_framework import serializers

from groundwork import fields
from tests.groundwork.doors import CompanyIn


def read(**given) -> dict:
    company = CompanyIn(data={"name": "Northwind", **given})
    company.is_valid(raise_exception=True)
    return dict(company.validated_data)


def refused(**given) -> str:
    company = CompanyIn(data={"name": "Northwind", **given})
    assert not company.is_valid()
    ((name, errors),) = company.errors.items()
    return f"{name} {errors[0].code}"


def test_what_is_left_out_null_or_blank_is_empty_and_never_missing():
    left_out = read()

    assert left_out == read(website=None, captured_at=None, birthday=None, comments=None)
    assert left_out == read(website="", captured_at="", birthday=" ", comments=" \n")
    assert left_out["website"] == left_out["comments"] == left_out["priority"] == ""
    assert left_out["captured_at"] is left_out["birthday"] is None


def test_a_name_is_one_line_without_space_around_it():
    assert read(name="  Northwind\r\n  Traders ")["name"] == "Northwind Traders"


def test_comments_keep_their_lines():
    assert read(comments=" one\r\n\r\ntwo ")["comments"] == "one\n\ntwo"


def test_a_postal_code_may_come_as_a_number():
    assert read(postal_code=60601)["postal_code"] == "60601"


def test_words_are_known_in_any_case():
    assert read(priority="High")["priority"] == "high"


def test_a_website_may_lack_its_scheme():
    assert read(website="northwind.example/shop")["website"] == "https://northwind.example/shop"


def test_a_time_is_handed_on_in_utc():
    written = "2026-11-20T15:02:11-05:00"

    assert read(captured_at=written)["captured_at"] == datetime(2026, 11, 20, 20, 2, 11, tzinfo=UTC)
    assert read(birthday="1980-02-29")["birthday"] == date(1980, 2, 29)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", None, "null"),
        ("name", "   ", "blank"),
        ("name", True, "not_text"),
        ("name", 7, "not_text"),
        ("name", ["Northwind"], "not_text"),
        ("name", {"a": 1}, "not_text"),
        ("name", "x" * 21, "max_length"),
        ("name", "a\x00b", "control_character"),
        ("name", "\u200b", "invisible"),
        ("postal_code", True, "not_text"),
        ("postal_code", 1.5, "not_text"),
        ("website", "javascript:alert(1)", "url"),
        ("website", "https://[::1", "url"),
        ("website", "http://a:99999/", "url"),
        ("website", "ftp://northwind.example", "url"),
        ("website", "https://", "url"),
        ("website", "x" * 101, "max_length"),
        ("captured_at", "2026-11-20T15:02:11", "no_offset"),
        ("captured_at", 1763650931, "not_text"),
        ("captured_at", "0001-01-01T00:00:00+14:00", "out_of_range"),
        ("birthday", "2026-02-30", "malformed"),
        ("priority", "urgent", "invalid_choice"),
        ("comments", "x" * 101, "max_length"),
    ],
)
def test_what_is_none_of_these_is_refused(field, value, code):
    assert refused(**{field: value}) == f"{field} {code}"


def test_a_limit_is_named():
    company = CompanyIn(data={"name": "x" * 21})
    company.is_valid()

    assert str(company.errors["name"][0]) == "It is longer than 20 characters."


def test_space_around_a_country_does_not_make_it_as_long_as_one_likes():
    assert CountryIn(data={"country": " us "}).is_valid()
    assert not CountryIn(data={"country": f"us{' ' * 65}"}).is_valid()


class CountryIn(serializers.Serializer):
    country = fields.Country()
