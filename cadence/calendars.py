"""Calendars and zones for the rule, from the packages that know holidays and numbers."""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import holidays
import phonenumbers
from phonenumbers import timezone as number_zones

from cadence import rules
from cadence.exceptions import NOTHING, OwnRules
from cadence.regions import REGION_ZONES

# The years for which public holidays are worked out: where the rule plans at all.
FIRST_YEAR, LAST_YEAR = 2000, 2099
_NO_DAYS: frozenset[date] = frozenset()
_shared: dict[date, date] = {}
# A number that may ring in more zones than this (toll-free, satellite) says nothing of the place.
_TELLING = 4
# Longer leave is a slip of the pen; it would fill the memory, not the calendar.
_LONGEST_LEAVE_DAYS = 3_660


@lru_cache(maxsize=512)
def public_holidays(country: str, region: str = "") -> frozenset[date]:
    """
    Return the public holidays of an ISO country and region; none where they are not known.

    An unknown region answers with the holidays of the whole country.
    """
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    for subdivision in (region or None, None):
        try:
            with warnings.catch_warnings():
                # Some calendars are published for some decades only, and warn of it.
                warnings.simplefilter("ignore")
                found = holidays.country_holidays(country, subdiv=subdivision, years=years)
        except (NotImplementedError, KeyError, ValueError):
            continue
        # Regions share most of their holidays: each date is kept once.
        return frozenset(_shared.setdefault(day, day) for day in found)
    return _NO_DAYS


def calling_calendar(
    *,
    tz: str | Sequence[str],
    country: str = "",
    region: str = "",
    own: OwnRules = NOTHING,
) -> rules.Calendar:
    """
    Return when a prospect may be called.

    `tz` is the prospect's zone, or several candidates: a call must be fit in all of
    them. `own` is what the team keeps to of its own: overrides of the law and of the
    public holidays (`cadence.exceptions.own_rules`). The same arguments return the same
    object, which remembers its half-hours.

    :raises ValueError: if a zone is not an IANA time zone, or there is none
    """
    zones = (tz,) if isinstance(tz, str) else tuple(tz)
    if not zones:
        raise ValueError("A calendar needs a time zone")
    return _calendar(
        zones,
        country.strip().upper(),
        region.strip().upper(),
        own,
    )


@lru_cache(maxsize=1024)
def _calendar(
    zones: tuple[str, ...],
    country: str,
    region: str,
    own: OwnRules,
) -> rules.Calendar:
    law = own.law(country=country, region=region)
    known = public_holidays(country, region.removeprefix(f"{country}-")) if country else _NO_DAYS
    if own.days:
        known = (known | own.closed_on(country=country, region=region)) - own.open_on(
            country=country, region=region
        )
    return law.calendar(
        tz=zones[0],
        also_tz=zones[1:],
        holidays=known,
        country=country,
        region=region,
    )


def zones_for(
    *,
    contact_tz: str = "",
    phone_e164: str = "",
    country: str = "",
    region: str = "",
    otherwise: str = "UTC",
) -> tuple[str, ...]:
    """
    Return the zones in which somebody may be: the contact's own, else those of the
    telephone number, else those of the company's region or country, else `otherwise`.

    Never empty, each an IANA name, the likeliest first. A mobile number tells the
    country only, which is as good as the country itself.
    """
    if contact_tz and _is_zone(contact_tz):
        return (contact_tz,)
    by_number = _zones_of_number(phone_e164) if phone_e164 else ()
    country, region = country.strip().upper(), region.strip().upper()
    by_place = _zones_of_place(country, region.removeprefix(f"{country}-"))
    if len(by_number) > 1 and set(by_place) & set(by_number):
        # The number leaves it open and the place narrows it down.
        by_number = tuple(name for name in by_place if name in by_number)
    found = by_number if 0 < len(by_number) <= _TELLING else by_place or by_number[:1]
    return found or ((otherwise,) if _is_zone(otherwise) else ("UTC",))


def zone_for(
    *,
    contact_tz: str = "",
    phone_e164: str = "",
    country: str = "",
    region: str = "",
    otherwise: str = "UTC",
) -> str:
    """Return the likeliest of `zones_for`."""
    return zones_for(
        contact_tz=contact_tz,
        phone_e164=phone_e164,
        country=country,
        region=region,
        otherwise=otherwise,
    )[0]


@lru_cache(maxsize=4096)
def _zones_of_number(phone_e164: str) -> tuple[str, ...]:
    try:
        number = phonenumbers.parse(phone_e164, None)
    except phonenumbers.NumberParseException:
        return ()
    return tuple(name for name in number_zones.time_zones_for_number(number) if _is_zone(name))


def _zones_of_place(country: str, region: str) -> tuple[str, ...]:
    return REGION_ZONES.get(f"{country}-{region}") or _country_zones().get(country, ())


@cache
def _country_zones() -> dict[str, tuple[str, ...]]:
    """Return each country's zones in the order of the zone database, the most used first."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    zones: dict[str, tuple[str, ...]] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            country, _, name = line.split("\t")[:3]
            zones[country] = (*zones.get(country, ()), name)
    return zones


@lru_cache(maxsize=1024)
def _is_zone(name: str) -> bool:
    try:
        rules.zone(name)
    except ValueError:
        return False
    return name not in ("Factory", "localtime", "posixrules")


def rep_hours(
    *,
    tz: str,
    hours: Mapping[str, Any] | None = None,
    country: str = "",
    region: str = "",
    days_off: Iterable[date | tuple[date, date]] = (),
) -> rules.WorkingHours:
    """
    Return when a rep works.

    `hours` maps a weekday ("0" is Monday) to [[opens, closes], ...] in minutes; empty
    means Monday to Friday, 9 to 17. `days_off` are days, or first and last days of leave.

    :raises ValueError: if the zone or the hours are nonsense
    """
    week = rules.WorkingHours(tz=tz).hours
    if hours:
        try:
            week = tuple(
                tuple((int(opens), int(closes)) for opens, closes in _day(hours, weekday))
                for weekday in range(7)
            )
        except (TypeError, AttributeError) as problem:
            raise ValueError("Working hours are lists of opening and closing minutes") from problem
    country = country.strip().upper()
    return rules.WorkingHours(
        tz=tz,
        hours=week,
        holidays=public_holidays(country, region.strip().upper()) if country else _NO_DAYS,
        days_off=frozenset(_days(days_off)),
    )


def _day(hours: Mapping[str, Any], weekday: int) -> Any:
    return hours.get(str(weekday), ())


def _days(spans: Iterable[date | tuple[date, date]]) -> Iterable[date]:
    for span in spans:
        first, last = span if isinstance(span, tuple) else (span, span)
        for ahead in range(min((last - first).days, _LONGEST_LEAVE_DAYS) + 1):
            yield first + timedelta(days=ahead)
