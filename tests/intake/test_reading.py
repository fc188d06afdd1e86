"""What a lead must look like, value by value. What is refused is named by its path."""

import json

import pytest

from groundwork.problems import Refused
from intake.models import Lead
from intake.reading import fingerprint, read_lead
from prospects.models import Prospect
from tests.intake.conftest import fields_of, lead


def refused(told: dict) -> dict[str, str]:
    with pytest.raises(Refused) as refusal:
        read_lead(json.dumps(told).encode())
    assert refusal.value.status == 400
    return {error.field: error.code for error in refusal.value.errors}


def contact(**told) -> dict:
    return lead(contacts=[{"name": "Dana", "phone": "+13125550142", **told}])


def company(**told) -> dict:
    return lead(company={"name": "Northwind", **told})


@pytest.mark.parametrize(
    ("told", "field", "code"),
    [
        ({}, "company.name", "required"),
        ({"company": {"name": "  "}, "contacts": [{"name": "Dana"}]}, "company.name", "required"),
        ({"company": {"phone": "+13125550142"}}, "company.name", "required"),
        (lead(externalid="x"), "externalid", "unknown"),
        (lead(id="0190c7a0-0000-7000-8000-000000000001"), "id", "unknown"),
        (lead(status="won", owner=1) | {"status": "won"}, "status", "unknown"),
        (lead(external_id=["a"]), "external_id", "not_text"),
        (lead(external_id="x" * 201), "external_id", "max_length"),
        (lead(source="x" * 81), "source", "max_length"),
        (lead(source=7), "source", "not_text"),
        (lead(captured_at="2026-03-02T15:02:11"), "captured_at", "no_offset"),
        (lead(captured_at="0001-01-01T00:00:00+14:00"), "captured_at", "out_of_range"),
        (lead(captured_at="2201-01-01T00:00:00Z"), "captured_at", "out_of_range"),
        (lead(company="Northwind"), "company", "invalid"),
        (lead(company=["Northwind"]), "company", "invalid"),
        (company(name=True), "company.name", "not_text"),
        (company(name="x" * 201), "company.name", "max_length"),
        (company(name="\u200b"), "company.name", "invisible"),
        (company(website="javascript:alert(1)"), "company.website", "url"),
        (company(website="http://[::1"), "company.website", "url"),
        (company(phone="x" * 65), "company.phone", "max_length"),
        (company(country="Germany"), "company.country", "country"),
        (company(country="ZZ"), "company.country", "country"),
        (company(timezone="Mars/Phobos"), "company.timezone", "zone"),
        (company(timezone="../../etc/passwd"), "company.timezone", "zone"),
        (company(timezone="Etc/GMT+26"), "company.timezone", "zone"),
        (company(timezone="+02:00"), "company.timezone", "zone"),
        (company(timezone="america/chicago"), "company.timezone", "zone"),
        (company(size=-1), "company.size", "range"),
        (company(size=2**31), "company.size", "range"),
        (company(size=1.5), "company.size", "not_text"),
        (company(size="many"), "company.size", "range"),
        (company(address="Chicago"), "company.address", "invalid"),
        (company(address={"city": "x" * 121}), "company.address.city", "max_length"),
        (lead(contacts={"name": "Dana"}), "contacts", "not_a_list"),
        (lead(contacts=["Dana"]), "contacts[0]", "invalid"),
        (lead(contacts=[None]), "contacts[0]", "null"),
        (lead(contacts=[{}] * 51), "contacts", "max_length"),
        (contact(email="not an address"), "contacts[0].email", "email"),
        (contact(email="a" * 250 + "@b.example"), "contacts[0].email", "max_length"),
        (contact(email="a@b.example\r\nBcc: c@d.example"), "contacts[0].email", "email"),
        (contact(role="boss"), "contacts[0].role", "invalid_choice"),
        (contact(preferred_channel="fax"), "contacts[0].preferred_channel", "invalid_choice"),
        (contact(contact_every_days=0), "contacts[0].contact_every_days", "range"),
        (contact(contact_every_days=-7), "contacts[0].contact_every_days", "range"),
        (contact(birthday="1980-02-30"), "contacts[0].birthday", "malformed"),
        (contact(birthday="1880-02-28"), "contacts[0].birthday", "out_of_range"),
        (contact(linkedin="javascript:alert(1)"), "contacts[0].linkedin", "url"),
        (lead(intelligence=[]), "intelligence", "invalid"),
        (lead(intelligence={"budget": "x" * 1_001}), "intelligence.budget", "max_length"),
        (lead(intelligence={"budget": 7}), "intelligence.budget", "not_text"),
        (lead(comments="x" * 10_001), "comments", "max_length"),
        (lead(comments={"a": 1}), "comments", "not_text"),
        (lead(next_step={"kind": "dance"}), "next_step.kind", "invalid_choice"),
        (lead(next_step={"at": "2026-03-05T09:00:00"}), "next_step.at", "no_offset"),
        (lead(next_step={"at": "1999-12-31T23:59:59Z"}), "next_step.at", "out_of_range"),
        (lead(next_step={"at": "2100-01-01T00:00:00Z"}), "next_step.at", "out_of_range"),
        (lead(project_start="1999-12-31"), "project_start", "out_of_range"),
        (lead(project_start="2100-01-01"), "project_start", "out_of_range"),
        (lead(project_start="June"), "project_start", "malformed"),
        (lead(value={"amount": -1}), "value.amount", "amount"),
        (lead(value={"amount": "NaN"}), "value.amount", "amount"),
        (lead(value={"amount": "1e9"}), "value.amount", "amount"),
        (lead(value={"amount": "12.345"}), "value.amount", "amount"),
        (lead(value={"amount": "1" * 13}), "value.amount", "amount"),
        (lead(value={"amount": True}), "value.amount", "not_text"),
        (lead(value={"currency": "dollars"}), "value.currency", "currency"),
        (lead(value=18000), "value", "invalid"),
        (lead(priority="urgent"), "priority", "invalid_choice"),
        (lead(assign_to="me"), "assign_to", "email"),
        (lead(attempts_so_far=-1), "attempts_so_far", "range"),
        (lead(attempts_so_far=1_001), "attempts_so_far", "range"),
        (lead(attempts_so_far=True), "attempts_so_far", "not_text"),
        (lead(last_touch_at="yesterday"), "last_touch_at", "malformed"),
        (lead(web_activity=[{"url": "https://a.example"}]), "web_activity[0].at", "required"),
        (
            lead(web_activity=[{"at": "2026-03-02T14:58:00Z", "url": "file:///etc/passwd"}]),
            "web_activity[0].url",
            "url",
        ),
        (lead(custom=[]), "custom", "not_a_dict"),
        (lead(custom="free"), "custom", "not_a_dict"),
    ],
)
def test_a_value_that_is_not_acceptable_is_named_by_its_path(told, field, code):
    assert refused(told).get(field) == code


def test_all_mistakes_are_told_at_once():
    told = contact(email="x", role="boss") | {"typo": 1}

    assert refused(told) == {
        "typo": "unknown",
        "contacts[0].email": "email",
        "contacts[0].role": "invalid_choice",
    }


@pytest.mark.parametrize("body", ["null", "[]", '"lead"', "7", "true"])
def test_a_lead_is_an_object(body):
    with pytest.raises(Refused) as refusal:
        read_lead(body.encode())

    assert refusal.value.status == 400


@pytest.mark.parametrize(
    ("amount", "stored"),
    [("18000.00", "18000.00"), (18000, "18000.00"), (18000.5, "18000.50"), ("0", "0.00")],
)
def test_an_amount_may_come_as_text_or_as_a_number(amount, stored):
    incoming = read_lead(json.dumps(lead(value={"amount": amount})).encode())

    assert str(incoming.new.value_amount) == stored


def test_content_is_the_same_whatever_the_order_of_its_keys():
    assert fingerprint({"a": 1, "b": {"c": 2, "d": 3}}) == fingerprint(
        {"b": {"d": 3, "c": 2}, "a": 1}
    )
    assert fingerprint({"a": [1, 2]}) != fingerprint({"a": [2, 1]})


# --- At the door --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"null", 400),
        (b'{"company": {"name": "a"}, "company": {"name": "b"}}', 400),
        (b'{"company": {"name": "a\\u0000b"}}', 400),
        (b'{"company": {"name": "a"}, "custom": {"x": "\\udfff"}}', 400),
        (b'{"company": {"name": "a"}, "custom": {"\\ud800": 1}}', 400),
        (b'{"company": {"name": "a"}, "custom": {"x": 1e400}}', 400),
        (b'{"company": {"name": "a"}, "custom": {"x": ' + b"1" * 4_000 + b"}}", 400),
        (b'{"company": {"name": "caf\xe9"}}', 400),
        (b"[" * 60_000, 400),
        (b'{"company": {"name": "' + b"x" * 70_000 + b'"}}', 413),
    ],
)
def test_a_body_that_is_no_lead_makes_no_prospect(vendor, body, status):
    assert vendor.push(body).status_code == status
    assert not Prospect.objects.exists()


def test_a_refused_lead_is_kept_to_the_byte_with_the_reason(vendor):
    body = b'{"company": {"name": "caf\xe9"}}'

    told = fields_of(vendor.push(body))

    kept = Lead.objects.get()
    assert told == {"": "not_utf8"}
    assert bytes(kept.raw) == body
    assert kept.fate == "refused"
    assert kept.problem["errors"][0]["code"] == "not_utf8"
