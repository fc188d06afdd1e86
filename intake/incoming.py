"""A lead as it was understood: a value, checked, free of what the wire looked like."""

from dataclasses import dataclass
from datetime import datetime

from cadence import rules
from prospects.actions import NewProspect
from prospects.identifiers import e164


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingLead:
    """What a source says. Empty means not said; `campaign` and `assign_to` are names as given.

    `fingerprint` is equal for equal content, whatever the order of its keys.
    """

    new: NewProspect
    fingerprint: str
    external_id: str = ""
    source: str = ""
    campaign: str = ""
    assign_to: str = ""
    warnings: tuple[str, ...] = ()


def doubts(new: NewProspect, *, country: str, now: datetime) -> list[str]:
    """Return what was kept as written although it could not be read, one sentence each.

    `country` is where a telephone number without a prefix is from.
    """
    country = new.country or country
    numbers = [("company.phone", new.phone)]
    found = []
    for place, contact in enumerate(new.contacts):
        numbers += [
            (f"contacts[{place}].phone", contact.phone),
            (f"contacts[{place}].mobile", contact.mobile),
        ]
        if contact.best_time and not _is_best_time(contact.best_time):
            found.append(f"contacts[{place}].best_time: could not be read, kept as written")
    unread = [path for path, number in numbers if number and not e164(number, country=country)]
    found += [
        f"{path}: could not be read as a telephone number, kept as written" for path in unread
    ]
    if new.captured_at and new.captured_at > now:
        found.append("captured_at: lies in the future")
    if new.last_touch_before_at and new.last_touch_before_at > now:
        found.append("last_touch_at: lies in the future, taken as now")
    return found


def _is_best_time(written: str) -> bool:
    try:
        rules.BestTime.parse(written)
    except ValueError:
        return False
    return True
