"""Serializer fields that are liberal in what they take and strict in what they hand on."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from groundwork import text, timestamps


class _Written(serializers.Field):
    """Text on the wire; absent, null and blank all mean the same, `empty`."""

    empty: Any = ""
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
        if self.numbers and isinstance(data, int) and not isinstance(data, bool):
            data = str(data)
        if not isinstance(data, str):
            self.fail("not_text")
        written = self.tidy(self._gate(data))
        if len(written) > self.longest:
            self.fail("max_length", longest=self.longest)
        if not written:
            if not self.blank_is_fine:
                self.fail("blank")
            return self.empty
        return self.read(written)

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


@extend_schema_field({"type": "string"})
class Line(_Written):
    """Text on one line: a name, a title, an identifier. White space is folded."""


@extend_schema_field({"type": "string"})
class Prose(_Written):
    """Text of several lines, kept as written but for white space around it."""

    def __init__(self, *, longest: int = 10_000, **options: Any) -> None:
        super().__init__(longest=longest, **options)

    def tidy(self, written: str) -> str:
        return written.replace("\r\n", "\n").strip()


@extend_schema_field({"type": "string", "enum": []})
class OneOf(_Written):
    """One of some words, in any case."""

    default_error_messages = {"invalid_choice": "It must be one of {among}."}

    def __init__(self, *, among: list[str], **options: Any) -> None:
        self.among = among
        super().__init__(longest=100, **options)

    def read(self, written: str) -> str:
        if written.lower() not in self.among:
            self.fail("invalid_choice", among=", ".join(self.among))
        return written.lower()


@extend_schema_field({"type": "string", "format": "uri"})
class Web(_Written):
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


@extend_schema_field({"type": "string", "format": "date-time"})
class Instant(_Written):
    """An ISO 8601 time with its offset, handed on in UTC."""

    empty = None

    def __init__(self, *, years: timestamps.Years = timestamps.RECORDED, **options: Any) -> None:
        self.years = years
        super().__init__(longest=64, **options)

    def read(self, written: str) -> datetime:
        try:
            return timestamps.instant(written, years=self.years)
        except timestamps.BadTime as problem:
            raise serializers.ValidationError(str(problem), code=problem.code) from None


@extend_schema_field({"type": "string", "format": "date"})
class Day(_Written):
    """A date, as YYYY-MM-DD."""

    empty = None

    def __init__(self, *, years: timestamps.Years = timestamps.RECORDED, **options: Any) -> None:
        self.years = years
        super().__init__(longest=32, **options)

    def read(self, written: str) -> date:
        try:
            return timestamps.day(written, years=self.years)
        except timestamps.BadTime as problem:
            raise serializers.ValidationError(str(problem), code=problem.code) from None
