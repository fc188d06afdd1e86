"""The same lead twice is one lead."""

import json

import pytest

from intake import tasks
from intake.actions import forget_old_keys
from intake.models import IdempotencyKey, Lead
from prospects.models import Prospect, Touch
from tests.intake.conftest import create_vendor, lead, problem

TOLD = lead(external_id="tm-1", comments="Call them.")


def test_the_same_content_again_gets_the_first_answer_and_changes_nothing(vendor):
    first = vendor.push(TOLD)

    again = vendor.push(TOLD)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert again.json() == first.json()
    assert Lead.objects.count() == Prospect.objects.count() == Touch.objects.count() == 1


def test_the_order_of_keys_is_no_other_content(vendor):
    vendor.push(json.dumps(TOLD).encode())

    again = vendor.push(json.dumps(TOLD, sort_keys=True, indent=3).encode())

    assert again["Idempotent-Replayed"] == "true"
    assert Lead.objects.count() == 1


def test_changed_content_is_merged_into_the_same_prospect(vendor):
    first = vendor.push(TOLD).json()

    answer = vendor.push(
        {**TOLD, "company": {"name": "Northwind Inc.", "industry": "wholesale"}, "contacts": []}
    )

    assert answer.status_code == 200
    told = answer.json()
    assert told["result"] == "merged"
    assert told["prospect"]["id"] == first["prospect"]["id"]
    assert told["matched_on"] == ["external_id"]
    assert Prospect.objects.get().industry == "wholesale"
    assert Lead.objects.count() == 2


def test_changed_content_sent_again_is_not_merged_again(vendor):
    changed = {**TOLD, "comments": "They called back."}
    vendor.push(TOLD)
    merged = vendor.push(changed)

    again = vendor.push(changed)
    first_again = vendor.push(TOLD)

    assert again["Idempotent-Replayed"] == first_again["Idempotent-Replayed"] == "true"
    assert again.json() == merged.json()
    assert Touch.objects.count() == 2


def test_an_id_counts_within_its_source_and_team(vendor, clock):
    other_team = create_vendor(default_source="acme")
    from tests.factories import create_user

    create_user(team=other_team.team)
    vendor.push(TOLD)

    by_another_source = vendor.push(
        {**TOLD, "source": "elsewhere", "contacts": [], "company": {"name": "Other"}}
    )
    by_another_team = other_team.push(TOLD)

    assert by_another_source.status_code == by_another_team.status_code == 201
    assert Prospect.objects.count() == 3


def test_a_number_is_as_good_an_id_as_its_text(vendor):
    vendor.push({**TOLD, "external_id": 123})

    assert vendor.push({**TOLD, "external_id": "123"}).json()["result"] == "merged"


def test_an_id_follows_its_prospect_when_that_is_merged_into_another(vendor):
    first = vendor.push(TOLD).json()
    vendor.push(lead(company={"name": "Other"}, contacts=[]))
    stays = Prospect.objects.get(name="Other")
    Prospect.objects.filter(public_id=first["prospect"]["id"]).update(
        status="merged", merged_into=stays, next_attempt_at=None, nag_at=None
    )

    answer = vendor.push({**TOLD, "comments": "New."}).json()

    assert answer["prospect"]["name"] == "Other"


# --- Idempotency-Key --------------------------------------------------------------------------


def test_the_same_key_and_body_get_the_first_answer_status_included(vendor):
    first = vendor.push(lead(), idempotency_key="k1")

    again = vendor.push(lead(), idempotency_key="k1")

    assert first.status_code == again.status_code == 201
    assert again["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()
    assert Lead.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(vendor):
    vendor.push(lead(), idempotency_key="k1")

    problem(vendor.push(lead(comments="other"), idempotency_key="k1"), 422)

    assert Lead.objects.count() == 1


def test_a_key_in_quotes_is_the_same_key(vendor):
    vendor.push(lead(), idempotency_key='"k1"')

    assert vendor.push(lead(), idempotency_key="k1")["Idempotent-Replayed"] == "true"


def test_the_key_of_another_vendor_is_another_key(vendor, team):
    other = create_vendor(team=team)
    vendor.push(lead(), idempotency_key="k1")

    answer = other.push(lead(contacts=[], company={"name": "Else"}), idempotency_key="k1")

    assert answer.status_code == 201


@pytest.mark.parametrize("key", ["", " ", "a b", "k" * 256, "clé", "a,b", '"a","b"', '"', '"a'])
def test_what_is_no_key_is_refused(vendor, key):
    assert vendor.push(lead(), idempotency_key=key).status_code == 400
    assert not Prospect.objects.exists()


def test_a_key_of_255_characters_is_one(vendor):
    assert vendor.push(lead(), idempotency_key="k" * 255).status_code == 201


def test_a_refusal_is_an_answer_too(vendor):
    first = vendor.push({"typo": 1}, idempotency_key="k1")

    again = vendor.push({"typo": 1}, idempotency_key="k1")

    assert first.status_code == again.status_code == 400
    assert again["Idempotent-Replayed"] == "true"
    assert again["Content-Type"] == "application/problem+json"
    assert again.json() == first.json()


def test_keys_are_kept_for_a_month(vendor, now, clock):
    vendor.push(lead(), idempotency_key="k1")

    assert forget_old_keys(now=clock.move(days=30)) == 0
    assert forget_old_keys(now=clock.move(days=2)) == 1
    assert not IdempotencyKey.objects.exists()


def test_the_hourly_task_forgets_what_is_old(vendor, clock):
    vendor.push(lead(), idempotency_key="k1")
    clock.move(days=32)

    tasks.forget_old_keys()

    assert not IdempotencyKey.objects.exists()
