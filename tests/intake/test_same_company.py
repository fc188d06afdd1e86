"""A lead for a company that is there already is merged, not doubled."""

import pytest

from intake.models import Lead
from prospects.models import Prospect, Touch
from tests.factories import create_team, create_user, log
from tests.intake.conftest import create_vendor, lead, problem


@pytest.mark.parametrize(
    ("told", "matched_on"),
    [
        ({"contacts": [{"email": "DANA@northwind.example"}]}, "email"),
        ({"contacts": [{"name": "Else", "mobile": "(312) 555-0142"}]}, "phone"),
        ({"company": {"name": "N.", "phone": "+13125550142"}}, "phone"),
        ({"company": {"name": "N.", "website": "http://www.northwind.example/x"}}, "domain"),
        (
            {"company": {"name": "NORTHWIND, Traders!", "address": {"postal_code": "60 601"}}},
            "name_postal_code",
        ),
    ],
)
def test_a_match_on_any_identifier_merges(vendor, told, matched_on):
    vendor.push(
        {
            "company": {
                "name": "Northwind Traders",
                "website": "https://northwind.example",
                "address": {"postal_code": "60601"},
            },
            "contacts": [
                {"name": "Dana", "email": "dana@northwind.example", "phone": "+1 312 555 0142"}
            ],
        }
    )

    answer = vendor.push(told).json()

    assert answer["result"] == "merged"
    assert answer["matched_on"] == [matched_on]
    assert Prospect.objects.count() == 1


@pytest.mark.parametrize(
    "told",
    [
        {"contacts": [{"email": "dana+work@northwind.example"}]},
        {"company": {"name": "Dana's", "website": "https://gmail.com/dana"}},
        {"company": {"name": "Northwind Traders"}},
    ],
)
def test_what_is_only_like_it_is_another_company(vendor, told):
    vendor.push(
        {
            "company": {"name": "Northwind Traders", "website": "https://gmail.com"},
            "contacts": [{"email": "dana@northwind.example"}],
        }
    )

    assert vendor.push(told).json()["result"] == "created"


def test_another_teams_prospect_is_no_match(vendor, clock):
    other = create_vendor(team=create_team())
    create_user(team=other.team)
    vendor.push(lead())

    assert other.push(lead()).json()["result"] == "created"


def test_what_is_empty_is_filled_what_differs_is_kept_and_told(vendor):
    vendor.push(lead(company={"name": "Northwind", "industry": "wholesale"}))

    answer = vendor.push(
        lead(company={"name": "Northwind", "industry": "retail", "country": "US"})
    ).json()

    prospect = Prospect.objects.get()
    assert (prospect.industry, prospect.country) == ("wholesale", "US")
    assert answer["warnings"] == ["industry: kept wholesale, the lead says retail"]


def test_the_comments_are_added_to_the_history(vendor):
    vendor.push(lead(comments="First."))
    vendor.push(lead(comments="Second."))

    assert list(Touch.objects.order_by("id").values_list("note", flat=True)) == [
        "First.",
        "Second.",
    ]


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_a_closed_prospect_is_reopened(vendor, clock, outcome):
    vendor.push(lead())
    details = {"details": {"reason": "no budget"}} if outcome == "lost" else {}
    log(Prospect.objects.get(), outcome, **details)
    clock.move(days=1)

    answer = vendor.push(lead(comments="They want it after all.")).json()

    assert answer["result"] == "merged"
    assert answer["next_attempt"] is not None
    assert Prospect.objects.get().status == "open"


def test_one_who_wants_no_contact_is_left_alone_and_the_lead_kept(vendor):
    vendor.push(lead())
    log(Prospect.objects.get(), "opted_out")
    before = Prospect.objects.values().get()

    answer = vendor.push(lead(comments="Call them now!", external_id="x"))

    assert answer.status_code == 200
    assert answer.json()["result"] == "suppressed"
    assert answer.json()["next_attempt"] is None
    assert Prospect.objects.values().get() == before
    assert Lead.objects.order_by("id").last().fate == "suppressed"
    assert vendor.push(lead(comments="Call them now!", external_id="x"))["Idempotent-Replayed"]


def test_a_promise_that_stands_is_not_moved(vendor):
    vendor.push(lead(next_step={"kind": "call", "at": "2026-03-05T15:00:00Z"}))

    answer = vendor.push(lead(next_step={"kind": "call", "at": "2026-03-06T15:00:00Z"})).json()

    assert answer["next_attempt"]["at"] == "2026-03-05T15:00:00Z"
    assert len(answer["warnings"]) == 1
    assert answer["warnings"][0].startswith("next_step.at")


def test_whoever_has_it_keeps_it(vendor, team, rep):
    other = create_user(team=team, email="other@team.example")
    vendor.push(lead(assign_to=rep.email))

    answer = vendor.push(lead(assign_to=other.email)).json()

    assert answer["owner"] == rep.email
    assert answer["warnings"] == [f"assign_to: kept with {rep.email}"]


def test_a_lead_that_is_refused_merges_nothing(vendor):
    vendor.push(lead())
    before = Prospect.objects.values().get()

    problem(vendor.push(lead(company={"name": "N", "industry": "x"}, campaign="none")), 400)

    assert Prospect.objects.values().get() == before
