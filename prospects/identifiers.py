"""What makes two leads the same company: identifiers, normalised so that equal means equal."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

import phonenumbers

from prospects.models import Identifier
from prospects.plain_numbers import quick_e164

Kind = Identifier.Kind

# Hosts that many companies share: a match on them would merge strangers.
SHARED_HOSTS = frozenset(
    """gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com
    icloud.com me.com mac.com aol.com gmx.com gmx.de gmx.net web.de t-online.de freenet.de mail.com
    proton.me protonmail.com orange.fr wanadoo.fr free.fr laposte.net sfr.fr yandex.ru mail.ru
    qq.com 163.com 126.com zoho.com fastmail.com hey.com btinternet.com comcast.net verizon.net
    att.net facebook.com instagram.com linkedin.com twitter.com x.com youtube.com github.io
    wixsite.com wordpress.com blogspot.com weebly.com squarespace.com myshopify.com webflow.io
    sites.google.com google.com business.site etsy.com amazonaws.com azurewebsites.net
    netlify.app vercel.app herokuapp.com""".split()  # noqa: SIM905 (reads better as words)
)


# Of ASCII, what `name_key` makes of anything: letters small, digits, and space for the rest.
_FOLDED = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}


def name_key(name: str) -> str:
    """Return `name` folded for looking up: no accents, case, punctuation or double spaces."""
    if name.isascii():
        return " ".join(name.translate(_FOLDED).split())[:200]
    folded = unicodedata.normalize("NFKD", name).casefold()
    kept = (char if char.isalnum() else " " for char in folded if not unicodedata.combining(char))
    return " ".join("".join(kept).split())[:200]


@lru_cache(maxsize=4_096)
def e164(written: str, *, country: str) -> str:
    """Return the number in E.164, or "" for one that cannot be read or is not valid.

    `country` (ISO 3166, two letters, may be empty) is where a number without a prefix is from.
    """
    if quick := quick_e164(written, country=country):
        return quick
    try:
        number = phonenumbers.parse(written, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def domain(website: str) -> str:
    """Return the host of a company's own web site, without "www.", or "" for a shared one."""
    try:
        host = urlsplit(website if "//" in website else f"//{website}").hostname or ""
    except ValueError:
        return ""
    host = host.removeprefix("www.").rstrip(".").lower()
    if "." not in host:
        return ""
    above = host
    while above:  # itself, then what it is part of
        if above in SHARED_HOSTS:
            return ""
        above = above.partition(".")[2]
    return host


def identifiers(
    *,
    emails: Iterable[str],
    phones: Iterable[str],
    website: str,
    name: str,
    postal_code: str,
) -> list[tuple[str, str]]:
    """Return (kind, value) pairs in the order in which they are believed.

    E-mails are compared in lower case, tags kept apart; `phones` are E.164 already.
    """
    found = [(Kind.EMAIL.value, email.strip().lower()) for email in emails if email.strip()]
    found += [(Kind.PHONE.value, phone) for phone in phones if phone]
    if host := domain(website):
        found.append((Kind.DOMAIN.value, host))
    if postal_code.strip() and (key := name_key(name)):
        code = "".join(postal_code.upper().split())
        found.append((Kind.NAME_POSTCODE.value, f"{key}|{code}"))
    return list(dict.fromkeys(found))
