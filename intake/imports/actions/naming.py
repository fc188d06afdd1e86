"""Naming what the columns of a file hold, remembered for the next file with these headings."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from intake.imports import columns, files
from intake.imports.models import Import, ImportMapping
from intake.imports.queries import first_bytes
from people.models import User
from prospects.models import Campaign


class CannotName(Exception):
    """The message says what to change."""


@transaction.atomic
def name_columns(
    *,
    file_id: int,
    mapping: Sequence[str],
    now: datetime,
    day_first: bool,
    encoding: str,
    delimiter: str,
    source: str,
    campaign: Campaign | None,
    owner: User | None,
) -> Import:
    """Write down how to read a draft. Where the cells are cut anew, its columns are guessed anew.

    :raises CannotName: if it was started, or the mapping cannot make leads
    """
    file = Import.objects.select_for_update().get(pk=file_id)
    if file.started_at is not None:
        raise CannotName("It was started already.")
    cut_anew = (encoding, delimiter) != (file.encoding, file.delimiter)
    file.encoding, file.delimiter, file.day_first = encoding, delimiter, day_first
    file.source, file.campaign, file.owner = source, campaign, owner
    if cut_anew:
        text = first_bytes(file).decode(encoding, "replace")
        file.headers = files.headings(text, delimiter)[: files.MOST_COLUMNS]
        file.mapping = columns.guess(file.headers)
        file.save()
        return file
    if len(mapping) != len(file.headers) or not set(mapping) <= {columns.IGNORE, *columns.BY_KEY}:
        raise CannotName("These are not the columns of this file. Load the page again.")
    if problem := columns.why_unusable(mapping):
        raise CannotName(problem)
    file.mapping = list(mapping)
    file.save()
    ImportMapping.objects.update_or_create(
        team_id=file.team_id,
        headings=columns.fingerprint(file.headers),
        defaults={"mapping": file.mapping, "day_first": day_first, "used_at": now},
    )
    return file
