"""The text gate: what comes in, what stays outside, and what is said about it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundwork import text


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Northwind\x00Traders", "control_character"),
        ("bell\x07", "control_character"),
        ("delete\x7f", "control_character"),
        ("not a character \uffff", "control_character"),
        ("half \ud83d", "lone_surrogate"),
        ("\udfff half", "lone_surrogate"),
        ("\u200b\u200d\ufeff", "invisible"),
        ("\u3164", "invisible"),
        ("\u202e\u2066", "invisible"),
    ],
)
def test_what_no_page_could_show_stays_outside(written, code):
    with pytest.raises(text.UnsafeText) as refusal:
        text.clean(written)

    assert refusal.value.code == code
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "Müller & Söhne",
        "<script>alert(1)</script>",
        "{{7*7}} ${7*7} %s%n '; DROP TABLE prospects;--",
        "=1+1",
        "first line\r\nsecond\tline",
        "👩‍👩‍👧 family",
        "שלום عالم",
        "株式会社",
        "\u200bNorthwind",
        "x" * 100_000,
    ],
)
def test_everything_else_comes_in_as_it_was_written(written):
    assert text.clean(written) == written


def test_the_same_name_typed_two_ways_is_one_name():
    assert text.clean("Cafe\u0301") == text.clean("Caf\u00e9")


def test_a_word_processors_soft_line_end_becomes_a_line_end():
    assert text.clean("first\x0bsecond\x0cthird") == "first\nsecond\nthird"


@given(st.text(st.characters(exclude_categories=())))
def test_what_passed_the_gate_can_be_sent_and_passes_again(written):
    try:
        cleaned = text.clean(written)
    except text.UnsafeText:
        return

    assert cleaned.encode().decode() == cleaned
    assert text.clean(cleaned) == cleaned
    assert "\x00" not in cleaned


@given(st.text(st.characters(exclude_categories=())))
def test_hostile_text_can_always_be_told_about(written):
    told = text.shown(written)

    assert json.dumps(told, ensure_ascii=False).encode()
    assert told.isprintable()
    assert len(told) <= text.SHOWN_CHARACTERS + 1


@pytest.mark.parametrize(
    "written", ["Dana\r\nBcc: everybody@x.test", "Dana\u2028Bcc", "Dana\x85Bcc", "Dana\tReyes"]
)
def test_a_name_stays_on_one_line_so_that_it_adds_no_header(written):
    assert len(text.one_line(written).splitlines()) == 1


def test_bytes_that_are_not_utf8_are_refused_with_their_place():
    with pytest.raises(text.UnsafeText, match="byte 2") as refusal:
        text.decode(b"ab\xff")

    assert refusal.value.code == "not_utf8"


@pytest.mark.parametrize("written", ["q=%ff", "q=%C3&x=%A9", "q=\xe9", b"name=%80"])
def test_an_address_whose_bytes_are_not_utf8_is_refused(written):
    with pytest.raises(text.UnsafeText):
        text.check_percent_encoded(written)


@pytest.mark.parametrize("written", ["", "q=caf%C3%A9+noir", "q=100%", "q=%zz", b"a=%E2%82%AC"])
def test_an_address_in_utf8_passes(written):
    assert text.check_percent_encoded(written) is None
