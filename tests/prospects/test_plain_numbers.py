"""Numbers read the quick way are read as the library reads them."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospects.plain_numbers import quick_e164

_REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
_FORMATS = (
    phonenumbers.PhoneNumberFormat.E164,
    phonenumbers.PhoneNumberFormat.INTERNATIONAL,
    phonenumbers.PhoneNumberFormat.NATIONAL,
)


def _by_library(written: str, country: str) -> str:
    try:
        number = phonenumbers.parse(written, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@st.composite
def _nearly_numbers(draw: st.DrawFn) -> tuple[str, str]:
    """A number of some region as somebody there writes it, perhaps with slips of the pen."""
    region = draw(st.sampled_from(_REGIONS))
    kind = draw(st.integers(0, 10))
    example = phonenumbers.example_number_for_type(region, kind)
    example = example or phonenumbers.example_number(region)
    written = list(phonenumbers.format_number(example, draw(st.sampled_from(_FORMATS))))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(written) - 1))
        written[place] = draw(st.sampled_from([*"0123456789", "+", " ", "(", ")", "-", "00", ""]))
    return "".join(written), draw(st.sampled_from([region, region, "US", "DE", ""]))


@settings(max_examples=600, deadline=None)
@given(_nearly_numbers())
def test_a_number_read_the_quick_way_is_what_the_library_reads(number):
    written, country = number

    quick = quick_e164(written, country=country)

    assert quick in ("", _by_library(written, country))


@pytest.mark.parametrize(
    ("written", "country", "e164"),
    [
        ("+1 312 555 0142", "", "+13125550142"),
        ("(312) 555-0142", "US", "+13125550142"),
        ("030 901820", "DE", "+4930901820"),
        ("+44 20 7946 0018", "US", "+442079460018"),
        ("020 7946 0018", "GB", "+442079460018"),
    ],
)
def test_numbers_as_most_are_written_need_no_library(written, country, e164):
    assert quick_e164(written, country=country) == e164


@pytest.mark.parametrize(
    "written", ["1-800-FLOWERS", "+49 (0)30 901820", "312 555 0142 ext. 7", "12", "+999 12345678"]
)
def test_what_needs_a_closer_look_is_left_to_the_library(written):
    assert quick_e164(written, country="US") == ""
