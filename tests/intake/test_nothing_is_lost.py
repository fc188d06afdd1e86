"""A lead that is wrong, or that we trip over, is kept; a rehearsal keeps nothing."""

import pytest

from intake.actions import keeping, receiving
from intake.models import IdempotencyKey, Lead
from prospects.models import Prospect
from tests.intake.conftest import create_vendor, lead, problem

# --- Refused --------------------------------------------------------------------------------


def test_the_same_mistake_made_again_is_kept_once(vendor):
    for _ in range(3):
        vendor.push({"typo": 1})

    assert Lead.objects.count() == 1


def test_only_the_newest_refused_leads_of_a_key_are_kept(vendor, team, monkeypatch):
    monkeypatch.setattr(keeping, "REFUSED_KEPT", 3)
    other = create_vendor(team=team)
    other.push({"typo": "of another key"})

    for number in range(5):
        vendor.push({"typo": number})

    kept = [bytes(row.raw) for row in Lead.objects.filter(api_key=vendor.key).order_by("id")]
    assert kept == [b'{"typo": 2}', b'{"typo": 3}', b'{"typo": 4}']
    assert Lead.objects.filter(api_key=other.key).count() == 1


def test_a_refused_lead_says_whose_it_was_as_far_as_it_could_be_read(vendor):
    vendor.push(lead(external_id="tm-9", source="acme-west", campaign="none"))

    refused = Lead.objects.get()
    assert (refused.source, refused.external_id) == ("acme-west", "tm-9")


def test_a_mended_lead_may_come_under_the_same_id(vendor):
    vendor.push(lead(external_id="tm-9", campaign="none"))

    assert vendor.push(lead(external_id="tm-9")).status_code == 201


# --- Our own fault --------------------------------------------------------------------------------


@pytest.fixture
def a_fault_of_ours(monkeypatch):
    """Trip over every lead until the returned function is called."""
    judge = receiving.judge

    def trip(*args, **kwargs):
        judge(*args, **kwargs)
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(receiving, "judge", trip)
    return lambda: monkeypatch.setattr(receiving, "judge", judge)


def test_a_lead_that_we_trip_over_is_kept_and_nothing_half_made(vendor, a_fault_of_ours):
    told = problem(vendor.push(lead(external_id="tm-1")), 500)

    kept = Lead.objects.get()
    assert kept.fate == "failed"
    assert kept.settled_external_id is None
    assert "secret" not in str(told) + str(kept.problem)
    assert not Prospect.objects.exists()


def test_a_retry_judges_the_same_row_again(vendor, a_fault_of_ours):
    vendor.push(lead(external_id="tm-1"))
    failed = Lead.objects.get()
    a_fault_of_ours()

    answer = vendor.push(lead(external_id="tm-1"))

    assert answer.status_code == 201
    assert answer.json()["id"] == str(failed.public_id)
    assert Lead.objects.get().fate == "created"


def test_a_retry_that_fails_too_leaves_one_row(vendor, a_fault_of_ours):
    vendor.push(lead())
    vendor.push(lead())

    assert Lead.objects.get().fate == "failed"


def test_a_failure_settles_no_key(vendor, a_fault_of_ours):
    assert vendor.push(lead(), idempotency_key="k1").status_code == 500
    assert not IdempotencyKey.objects.exists()
    a_fault_of_ours()

    assert vendor.push(lead(), idempotency_key="k1").status_code == 201


def test_a_failed_lead_can_be_replayed_by_hand(vendor, a_fault_of_ours):
    vendor.push(lead(external_id="tm-1"))
    address = f"/api/v1/leads/{Lead.objects.get().public_id}/replay/"
    problem(vendor.tell(address), 500)
    a_fault_of_ours()

    answer = vendor.tell(address)

    assert answer.status_code == 201
    assert Lead.objects.get().fate == "created"
    problem(vendor.tell(address), 409)


def test_a_replay_of_what_was_pushed_again_meanwhile_makes_nothing_new(vendor, a_fault_of_ours):
    vendor.push(lead(external_id="tm-1"))
    address = f"/api/v1/leads/{Lead.objects.get().public_id}/replay/"
    a_fault_of_ours()
    vendor.push(lead(external_id="tm-1"))

    problem(vendor.tell(address), 409)

    assert Prospect.objects.count() == Lead.objects.count() == 1


# --- Rehearsals --------------------------------------------------------------------------------


def test_a_dry_run_tells_what_would_happen_and_does_nothing(vendor):
    answer = vendor.push(lead(external_id="x"), query="?dry_run=true", idempotency_key="k")

    assert answer.status_code == 200
    told = answer.json()
    assert (told["result"], told["dry_run"], told["id"]) == ("created", True, None)
    assert told["prospect"] == {"id": None, "url": None, "name": "Northwind Traders"}
    assert told["next_attempt"]["at"]
    assert not Lead.objects.exists()
    assert not Prospect.objects.exists()
    assert not IdempotencyKey.objects.exists()


def test_a_dry_run_of_a_known_company_names_it_and_leaves_it_as_it_is(vendor):
    vendor.push(lead())
    before = Prospect.objects.values().get()

    told = vendor.push(lead(comments="New."), query="?dry_run=true").json()

    assert told["result"] == "merged"
    assert told["prospect"]["id"] == str(before["public_id"])
    assert Prospect.objects.values().get() == before


def test_a_dry_run_refuses_as_the_real_one_would_and_keeps_nothing(vendor):
    problem(vendor.push({"typo": 1}, query="?dry_run=true"), 400)

    assert not Lead.objects.exists()


@pytest.mark.parametrize("query", ["?dry_run=yes", "?dry_run=true&dry_run=true", "?dryrun=true"])
def test_a_mistyped_dry_run_is_not_a_real_one(vendor, query):
    problem(vendor.push(lead(), query=query), 400)

    assert not Prospect.objects.exists()


def test_a_test_key_is_answered_like_the_others_and_creates_nothing(team, rep, clock):
    vendor = create_vendor(team=team, is_test=True)

    answer = vendor.push(lead())

    assert answer.status_code == 201
    assert answer.json()["test"] is True
    problem(vendor.push({"typo": 1}), 400)
    assert not Lead.objects.exists()
    assert not Prospect.objects.exists()
