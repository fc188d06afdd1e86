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
    table = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8")
    rows = (line for line in table.splitlines() if line and not line.startswith("#"))
    return frozenset(row.split("\t")[0] for row in rows)
