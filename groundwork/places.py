"""The time zones and countries that there are."""

from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones


@cache
def zones() -> frozenset[str]:
    """Return the names of the IANA time zones."""
    return frozenset(available_timezones()) - {"Factory", "localtime", "posixrules"}


@cache
def countries() -> frozenset[str]:
    """Return the two-letter codes of ISO 3166, in capitals."""
    return frozenset(country_names())


@cache
def country_names() -> dict[str, str]:
    """Return each country's English name by its code."""
    return {code: name for code, name, *_ in _table("iso3166.tab")}


@cache
def zones_of(country: str) -> tuple[str, ...]:
    """Return the time zones of a country, the most used first; none if it is not known."""
    return tuple(row[2] for row in _table("zone.tab") if row[0] == country)


def _table(name: str) -> list[list[str]]:
    text = files("tzdata.zoneinfo").joinpath(name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [line.split("\t") for line in lines]
