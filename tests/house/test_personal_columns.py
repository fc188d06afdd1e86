"""Every column that can hold a person's data is named as such, for export and erasure."""

import pytest
from django.apps import apps
from django.db import models

from tests.house.source import HOUSE

OURS = sorted(
    (model for model in apps.get_models() if model._meta.app_label in HOUSE),
    key=lambda model: model._meta.label,
)
LABELS = [model._meta.label for model in OURS]
# What can hold words; numbers, dates and references cannot.
WORDS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.FileField,
    models.GenericIPAddressField,
)


def wordy_columns(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.local_fields if isinstance(field, WORDS)}


@pytest.mark.parametrize("model", OURS, ids=LABELS)
def test_each_column_that_holds_words_is_called_personal_or_not(model):
    personal, not_personal = set(model.PERSONAL), set(model.NOT_PERSONAL)

    assert wordy_columns(model) <= personal | not_personal
    assert not personal & not_personal


@pytest.mark.parametrize("model", OURS, ids=LABELS)
def test_no_column_is_named_that_is_not_there(model):
    columns = {field.name for field in model._meta.local_fields}

    assert set(model.PERSONAL) | set(model.NOT_PERSONAL) <= columns
