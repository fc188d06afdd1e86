"""Signing in: by e-mail and password, slow for whoever guesses, telling strangers nothing."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as house
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from people import actions
from people.models import User
from tests.factories import PASSWORD, TUESDAY, create_team, create_user

pytestmark = pytest.mark.django_db


def sign_in(user_or_email, password=PASSWORD, *, client=None, **more):
    email = getattr(user_or_email, "email", user_or_email)
    client = client or Client(raise_request_exception=False)
    told = {"login": email, "password": password}
    return client.post(reverse("account_login"), told, **more)


def test_an_e_mail_in_any_case_and_its_password_sign_in():
    user = create_user(email="dana@team.example")
    client = Client()
    assert sign_in("Dana@TEAM.example", client=client)["Location"] == "/"
    assert client.get("/").status_code == 200
    assert User.objects.get(pk=user.pk).last_login is not None


def test_the_session_is_a_new_one_after_signing_in():
    client = Client()
    client.get(reverse("account_login"))
    client.cookies["sessionid"] = "planted-by-somebody-else-0123456"
    sign_in(create_user(), client=client)
    assert client.cookies["sessionid"].value != "planted-by-somebody-else-0123456"


def test_whoever_was_deactivated_cannot_sign_in():
    user = create_user(is_active=False)
    client = Client()
    sign_in(user, client=client)
    assert client.get("/").status_code == 302


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer():
    user = create_user()
    pages = []
    for email in (user.email, "nobody@nowhere.example"):
        cache.clear()
        page = sign_in(email, "not the password")
        shown = page.content.decode().replace(email, "")
        pages.append((page.status_code, re.sub(r"[A-Za-z0-9]{64}", "a token", shown)))
    assert pages[0] == pages[1]
    assert "not correct" in pages[0][1]


def test_guessing_at_one_account_is_slowed_down_and_leaves_others_in_peace():
    user, other = create_user(), create_user()
    for number in range(12):
        answer = sign_in(user, f"guess {number}", REMOTE_ADDR="203.0.113.7")
    assert "Too many" in answer.content.decode()
    # The right password does not help the guesser now, nor does a forged address.
    blocked = sign_in(user, REMOTE_ADDR="203.0.113.7", headers={"x-forwarded-for": "198.51.100.1"})
    assert blocked.status_code != 302
    assert sign_in(other, REMOTE_ADDR="198.51.100.9").status_code == 302


def test_a_password_of_a_megabyte_is_refused_before_it_is_hashed():
    user = create_user()
    assert sign_in(user, "x" * 1_000_000).status_code in {200, 400}


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_strange_place(to):
    user = create_user()
    told = {"login": user.email, "password": PASSWORD, "next": to}
    answer = Client().post(reverse("account_login"), told)
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]
    assert "javascript" not in answer["Location"]


def test_a_forgotten_password_is_asked_for_with_one_answer_for_everybody():
    user = create_user()
    answers = []
    for email in (user.email, "nobody@nowhere.example"):
        cache.clear()
        answer = Client().post(reverse("account_reset_password"), {"email": email})
        answers.append((answer.status_code, answer["Location"]))
    assert answers[0] == answers[1]


# --- passwords -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "too short"),
        ("password1234", "too common"),
        ("dana.reyes@team", "too similar"),
        ("Dana Reyes 12", "too similar"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password, why):
    with pytest.raises(actions.CannotCreateUser, match=why) as refused:
        actions.create_user(
            email="dana.reyes@team.example",
            name="Dana Reyes",
            team=create_team(),
            role="rep",
            password=password,
            at=TUESDAY,
        )
    assert refused.value.field == "password"


def test_passwords_are_kept_by_argon2():
    """The tests hash fast; the house does not."""
    from followup import settings as written

    assert written.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=written.PASSWORD_HASHERS):
        assert make_password(PASSWORD).startswith("argon2$argon2id$")


def test_cookies_are_kept_from_scripts_and_other_sites():
    client = Client()
    sign_in(create_user(), client=client)
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert timedelta(seconds=house.SESSION_COOKIE_AGE) <= timedelta(days=7)


# --- people, by command and action ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": "taken@team.example"}, "email"),
        ({"role": "emperor"}, "role"),
    ],
)
def test_somebody_who_cannot_be_made_is_refused_with_the_field(told, field):
    create_user(email="taken@team.example")
    team = create_team()
    with pytest.raises(actions.CannotCreateUser) as refused:
        actions.create_user(
            **{"email": "new@team.example", "role": "rep", "password": PASSWORD, **told},
            team=team,
            at=TUESDAY,
        )
    assert refused.value.field == field
    assert not User.objects.filter(team=team).exists()


@pytest.mark.parametrize(
    ("told", "field"),
    [({"name": " "}, "team"), ({"timezone": "Mars"}, "timezone"), ({"country": "ZZ"}, "country")],
)
def test_a_team_that_cannot_be_made_is_refused_with_the_field(told, field):
    with pytest.raises(actions.CannotCreateTeam) as refused:
        actions.create_team(**{"name": "A team", "at": TUESDAY, **told})
    assert refused.value.field == field
