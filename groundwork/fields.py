"""Serializer fields that are liberal in what they take and strict in what they hand on."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import validate_email
from rest_framework import serializers

from groundwork import openapi, places, text, timestamps

__all__ = [
    "Amount",
    "Country",
    "Currency",
    "Day",
    "Email",
    "Id",
    "Instant",
    "Line",
    "OneOf",
    "Prose",
    "Web",
    "Whole",
    "Written",
    "Zone",
    "openapi",  # imported so that the document knows these fields
]


class Written(serializers.Field):
    """Text on the wire; absent, null and blank all mean the same, `empty`."""

    empty: Any = ""
    format = ""  # as OpenAPI names it
    pattern = ""  # what a written value must look like, as JSON schema has it
    default_error_messages = {
        "not_text": "It must be text.",
        "blank": "It must not be blank.",
        "max_length": "It is longer than {longest} characters.",
    }

    def __init__(self, *, longest: int = 200, numbers: bool = False, **options: Any) -> None:
        self.longest = longest
        # Some programs send a postal code or an identifier as a bare number.
        self.numbers = numbers
        self.blank_is_fine = not options.get("required", False)
        if self.blank_is_fine:
            options = {"default": self.empty, "allow_null": True, **options}
        super().__init__(**options)

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        if data is None and self.blank_is_fine:
            return True, self.empty
        return super().validate_empty_values(data)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            data = self._digits(data)
        written = self.tidy(self._gate(data))
        # What must look like something is not made to by what is left out around it.
        if len(data if self.pattern else written) > self.longest:
            self.fail("max_length", longest=self.longest)
        if not written:
            if not self.blank_is_fine:
                self.fail("blank")
            return self.empty
        return self.read(written)

    def _digits(self, data: Any) -> str:
        if self.numbers and isinstance(data, float) and data.is_integer():
            return str(int(data))  # to JSON, 5.0 is a whole number
        if self.numbers and isinstance(data, int) and not isinstance(data, bool):
            return str(data)
        self.fail("not_text")
        raise AssertionError("unreachable")

    def _gate(self, data: str) -> str:
        try:
            return text.clean(data)
        except text.UnsafeText as unsafe:
            raise serializers.ValidationError(str(unsafe), code=unsafe.code) from None

    def tidy(self, written: str) -> str:
        return text.one_line(written)

    def read(self, written: str) -> Any:
        return written

    def to_representation(self, value: Any) -> Any:
        return value


class Line(Written):
    """Text on one line: a name, a title, an identifier. White space is folded."""


class Prose(Written):
    """Text of several lines, kept as written but for white space around it."""

    def __init__(self, *, longest: int = 10_000, **options: Any) -> None:
        super().__init__(longest=longest, **options)

    def tidy(self, written: str) -> str:
        return written.replace("\r\n", "\n").strip()


class OneOf(Written):
    """One of some words, in any case."""

    default_error_messages = {"invalid_choice": "It must be one of {among}."}

    def __init__(self, *, among: list[str], **options: Any) -> None:
        self.among = among
        super().__init__(longest=100, **options)

    def read(self, written: str) -> str:
        if written.lower() not in self.among:
            self.fail("invalid_choice", among=", ".join(self.among))
        return written.lower()


class Web(Written):
    """An http or https address; one without a scheme is read as https."""

    default_error_messages = {"url": "It must be a web address, as in https://northwind.example."}

    def read(self, written: str) -> str:
        whole = (
            written if "://" in written or ":" in written.split("/")[0] else f"https://{written}"
        )
        try:
            parts = urlsplit(whole)
            host, _ = parts.hostname, parts.port  # a port out of range raises
        except ValueError:
            self.fail("url")
        if parts.scheme not in {"http", "https"} or not host or " " in whole:
            self.fail("url")
        return whole


class Email(Written):
    """An e-mail address, as written."""

    format = "email"
    default_error_messages = {"email": "It must be an e-mail address."}

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=254, **options)

    def read(self, written: str) -> str:
        try:
            validate_email(written)
        except DjangoValidationError:
            self.fail("email")
        return written


class Zone(Written):
    """The name of an IANA time zone."""

    default_error_messages = {"zone": "It must be a time zone, as in America/Chicago."}

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=64, **options)

    def read(self, written: str) -> str:
        if written not in places.zones():
            self.fail("zone")
        return written


class Country(Written):
    """A country by its two letters (ISO 3166), in any case."""

    pattern = "^ *[A-Za-z]{2} *$"
    default_error_messages = {"country": "It must be a country's two letters, as in US or GB."}

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=64, **options)

    def read(self, written: str) -> str:
        if written.upper() not in places.countries():
            self.fail("country")
        return written.upper()


class Currency(Written):
    """A currency by its three letters (ISO 4217), in any case."""

    pattern = "^ *[A-Za-z]{3} *$"
    default_error_messages = {"currency": "It must be a currency's three letters, as in USD."}

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=64, **options)

    def read(self, written: str) -> str:
        if not re.fullmatch("[A-Za-z]{3}", written):
            self.fail("currency")
        return written.upper()


class Instant(Written):
    """An ISO 8601 time with its offset, handed on in UTC."""

    empty = None
    format = "date-time"

    def __init__(self, *, years: timestamps.Years = timestamps.RECORDED, **options: Any) -> None:
        self.years = years
        super().__init__(longest=64, **options)

    def read(self, written: str) -> datetime:
        try:
            return timestamps.instant(written, years=self.years)
        except timestamps.BadTime as problem:
            raise serializers.ValidationError(str(problem), code=problem.code) from None


class Day(Written):
    """A date, as YYYY-MM-DD."""

    empty = None
    format = "date"

    def __init__(self, *, years: timestamps.Years = timestamps.RECORDED, **options: Any) -> None:
        self.years = years
        super().__init__(longest=32, **options)

    def read(self, written: str) -> date:
        try:
            return timestamps.day(written, years=self.years)
        except timestamps.BadTime as problem:
            raise serializers.ValidationError(str(problem), code=problem.code) from None


class Whole(Written):
    """A whole number, as a number or as text; both bounds included."""

    empty: Any = None
    pattern = r"^-?[0-9]+$"
    default_error_messages = {"range": "It must be a whole number from {least} to {most}."}

    def __init__(self, *, least: int = 0, most: int = 2**31 - 1, **options: Any) -> None:
        self.least, self.most = least, most
        super().__init__(longest=20, numbers=True, **options)

    def read(self, written: str) -> int:
        plain = written.isascii() and written.removeprefix("-").isdigit()
        if not plain or not self.least <= int(written) <= self.most:
            self.fail("range", least=self.least, most=self.most)
        return int(written)


class Amount(Written):
    """An amount of money, zero or more, as text or as a number."""

    empty: Any = None
    pattern = r"^[0-9]+(\.[0-9]+)?$"
    default_error_messages = {
        "amount": "It must be an amount such as 18000.00, with two decimals at most.",
    }

    def __init__(self, *, digits: int = 12, **options: Any) -> None:
        self.digits = digits  # before the point
        super().__init__(longest=40, numbers=True, **options)

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(repr(data) if isinstance(data, float) else data)

    def read(self, written: str) -> Decimal:
        if not re.fullmatch(rf"\d{{1,{self.digits}}}(\.\d{{1,2}}0*)?", written, re.ASCII):
            self.fail("amount")
        return Decimal(written).quantize(Decimal("0.01"))


class Yes(serializers.BooleanField):
    """True or false, and no word or number that may stand for it."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Id(serializers.UUIDField):
    """A public id, written as a UUID with its hyphens."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or not _UUID.fullmatch(data):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
