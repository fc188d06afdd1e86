"""Signing in by e-mail, a forgotten password, a second factor: no open sign-up, nothing inline."""

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse

from tests.factories import PASSWORD, create_user

NEW_PASSWORD = "a better horse battery"


@pytest.fixture
def rep(db):
    return create_user(email="mia@north.example", name="Mia Okafor")


def sign_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_a_rep_signs_in_by_email_and_lands_on_the_desk(client, rep):
    assert sign_in(client, "Mia@North.Example")["Location"] == "/"


@pytest.mark.parametrize(
    "given", [("mia@north.example", "wrong"), ("nobody@north.example", PASSWORD), ("", "")]
)
def test_nobody_else_does_and_the_page_says_so(client, rep, given):
    page = sign_in(client, *given)

    assert page.status_code == 200
    assert "is-invalid" in page.content.decode() or "alert" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_there_is_no_open_sign_up(client, db):
    page = client.get(reverse("account_signup")).content.decode()

    assert "An administrator of your team opens new accounts." in page


def test_signing_out_takes_a_press_not_a_link(client, rep):
    client.force_login(rep)

    assert b"Sign out?" in client.get(reverse("account_logout")).content
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_set_anew_by_a_mailed_link(client, rep, mailoutbox):
    sent = client.post(reverse("account_reset_password"), {"email": rep.email}, follow=True)
    assert b"Look in your mail" in sent.content
    link = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body)[1]

    form = client.get(link, follow=True)
    assert b"A new password" in form.content
    address = form.request["PATH_INFO"]
    done = client.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True)

    assert b"The password is set" in done.content or done.request["PATH_INFO"] == "/"
    assert sign_in(client, rep.email, NEW_PASSWORD).status_code == 302


def test_a_link_works_once(client, rep, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": rep.email})
    link = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body)[1]
    rep.set_password(NEW_PASSWORD)
    rep.save()

    assert b"That link is no longer good" in client.get(link, follow=True).content


def test_whoever_asks_never_learns_who_works_here(client, db, mailoutbox):
    page = client.post(
        reverse("account_reset_password"), {"email": "stranger@north.example"}, follow=True
    )

    assert b"If somebody here has that address" in page.content


def test_a_password_is_changed_by_who_knows_it(client, rep):
    client.force_login(rep)
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    client.post(reverse("account_change_password"), form)

    rep.refresh_from_db()
    assert rep.check_password(NEW_PASSWORD)


def test_a_second_factor_is_asked_for_once_it_is_set_up(client, rep):
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(rep, secret)

    asked = sign_in(client, rep.email)
    assert asked["Location"].startswith(reverse("mfa_authenticate"))
    page = client.get(asked["Location"])
    assert b"authenticator code" in page.content
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    done = client.post(reverse("mfa_authenticate"), {"code": code})

    assert done["Location"] == "/"


def test_recovery_codes_are_shown_to_be_printed(client, rep):
    TOTP.activate(rep, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(rep)
    sign_in(client, rep.email)
    client.force_login(rep)

    page = client.get(reverse("mfa_index"))

    assert page.status_code == 200
    assert Authenticator.objects.filter(user=rep).count() == 2
    assert get_adapter().is_mfa_enabled(rep)
