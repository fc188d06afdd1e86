"""Whoever may no longer come in is out at the next request, not at the end of the session."""

import pytest
from django.test import Client
from django.urls import reverse

from people.models import ApiKey, User
from tests.factories import (
    TUESDAY,
    create_api_key,
    create_prospect,
    create_team,
    create_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def signed_in(user) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def asks(client, name, *args, **more):
    return client.get(reverse(name, args=args), **more).status_code


def test_somebody_who_was_deactivated_is_signed_out_everywhere():
    user = create_user()
    client = signed_in(user)
    assert asks(client, "desk:queue") == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert asks(client, "desk:queue") == 302
    assert asks(client, "prospects:list") == 401


def test_somebody_who_changed_teams_sees_the_new_one_and_no_longer_the_old():
    user = create_user()
    old, new = create_prospect(team=user.team), create_prospect()
    client = signed_in(user)
    assert asks(client, "desk:card", old.public_id) == 200
    User.objects.filter(pk=user.pk).update(team=new.team)
    assert asks(client, "desk:card", old.public_id) == 404
    assert asks(client, "desk:card", new.public_id) == 200


def test_a_manager_who_became_a_rep_leads_no_more():
    user = create_user(role="manager")
    client = signed_in(user)
    assert asks(client, "dashboards:overdue") == 200
    User.objects.filter(pk=user.pk).update(role="rep")
    assert asks(client, "dashboards:overdue") == 403


def test_a_new_password_ends_every_session():
    user = create_user()
    client = signed_in(user)
    user.set_password("another long and good one")
    user.save()
    assert asks(client, "desk:queue") == 302


def test_a_session_is_over_once_signed_out():
    client = signed_in(create_user())
    kept = client.cookies["sessionid"].value
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert asks(thief, "desk:queue") == 302


@pytest.mark.parametrize(
    "change",
    [
        {"revoked_at": TUESDAY},
        {"expires_at": TUESDAY},
        {"allowed_addresses": ["203.0.113.0/24"]},
        {"secret_hash": "0" * 64},
    ],
)
def test_a_key_that_is_no_longer_good_opens_nothing(change):
    key, text = create_api_key()
    bearer = {"authorization": f"Bearer {text}"}
    assert asks(Client(), "prospects:list", headers=bearer) == 200
    ApiKey.objects.filter(pk=key.pk).update(**change)
    assert asks(Client(), "prospects:list", headers=bearer) == 401


def test_a_key_loses_a_scope_at_once():
    key, text = create_api_key(scopes=["prospects:read"])
    bearer = {"authorization": f"Bearer {text}"}
    assert asks(Client(), "prospects:list", headers=bearer) == 200
    ApiKey.objects.filter(pk=key.pk).update(scopes=[])
    assert asks(Client(), "prospects:list", headers=bearer) == 403


def test_a_key_works_only_from_the_addresses_it_is_meant_for():
    _, text = create_api_key(allowed_addresses=["127.0.0.0/8"])
    bearer = {"authorization": f"Bearer {text}"}
    assert asks(Client(), "prospects:list", headers=bearer) == 200
    assert asks(Client(REMOTE_ADDR="203.0.113.9"), "prospects:list", headers=bearer) == 401
    forged = {**bearer, "x-forwarded-for": "127.0.0.1"}
    assert asks(Client(REMOTE_ADDR="203.0.113.9"), "prospects:list", headers=forged) == 401


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic dXNlcjpwYXNz",
        "Bearer fu_",
        "Bearer fu__",
        "Bearer fu_a_b_c_d",
        "Bearer xx_12345678_secret",
        "Bearer fu_" + "x" * 5_000,
        "Bearer \u00e9\u00e9\u00e9",
    ],
)
def test_a_key_that_never_was_one_is_refused_politely(header):
    headers = {"authorization": header} if header else {}
    answer = Client().get(reverse("prospects:list"), headers=headers)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"] == "application/problem+json"


def test_the_secret_of_a_key_is_kept_nowhere():
    key, text = create_api_key(team=create_team())
    secret = text.rpartition("_")[2]
    assert all(secret not in str(value) for value in ApiKey.objects.values_list().get(pk=key.pk))
    assert len(secret) >= 40
    assert key.prefix in text
