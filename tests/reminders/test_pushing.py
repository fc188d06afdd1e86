"""Browser notifications on the wire: only the browser can read them, and they are ours."""

import base64
import json
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from reminders import pushing
from tests.reminders.browser import Browser

NOW = datetime(2026, 3, 3, 15, tzinfo=UTC)

# The example of RFC 8291, appendix A.
KNOWN = {
    "text": b"When I grow up, I want to be a watermelon",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    "p256dh": (
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    ),
    "ours": "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
    "salt": "DGv6ra1nlYgDCS1FRnbzlw",
    "sealed": (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
        "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy"
        "4a-fN"
    ),
}


def test_it_is_sealed_exactly_as_the_standard_shows():
    number = int.from_bytes(pushing.read(KNOWN["ours"]), "big")

    sealed = pushing.seal(
        KNOWN["text"],
        p256dh=KNOWN["p256dh"],
        auth=KNOWN["auth"],
        salt=pushing.read(KNOWN["salt"]),
        ours=ec.derive_private_key(number, ec.SECP256R1()),
    )

    assert pushing.written(sealed) == KNOWN["sealed"]


def test_the_browser_reads_what_was_sealed_for_it_and_no_other_does():
    mine, other = Browser(), Browser()

    sealed = pushing.seal(b"3 attempts are due", p256dh=mine.p256dh, auth=mine.auth)

    assert mine.opens(sealed) == b"3 attempts are due"
    with pytest.raises((InvalidTag, ValueError)):
        other.opens(sealed)


def test_no_two_of_the_same_words_look_alike():
    browser = Browser()
    sealed = {pushing.seal(b"due", p256dh=browser.p256dh, auth=browser.auth) for _ in range(5)}

    assert len(sealed) == 5


def test_the_push_service_can_tell_that_we_signed_it():
    keys = pushing.Keys.new()

    header = pushing.signature(
        keys, endpoint="https://push.example:8443/x/y", contact="https://crm.example", now=NOW
    )

    assert header.startswith("vapid t=")
    token, key = header.removeprefix("vapid t=").split(", k=")
    assert key == keys.public
    head, body, signed = token.split(".")
    raw = pushing.read(signed)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), pushing.read(key))
    point.verify(der, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
    told = json.loads(base64.urlsafe_b64decode(body + "=="))
    assert told["aud"] == "https://push.example:8443"
    assert 0 < told["exp"] - NOW.timestamp() <= 24 * 3600
    assert told["sub"] == "https://crm.example"


def test_our_private_key_opens_under_our_own_secret_alone():
    keys = pushing.Keys.new()
    sealed = keys.sealed(secret="the secret of this house")

    assert pushing.Keys.unsealed(sealed, secrets=["newer", "the secret of this house"]).public == (
        keys.public
    )
    with pytest.raises(pushing.CannotOpen):
        pushing.Keys.unsealed(sealed, secrets=["another"])


@pytest.mark.parametrize("p256dh", ["", "AAAA", "not base64!", "é", KNOWN["p256dh"][:-4] + "AAAA"])
def test_keys_that_are_none_are_refused(p256dh):
    with pytest.raises(pushing.NotASubscription):
        pushing.check(p256dh=p256dh, auth=KNOWN["auth"])


@pytest.mark.parametrize("auth", ["", "AAAA", "é", KNOWN["auth"] * 2])
def test_a_secret_that_is_none_is_refused(auth):
    with pytest.raises(pushing.NotASubscription):
        pushing.check(p256dh=KNOWN["p256dh"], auth=auth)
