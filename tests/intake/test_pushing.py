"""A lead is pushed: who gets it, when it is called, and what the vendor is answered."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from intake.models import KeyDefaults, Lead
from prospects.models import Campaign, Prospect, Touch, WebVisit
from tests.factories import create_team, create_user
from tests.intake.conftest import create_vendor, lead, problem

WHOLE = {
    "external_id": "tm-000123",
    "source": "acme-telemarketing",
    "campaign": "virtualization-q3",
    "captured_at": "2026-03-02T15:02:11-05:00",
    "company": {
        "name": "Northwind Traders",
        "website": "https://northwind.example",
        "phone": "+1 312 555 0142",
        "country": "US",
        "timezone": "America/Chicago",
        "industry": "wholesale",
        "size": 120,
        "address": {
            "line1": "1 Wacker Dr",
            "city": "Chicago",
            "region": "IL",
            "postal_code": 60601,
        },
    },
    "contacts": [
        {
            "name": "Dana Reyes",
            "title": "CFO",
            "role": "decision_maker",
            "email": "dana@northwind.example",
            "phone": "",
            "mobile": None,
            "best_time": "Tue-Thu 07:30-08:30",
            "preferred_channel": "call",
            "contact_every_days": None,
            "birthday": "1980-02-29",
        }
    ],
    "intelligence": {"environment": "two racks", "budget": "this year"},
    "comments": "Spoke with Dana, virtualization project in June.",
    "next_step": {"kind": "call", "at": "2026-03-05T09:00:00-06:00", "note": "asked for pricing"},
    "project_start": "2027-06-01",
    "value": {"amount": "18000.00", "currency": "USD"},
    "priority": "normal",
    "assign_to": "rep@team.example",
    "attempts_so_far": 2,
    "last_touch_at": None,
    "web_activity": [
        {"at": "2026-03-02T14:58:00Z", "url": "https://us.example/pricing", "title": "Pricing"}
    ],
    "custom": {"any": ["json", {"kept": "as it is"}]},
}


@pytest.fixture
def campaign(team, now) -> Campaign:
    return Campaign.objects.create(
        team=team, slug="virtualization-q3", name="Virtualization", created_at=now
    )


def test_a_whole_lead_becomes_a_prospect_with_everything_that_was_told(vendor, rep, campaign):
    answer = vendor.push(WHOLE)

    assert answer.status_code == 201, answer.content
    prospect = Prospect.objects.get()
    assert (prospect.name, prospect.city, prospect.postal_code) == (
        "Northwind Traders",
        "Chicago",
        "60601",
    )
    assert prospect.owner == rep
    assert prospect.campaign == campaign
    assert prospect.source == "acme-telemarketing"
    assert prospect.hook == "asked for pricing"
    assert prospect.environment == "two racks"
    assert prospect.project_on == date(2027, 6, 1)
    assert (prospect.value_amount, prospect.value_currency) == (Decimal("18000.00"), "USD")
    assert prospect.attempts_before == 2
    assert prospect.custom == WHOLE["custom"]
    contact = prospect.contacts.get()
    assert (contact.name, contact.role, contact.birthday) == (
        "Dana Reyes",
        "decision_maker",
        date(1980, 2, 29),
    )
    assert WebVisit.objects.get().title == "Pricing"


def test_the_comments_stand_in_the_history_at_the_time_of_the_talk(vendor, campaign):
    vendor.push(WHOLE)

    entry = Touch.objects.get()
    assert entry.outcome == "noted"
    assert entry.note == WHOLE["comments"]
    assert entry.occurred_at == datetime(2026, 3, 2, 20, 2, 11, tzinfo=UTC)


def test_the_vendor_is_told_who_calls_when_and_why(vendor, campaign):
    answer = vendor.push(WHOLE).json()

    prospect, kept = Prospect.objects.get(), Lead.objects.get()
    assert answer["id"] == str(kept.public_id)
    assert answer["result"] == "created"
    assert answer["prospect"]["id"] == str(prospect.public_id)
    assert answer["prospect"]["name"] == "Northwind Traders"
    assert answer["owner"] == "rep@team.example"
    assert answer["next_attempt"]["at"] == "2026-03-05T15:00:00Z"
    assert answer["next_attempt"]["reasons"]
    assert answer["matched_on"] == answer["warnings"] == []


def test_the_address_of_the_prospect_opens_it(vendor):
    answer = vendor.push(lead()).json()

    assert vendor.ask(answer["prospect"]["url"]).json()["name"] == "Northwind Traders"


def test_the_body_is_kept_as_it_came(vendor):
    body = b'{ "contacts":[{"phone":"+13125550142"}],\n "custom": {"b":1,"a":2} }'

    vendor.push(body)

    kept = Lead.objects.get()
    assert bytes(kept.raw) == body
    assert (kept.fate, kept.source, kept.prospect) == ("created", "acme", Prospect.objects.get())


@pytest.mark.parametrize(
    ("contact", "name"),
    [
        ({"name": "Dana Reyes", "phone": "+13125550142"}, "Dana Reyes"),
        ({"email": "dana@northwind.example"}, "dana@northwind.example"),
        ({"mobile": "+13125550142"}, "+13125550142"),
    ],
)
def test_one_contact_that_can_be_reached_is_enough(vendor, contact, name):
    assert vendor.push({"contacts": [contact]}).status_code == 201
    assert Prospect.objects.get().name == name


def test_a_company_without_people_is_enough(vendor):
    assert vendor.push({"company": {"name": "Northwind"}}).status_code == 201
    assert Prospect.objects.get().next_attempt_at is not None


def test_parts_that_are_null_are_parts_left_out(vendor):
    parts = ("contacts", "intelligence", "next_step", "value", "web_activity", "custom")

    answer = vendor.push({"company": {"name": "N", "address": None}, **dict.fromkeys(parts)})

    assert answer.status_code == 201, answer.content


def test_without_a_name_it_goes_to_whoever_has_waited_longest(vendor, team, rep, clock):
    other = create_user(team=team)

    for place in range(4):
        clock.move(minutes=1)
        vendor.push({"company": {"name": f"Company {place}"}})

    assert rep.prospects.count() == other.prospects.count() == 2


@pytest.mark.parametrize("email", ["nobody@team.example", "stranger@other.example"])
def test_a_stranger_gets_no_lead_and_the_vendor_learns_nothing_of_them(vendor, email):
    create_user(team=create_team(), email="stranger@other.example")

    told = problem(vendor.push(lead(assign_to=email)), 400)

    assert told["errors"] == [
        {
            "field": "assign_to",
            "code": "unknown",
            "detail": "Nobody in this team has this e-mail.",
        }
    ]
    assert not Prospect.objects.exists()


def test_somebody_who_left_gets_no_lead(vendor, team):
    create_user(team=team, email="gone@team.example", is_active=False)

    assert vendor.push(lead(assign_to="gone@team.example")).status_code == 400


def test_a_colleague_is_named_in_any_case(vendor, rep):
    assert vendor.push(lead(assign_to="REP@Team.Example")).json()["owner"] == rep.email


@pytest.mark.parametrize("of_another_team", [True, False])
def test_an_unknown_campaign_is_refused(vendor, now, of_another_team):
    if of_another_team:
        Campaign.objects.create(team=create_team(), slug="theirs", name="Theirs", created_at=now)

    told = problem(vendor.push(lead(campaign="theirs")), 400)

    assert told["errors"][0]["field"] == "campaign"


def test_a_high_priority_raises_the_hand(vendor):
    vendor.push(lead(priority="High"))

    assert Prospect.objects.get().hand_raiser


def test_so_does_a_campaign_or_a_key_whose_leads_asked_us(vendor, team, campaign):
    Campaign.objects.filter(pk=campaign.pk).update(asked_us=True)
    vendor.push({"company": {"name": "One"}, "campaign": campaign.slug})
    KeyDefaults.objects.create(api_key=vendor.key, asked_us=True)
    vendor.push({"company": {"name": "Two"}})

    assert Prospect.objects.filter(hand_raiser=True).count() == 2


def test_a_lead_that_names_no_campaign_belongs_to_its_keys(vendor, campaign):
    KeyDefaults.objects.create(api_key=vendor.key, campaign=campaign)

    vendor.push(lead())

    assert Prospect.objects.get().campaign == campaign


@pytest.mark.parametrize(
    ("told", "warning"),
    [
        ({"company": {"name": "N", "phone": "ask at the desk"}}, "company.phone"),
        ({"company": {"name": "N", "phone": "+4400000000000000000"}}, "company.phone"),
        ({"contacts": [{"name": "D", "mobile": "none yet"}]}, "contacts[0].mobile"),
        (
            {"contacts": [{"email": "a@b.example", "best_time": "after lunch"}]},
            "contacts[0].best_time",
        ),
        ({"captured_at": "2027-01-01T00:00:00Z"}, "captured_at"),
        ({"last_touch_at": "2150-01-01T00:00:00Z"}, "last_touch_at"),
        ({"contacts": [{"email": "a@b.example", "fax": "7"}]}, "contacts[0].fax"),
        ({"company": {"name": "N", "adress": {"city": "Chicago"}}}, "company.adress"),
        ({"next_step": {"kind": "none", "at": "2026-04-01T09:00:00Z"}}, "next_step.at"),
    ],
)
def test_what_cannot_be_read_is_kept_as_written_with_a_warning(vendor, told, warning):
    answer = vendor.push(lead(**told))

    assert answer.status_code == 201, answer.content
    assert [line.partition(":")[0] for line in answer.json()["warnings"]] == [warning]


def test_an_odd_number_stands_as_it_was_written(vendor):
    vendor.push({"company": {"name": "N", "phone": "ask at the desk"}})

    assert Prospect.objects.get().phone == "ask at the desk"


def test_a_touch_said_to_lie_ahead_does_not_put_the_call_off_for_a_century(vendor, now):
    vendor.push(lead(attempts_so_far=3, last_touch_at="2150-01-01T00:00:00Z"))

    assert (Prospect.objects.get().next_attempt_at - now).days < 14


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "{{7*7}} ${7*7} %s%s%n",
        "'; DROP TABLE prospects_prospect;--",
        "=1+1",
        "@SUM(A1)",
        "Ωmega 株式会社 🚀",
    ],
)
def test_a_name_that_looks_like_code_is_a_name(vendor, name):
    assert vendor.push(lead(company={"name": name})).json()["prospect"]["name"] == name
    assert Prospect.objects.get().name == name


def test_a_key_without_the_scope_pushes_nothing(team, clock):
    vendor = create_vendor(team=team, scopes=["prospects:read"])

    told = problem(vendor.push(lead()), 403)

    assert "leads:write" in told["detail"]
    assert not Lead.objects.exists()


@pytest.mark.parametrize("header", ["", "Bearer nonsense", "Bearer fu_a_b", "Basic YTpi"])
def test_without_a_good_key_nothing_is_taken_nor_kept(client, db, clock, header):
    response = client.post(
        "/api/v1/leads/", lead(), "application/json", headers={"authorization": header}
    )

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert not Lead.objects.exists()


def test_a_key_in_the_address_opens_nothing(client, vendor):
    response = client.post(f"/api/v1/leads/?key={vendor.text}", lead(), "application/json")

    assert response.status_code == 401


def test_every_answer_tells_how_many_more_may_come(vendor):
    assert vendor.push(lead())["RateLimit-Remaining"] == "599"


def test_a_team_without_people_keeps_the_lead_for_later(db, clock):
    vendor = create_vendor()

    answer = vendor.push(lead())

    problem(answer, 503)
    assert answer["Retry-After"]
    assert Lead.objects.get().fate == "failed"
    create_user(team=vendor.team)
    assert vendor.push(lead()).status_code == 201
    assert Lead.objects.get().fate == "created"


@pytest.mark.parametrize("address", ["/api/v1/leads", "/api/v1/leads/"])
def test_a_forgotten_slash_loses_no_lead(vendor, address):
    headers = {"authorization": f"Bearer {vendor.text}"}

    answer = vendor.client.post(address, lead(), "application/json", headers=headers)

    assert answer.status_code == 201
    assert Prospect.objects.count() == 1


@pytest.mark.parametrize("accept", ["text/html", "text/csv", "application/xml", "nonsense"])
def test_whoever_asks_for_another_format_is_answered_in_json(vendor, accept):
    answer = vendor.push(lead(), accept=accept)

    assert answer.status_code == 201
    assert answer["Content-Type"] == "application/json"
