"""What a person says about a file: the file itself, and how to read it."""

from collections.abc import Sequence
from typing import Any

from django import forms

from intake.imports import columns, files
from intake.imports.models import Import
from people.models import User
from prospects.models import Campaign

_DELIMITERS = ((",", "Comma ,"), (";", "Semicolon ;"), ("\t", "Tab"), ("|", "Bar |"))
_ENCODINGS = {
    "utf-8": "Unicode (UTF-8)",
    "cp1252": "Western Europe (Windows)",
    "latin-1": "Western Europe (ISO 8859-1)",
    "iso8859-15": "Western Europe (ISO 8859-15)",
    "mac_roman": "Western Europe (Mac)",
    "cp1250": "Central Europe (Windows)",
    "cp1251": "Cyrillic (Windows)",
}


class UploadForm(forms.Form):
    """A file of leads."""

    file = forms.FileField(
        label="Spreadsheet",
        help_text="CSV or XLSX, its first row naming the columns. CSV up to "
        f"{files.MOST_BYTES // 2**20} MB, XLSX up to {files.workbooks.MOST_ROWS:,} rows.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={"required": "Choose a file.", "empty": "This file is empty."},
    )
    source = forms.CharField(
        label="Where the leads come from",
        max_length=80,
        required=False,
        help_text="Such as hubspot or fair-2026. Rows with a column of their own keep that.",
    )


class _Team(forms.Form):
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), required=False, empty_label="None", to_field_name="slug"
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        label="Rep",
        empty_label="In turn, by free capacity",
        to_field_name="public_id",
    )

    def for_team(self, actor: User) -> None:
        fields: dict[str, Any] = self.fields
        campaigns = Campaign.objects.filter(team_id=actor.team_id, is_active=True)
        fields["campaign"].queryset = campaigns.order_by("name")
        fields["owner"].queryset = User.objects.active().visible_to(actor).order_by("name")


class ReadingForm(_Team):
    """How a file is written, and whose its leads become."""

    source = forms.CharField(label="Source", max_length=80)
    day_first = forms.TypedChoiceField(
        label="Dates are written",
        choices=(("no", "3/28/2026: month first"), ("yes", "28/3/2026: day first")),
        coerce=lambda written: written == "yes",
    )
    delimiter = forms.ChoiceField(label="Between the cells", choices=_DELIMITERS)
    encoding = forms.ChoiceField(label="Letters", choices=tuple(_ENCODINGS.items()))

    @classmethod
    def of(cls, file: Import, actor: User) -> "ReadingForm":
        """Return the form as a draft says."""
        form = cls(
            initial={
                "source": file.source,
                "campaign": file.campaign.slug if file.campaign else None,
                "owner": file.owner.public_id if file.owner else None,
                "day_first": "yes" if file.day_first else "no",
                "delimiter": file.delimiter,
                "encoding": file.encoding,
            }
        )
        form.for_team(actor)
        return form


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what a column can hold, by group."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for target in columns.TARGETS:
        groups.setdefault(target.group, []).append((target.key, target.name))
    return list(groups.items())


def chosen(data: Any, headers: Sequence[str]) -> list[str]:
    """Return what a form says of each column."""
    return [data.get(f"column-{place}", columns.IGNORE) for place in range(len(headers))]
