"""Telephone numbers as most are written, read at a tenth of what the library takes for any."""

import re
from dataclasses import dataclass
from functools import cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata
from phonenumbers.phonemetadata import PhoneNumberDesc

# Digits, with little between them: no letters, no extension, no second number.
_WRITTEN = re.compile(r"(\+|\(?)([0-9](?:[ .()-]{0,3}[0-9]){5,16})", re.ASCII)
_NO_DIGITS = str.maketrans("", "", " .()-")
# Of what kind a number is does not matter here, only that it is of one.
_KINDS = (
    "premium_rate",
    "toll_free",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
    "fixed_line",
    "mobile",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """How the numbers of a region are made. `own` matches what every number of it begins with,
    if it shares its country code with others that are looked at first."""

    code: str
    valid: re.Pattern[str]
    own: re.Pattern[str] | None
    trunk: re.Pattern[str] | None
    is_trunk_plain: bool
    abroad: re.Pattern[str] | None


def quick_e164(written: str, *, country: str) -> str:
    """Return what the library would, in E.164, or "" where it must be asked.

    Never a number that the library reads otherwise; often "" for one that it can read.
    """
    parts = _WRITTEN.fullmatch(written)
    if parts is None:
        return ""
    digits = parts[2].translate(_NO_DIGITS)
    if parts[1] == "+":
        code = next((digits[:n] for n in (1, 2, 3) if digits[:n] in _CODES), "")
        return _international(code, digits[len(code) :]) if code else ""
    return _national(digits, country)


_CODES = frozenset(map(str, COUNTRY_CODE_TO_REGION_CODE))


def _international(code: str, number: str) -> str:
    plans = _plans(code)
    # A trunk prefix that does not belong here is the library's to take out.
    if not plans or number[0] == "0" or (plans[0].trunk and plans[0].trunk.match(number)):
        return ""
    return f"+{code}{number}" if _is_valid(plans, number) else ""


def _national(digits: str, country: str) -> str:
    plan = _plan(country.upper()) if country else None
    if plan is None or digits.startswith(plan.code):
        return ""
    if plan.abroad and plan.abroad.match(digits):
        return ""
    trunk = plan.trunk.match(digits) if plan.trunk else None
    if trunk and not plan.is_trunk_plain:
        return ""
    number = digits[trunk.end() :] if trunk else digits
    if not number or number[0] == "0" or not plan.valid.fullmatch(number):
        return ""
    return f"+{plan.code}{number}" if _is_valid(_plans(plan.code), number) else ""


def _is_valid(plans: tuple[_Plan, ...], number: str) -> bool:
    for plan in plans:
        if plan.own is not None:
            if plan.own.match(number):
                return plan.valid.fullmatch(number) is not None
        elif plan.valid.fullmatch(number):
            return True
    return False


@cache
def _plans(code: str) -> tuple[_Plan, ...]:
    """Return the plans of the regions of a country code, in the library's order; none if one of
    them is not plain."""
    found = [_plan(region) for region in COUNTRY_CODE_TO_REGION_CODE.get(int(code), ())]
    return tuple(plan for plan in found if plan) if all(found) else ()


@cache
def _plan(region: str) -> _Plan | None:
    about = PhoneMetadata.metadata_for_region(region, None)
    if about is None or not about.general_desc or not about.general_desc.possible_length:
        return None
    kinds = [pattern for name in _KINDS if (pattern := _pattern(getattr(about, name)))]
    if not kinds:
        return None
    trunk = about.national_prefix_for_parsing
    compiled = re.compile(trunk) if trunk else None
    return _Plan(
        code=str(about.country_code),
        valid=re.compile(f"(?={_pattern(about.general_desc)}\\Z)(?:{'|'.join(kinds)})"),
        own=re.compile(about.leading_digits) if about.leading_digits else None,
        trunk=compiled,
        is_trunk_plain=bool(
            compiled and not compiled.groups and not about.national_prefix_transform_rule
        ),
        abroad=re.compile(about.international_prefix) if about.international_prefix else None,
    )


def _pattern(desc: PhoneNumberDesc | None) -> str:
    """Return what matches a whole number of this description, "" if none does."""
    if desc is None or not desc.national_number_pattern:
        return ""
    numbers = f"(?:{desc.national_number_pattern})"
    if not desc.possible_length:
        return numbers
    lengths = "|".join(f"[0-9]{{{length}}}" for length in desc.possible_length)
    return f"(?:(?=(?:{lengths})\\Z){numbers})"
