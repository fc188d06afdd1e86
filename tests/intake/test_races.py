"""Many at once, as in life: threads with connections of their own, on a real database."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import pytest
from django.db import connection, connections
from django.http import HttpResponse

from intake.models import IdempotencyKey, Lead
from prospects.models import Prospect, Touch
from tests.intake.conftest import lead

AT_ONCE = 8
FIFTY = 50
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(push: Callable[[int], HttpResponse], *, many: int = AT_ONCE) -> list[HttpResponse]:
    """Let several threads push at the same moment; return what each was answered."""
    barrier = Barrier(many)

    def one(number: int) -> HttpResponse:
        barrier.wait()
        try:
            return push(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(one, range(many)))


def statuses(answers: list[HttpResponse]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def test_the_same_lead_at_once_is_one_lead(vendor):
    answers = at_once(lambda _: vendor.push(lead(external_id="x", comments="Call.")))

    assert statuses(answers) == [200] * (AT_ONCE - 1) + [201]
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert Lead.objects.count() == Prospect.objects.count() == Touch.objects.count() == 1


def test_the_same_key_at_once_is_one_lead(vendor):
    answers = at_once(lambda _: vendor.push(lead(), idempotency_key="k1"))

    assert statuses(answers) == [201] * AT_ONCE
    assert sum("Idempotent-Replayed" not in answer for answer in answers) == 1
    assert Lead.objects.count() == Prospect.objects.count() == IdempotencyKey.objects.count() == 1


def patiently(push: Callable[[], HttpResponse]) -> HttpResponse:
    """Push as a program does that is told to come again."""
    for _ in range(20):
        answer = push()
        if answer.status_code not in {409, 503}:
            return answer
        sleep(0.1)
    return answer


@pytest.mark.slow
def test_fifty_at_once_with_one_key_are_fifty_equal_answers(vendor):
    answers = at_once(
        lambda _: patiently(lambda: vendor.push(lead(), idempotency_key="k")), many=FIFTY
    )

    assert statuses(answers) == [201] * FIFTY
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert Lead.objects.count() == Prospect.objects.count() == 1


@pytest.mark.slow
def test_fifty_at_once_with_one_id_are_one_created_and_the_rest_told_so(vendor):
    answers = at_once(
        lambda _: patiently(lambda: vendor.push(lead(external_id="x", comments="Once."))),
        many=FIFTY,
    )

    assert statuses(answers) == [200] * (FIFTY - 1) + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len({answer.json()["prospect"]["id"] for answer in answers}) == 1
    assert Lead.objects.count() == Prospect.objects.count() == Touch.objects.count() == 1


@pytest.mark.slow
def test_the_same_batch_at_once_is_one_batch(vendor):
    leads = [{"company": {"name": f"Company {n}"}, "comments": "Once."} for n in range(20)]

    def push(_: int) -> HttpResponse:
        return patiently(
            lambda: vendor.client.post(
                "/api/v1/leads/batch/",
                json.dumps(leads).encode(),
                "application/json",
                headers={
                    "authorization": f"Bearer {vendor.text}",
                    "idempotency-key": "k",
                },
            )
        )

    answers = at_once(push)

    assert statuses(answers) == [200] * AT_ONCE
    assert len({tuple(line["id"] for line in answer.json()) for answer in answers}) == 1
    assert Lead.objects.count() == Prospect.objects.count() == Touch.objects.count() == 20


def test_the_same_company_at_once_is_one_prospect(vendor):
    answers = at_once(lambda number: vendor.push(lead(external_id=f"x{number}")))

    results = sorted(answer.json()["result"] for answer in answers)
    assert results == ["created"] + ["merged"] * (AT_ONCE - 1)
    assert Prospect.objects.count() == 1
    assert Lead.objects.count() == AT_ONCE


def test_different_companies_at_once_are_all_taken(vendor):
    answers = at_once(lambda number: vendor.push({"company": {"name": f"Company {number}"}}))

    assert statuses(answers) == [201] * AT_ONCE
    assert Prospect.objects.count() == AT_ONCE


def test_a_key_still_at_work_is_told_to_wait(vendor, monkeypatch):
    if connection.vendor == "sqlite":
        # Whole transactions take turns there: nobody ever sees one at work.
        IdempotencyKey.objects.create(
            api_key=vendor.key, route="POST /elsewhere/", key="k1", created_at=vendor.key.created_at
        )
        assert vendor.push(lead(), idempotency_key="k1").status_code == 201
        return
    from intake.actions import once

    monkeypatch.setattr(once, "WAIT", "100ms")
    with ThreadPoolExecutor(1) as pool:
        holding, done = Barrier(2), Barrier(2)

        def hold() -> None:
            from django.db import transaction

            with transaction.atomic():
                IdempotencyKey.objects.create(
                    api_key=vendor.key,
                    route="POST /api/v1/leads/",
                    key="k1",
                    created_at=vendor.key.created_at,
                )
                holding.wait()
                done.wait()
            connections.close_all()

        held = pool.submit(hold)
        holding.wait()
        try:
            answer = vendor.push(lead(), idempotency_key="k1")
        finally:
            done.wait()
        held.result()

    assert answer.status_code == 409
    assert answer["Retry-After"] == "1"
    assert not Prospect.objects.exists()
