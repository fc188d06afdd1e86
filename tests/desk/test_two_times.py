"""A promise stands, and a lead asks for another time: the rep chooses on the card."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from prospects import actions
from prospects.actions import NewProspect
from prospects.models import AskedTime
from tests.factories import TUESDAY, create_prospect, create_user


@pytest.fixture
def asked(db) -> AskedTime:
    promised = TUESDAY + timedelta(days=2)
    prospect = create_prospect(promised_at=promised, promised_given_at=TUESDAY)
    new = NewProspect(
        name=prospect.name,
        source="acme",
        promised_at=promised + timedelta(days=1),
        promised_kind="attempt",
    )
    actions.merge_lead(prospect_id=prospect.pk, new=new, now=TUESDAY)
    return AskedTime.objects.select_related("prospect__owner").get()


@pytest.fixture
def browser(asked, clock) -> Client:
    client = Client()
    client.force_login(asked.prospect.owner)
    return client


def card(browser, asked) -> str:
    return browser.get(reverse("desk:card", args=[asked.prospect.public_id])).content.decode()


@pytest.mark.parametrize(("choice", "stands"), [("keep", "stood_at"), ("take", "asked_at")])
def test_the_rep_chooses_and_takes_it_back(browser, asked, choice, stands):
    assert "Two times." in card(browser, asked)

    browser.post(reverse("desk:choose-time", args=[asked.public_id]), {"choice": choice})

    asked.prospect.refresh_from_db()
    assert asked.prospect.next_attempt_at == getattr(asked, stands)
    page = card(browser, asked)
    assert "Two times." not in page
    assert reverse("desk:undo-time", args=[asked.public_id]) in page

    browser.post(reverse("desk:undo-time", args=[asked.public_id]))

    asked.prospect.refresh_from_db()
    assert asked.prospect.next_attempt_at == asked.stood_at
    assert "Two times." in card(browser, asked)


def test_a_stranger_chooses_nothing(asked, clock):
    client = Client()
    client.force_login(create_user())

    url = reverse("desk:choose-time", args=[asked.public_id])
    assert client.post(url, {"choice": "take"}).status_code == 404
