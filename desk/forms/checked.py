"""Form fields that judge what is written by the same fields as the API does."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from rest_framework import serializers

from groundwork.fields import Written


class Checked(forms.Field):
    """A field of a form that reads its text by `written`, and shows its refusal."""

    def __init__(self, written: Written, **options: Any) -> None:
        self.written = written
        longest = {"maxlength": written.longest}
        options.setdefault("widget", forms.TextInput)
        options.setdefault("required", not written.blank_is_fine)
        super().__init__(**options)
        self.widget.attrs = {"autocomplete": "off", **longest, **self.widget.attrs}

    def clean(self, value: Any) -> Any:
        try:
            return self.written.run_validation("" if value is None else value)
        except serializers.ValidationError as refused:
            messages = [str(each) for each in refused.detail]
            raise ValidationError(messages) from refused

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial if initial is not None else "") != str(data if data is not None else "")
