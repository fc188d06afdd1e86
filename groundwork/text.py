"""The one text gate: which text may come in, at any door, and how it is shown in an error."""

import re
import unicodedata
from urllib.parse import unquote_to_bytes

# C0 controls but white space; DEL; the two code points that no XML (so no spreadsheet) can
# hold. PostgreSQL refuses NUL, UTF-8 refuses a lone surrogate.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Word processors leave these for a soft line end; no XML can hold them either.
_SOFT_BREAKS = str.maketrans({"\x0b": "\n", "\x0c": "\n"})
_SURROGATE = re.compile("[\ud800-\udfff]")
# Categories that leave no mark on a page: controls, formats (zero width), separators.
_UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}
# Blank although Unicode calls them letters or marks: Hangul fillers, Braille blank, joiners.
_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5"

SHOWN_CHARACTERS = 80


class UnsafeText(ValueError):
    """Text that no door lets in. `code` is for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def has_visible(text: str) -> bool:
    """Say whether a reader would see anything of `text`."""
    return any(
        unicodedata.category(char) not in _UNSEEN
        and not unicodedata.category(char).startswith("M")
        and char not in _BLANK_LETTERS
        for char in text
    )


def clean(text: str) -> str:
    """Return `text` in Unicode's composed form (NFC), vertical tabs and form feeds as line ends.

    Otherwise it is as it came, and cleaning it again changes nothing. Empty text and plain
    white space pass: whether a field may be blank is the field's affair.

    :raises UnsafeText: for NUL and other control characters (but tab and line ends), half of a
        surrogate pair, and text that is not empty but shows nothing, such as zero-width spaces
    """
    if text.isascii():
        if text.isprintable():
            return text  # as most are: nothing to look for
        composed = text
    else:
        _refuse_surrogates(text)
        composed = unicodedata.normalize("NFC", text)
    composed = composed.translate(_SOFT_BREAKS)
    if found := _FORBIDDEN.search(composed):
        raise UnsafeText("control_character", _about_character(found[0]))
    if composed.strip() and not composed.isascii() and not has_visible(composed):
        raise UnsafeText("invisible", "This text contains nothing that can be seen.")
    return composed


def one_line(text: str) -> str:
    """Return `text` with every run of white space and line ends as one space, and none around it.

    For names, subjects and whatever else may become a header of a message.
    """
    return " ".join(text.split())


def decode(raw: bytes) -> str:
    """Return UTF-8 bytes as text, through the gate.

    :raises UnsafeText: if they are not UTF-8, or for what `clean` refuses
    """
    try:
        return clean(raw.decode())
    except UnicodeDecodeError as error:
        message = f"This is not UTF-8 text (byte {error.start})."
        raise UnsafeText("not_utf8", message) from None


def check_percent_encoded(raw: str | bytes) -> None:
    """Refuse a query string or a form body whose percent-encoded bytes are not UTF-8.

    Django would put U+FFFD in their place, and so look for, or store, something else.

    :raises UnsafeText: with code `not_utf8`
    """
    octets = raw.encode("latin-1", "replace") if isinstance(raw, str) else raw
    try:
        unquote_to_bytes(octets).decode()
    except UnicodeDecodeError:
        raise UnsafeText("not_utf8", "This is not percent-encoded UTF-8.") from None


def shown(text: str) -> str:
    """Return a short, printable form of hostile `text` for use in a message about it."""
    printable = "".join(
        char if char.isprintable() else "\ufffd" for char in text[:SHOWN_CHARACTERS]
    )
    return printable + ("…" if len(text) > SHOWN_CHARACTERS else "")


def _refuse_surrogates(text: str) -> None:
    # Before NFC, which is defined for whole characters only.
    if _SURROGATE.search(text):
        raise UnsafeText("lone_surrogate", "Half of a surrogate pair is not a character.")


def _about_character(char: str) -> str:
    name = "NUL" if char == "\x00" else f"U+{ord(char):04X}"
    return f"The control character {name} is not allowed in text."
