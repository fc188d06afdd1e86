"""The time zones of regions in countries that have several: data, the most populous zone first."""

_EAST, _CENTRAL = "America/New_York", "America/Chicago"
_MOUNTAIN, _PACIFIC = "America/Denver", "America/Los_Angeles"

_US = {
    (_EAST,): "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
    (_EAST, "America/Detroit"): "MI",
    (_EAST, "America/Indiana/Indianapolis", _CENTRAL): "IN",
    (_EAST, _CENTRAL): "FL KY",
    (_CENTRAL, _EAST): "TN",
    (_CENTRAL,): "AL AR IA IL LA MN MO MS OK WI",
    (_CENTRAL, _MOUNTAIN): "KS ND NE SD TX",
    (_MOUNTAIN,): "CO MT NM UT WY",
    ("America/Phoenix",): "AZ",
    ("America/Boise", _PACIFIC): "ID",
    (_PACIFIC,): "CA NV WA",
    (_PACIFIC, _MOUNTAIN): "OR",
    ("America/Anchorage",): "AK",
    ("Pacific/Honolulu",): "HI",
}
_CA = {
    ("America/Toronto",): "ON QC",
    ("America/Winnipeg",): "MB",
    ("America/Regina",): "SK",
    ("America/Edmonton",): "AB NT",
    ("America/Vancouver", "America/Edmonton"): "BC",
    ("America/Halifax",): "NB NS PE",
    ("America/St_Johns",): "NL",
    ("America/Whitehorse",): "YT",
    ("America/Iqaluit",): "NU",
}
_AU = {
    ("Australia/Sydney",): "ACT NSW",
    ("Australia/Melbourne",): "VIC",
    ("Australia/Brisbane",): "QLD",
    ("Australia/Adelaide",): "SA",
    ("Australia/Darwin",): "NT",
    ("Australia/Perth",): "WA",
    ("Australia/Hobart",): "TAS",
}

# "US-FL" and the like.
REGION_ZONES: dict[str, tuple[str, ...]] = {
    f"{country}-{region}": zones
    for country, table in (("US", _US), ("CA", _CA), ("AU", _AU))
    for zones, regions in table.items()
    for region in regions.split()
}
