"""Looking up what was pushed."""

import pytest
from django.test import Client

from intake.models import Lead
from tests.factories import PASSWORD, create_team, create_user
from tests.intake.conftest import LEADS, create_vendor, lead, problem


def test_the_newest_comes_first_with_its_fate(vendor):
    vendor.push(lead(external_id="one"))
    vendor.push({"typo": 1})

    results = vendor.ask().json()["results"]

    assert [row["fate"] for row in results] == ["refused", "created"]
    assert results[0]["problem"]["errors"][0]["field"] == "typo"
    assert results[1]["prospect"]["name"] == "Northwind Traders"
    assert results[1]["key"] == vendor.key.name


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"fate": "refused"}, [None]),
        ({"fate": "created"}, ["two", "one"]),
        ({"external_id": "one"}, ["one"]),
        ({"source": "acme"}, ["two"]),
        ({"source": "nobody"}, []),
        ({"ordering": "received_at", "fate": "created"}, ["one", "two"]),
        ({"updated_since": "2026-03-03T16:00:00Z"}, [None]),
    ],
)
def test_the_list_narrows(vendor, clock, query, found):
    vendor.push(lead(external_id="one", source="west"))
    vendor.push(lead(external_id="two", contacts=[], company={"name": "Other"}))
    clock.move(hours=2)
    vendor.push({"typo": 1})

    results = vendor.ask(**query).json()["results"]

    assert [row["external_id"] or None for row in results] == found


@pytest.mark.parametrize(
    "query",
    [
        {"fate": "lost"},
        {"limit": "1000000"},
        {"page_size": "201"},
        {"ordering": "password"},
        {"cursor": "tampered"},
        {"updated_since": "2026-03-03"},
        {"external_id": "a\x00b"},
    ],
)
def test_what_cannot_be_asked_is_refused(vendor, query):
    problem(vendor.ask(**query), 400)


def test_a_long_list_comes_in_pages(vendor):
    for number in range(5):
        vendor.push({"typo": number})

    first = vendor.ask(page_size="2").json()
    second = vendor.client.get(
        first["next"], headers={"authorization": f"Bearer {vendor.text}"}
    ).json()

    assert len(first["results"]) == len(second["results"]) == 2
    assert first["results"][-1]["id"] != second["results"][0]["id"]


def test_one_lead_shows_its_body_and_the_answer_that_was_given(vendor):
    pushed = vendor.push(lead()).json()

    shown = vendor.ask(f"{LEADS}{pushed['id']}/").json()

    assert '"Northwind Traders"' in shown["raw"]
    assert shown["raw_encoding"] == "utf-8"
    assert shown["answer"] == pushed


def test_a_body_that_is_no_text_is_shown_all_the_same(vendor):
    vendor.push(b"\xff\xfe\x00")

    shown = vendor.ask(f"{LEADS}{Lead.objects.get().public_id}/").json()

    assert (shown["raw"], shown["raw_encoding"]) == ("//4A", "base64")


@pytest.mark.parametrize("ending", ["", "replay/"])
def test_another_teams_lead_is_not_there(vendor, clock, ending):
    other = create_vendor(team=create_team())
    other.push({"typo": 1})
    address = f"{LEADS}{Lead.objects.get().public_id}/{ending}"

    answer = vendor.tell(address) if ending else vendor.ask(address)

    problem(answer, 404)
    assert vendor.ask().json()["results"] == []


def test_a_key_that_sees_its_own_sees_no_others(vendor, team):
    own = create_vendor(team=team, scopes=["leads:write", "leads:read:own"])
    vendor.push({"typo": "theirs"})
    own.push({"typo": "mine"})

    assert len(own.ask().json()["results"]) == 1
    assert len(vendor.ask().json()["results"]) == 2


def test_a_manager_looks_from_the_browser_and_a_rep_does_not(vendor, team):
    vendor.push(lead())
    for role, status in (("manager", 200), ("rep", 403)):
        user = create_user(team=team, role=role)
        browser = Client()
        assert browser.login(email=user.email, password=PASSWORD)

        assert browser.get(LEADS).status_code == status


def test_a_browser_pushes_only_with_its_token(vendor, team):
    user = create_user(team=team, role="manager")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)

    problem(browser.post(LEADS, lead(), "application/json"), 403)

    assert not Lead.objects.exists()


def test_a_manager_may_push_by_hand(vendor, team):
    user = create_user(team=team, role="manager")
    browser = Client()
    browser.force_login(user)

    assert browser.post(LEADS, lead(), "application/json").status_code == 201
    assert Lead.objects.get().source == "by hand"


@pytest.mark.parametrize("verb", ["put", "patch", "delete"])
def test_a_lead_is_never_changed_from_outside(vendor, verb):
    pushed = vendor.push(lead()).json()

    response = getattr(vendor.client, verb)(
        f"{LEADS}{pushed['id']}/", headers={"authorization": f"Bearer {vendor.text}"}
    )

    problem(response, 405)
