"""The list of prospects as a table that leaves the house: every row, a stretch at a time."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from cadence import rules
from desk.queries.listing import SORTS, Filters, narrowed
from groundwork.pages import page
from people.models import User
from prospects.models import Contact, Prospect

AT_ONCE = 1_000
HEADINGS = (
    "Id",
    "Company",
    "Contact",
    "Job title",
    "Phone",
    "Mobile",
    "E-mail",
    "Website",
    "Street",
    "Postal code",
    "City",
    "Region",
    "Country",
    "Status",
    "Rep",
    "Campaign",
    "Source",
    "Attempts",
    "Last touch (UTC)",
    "Next attempt (UTC)",
    "Next attempt, their time",
    "Their time zone",
    "By",
    "Why",
    "Overdue",
)


def table(actor: User, *, filters: Filters, now: datetime) -> Iterator[list[Any]]:
    """Yield the headings, and then what the list shows, in its order.

    Reads on while it is being asked, so that memory holds a stretch of it, whatever its length.
    """
    yield list(HEADINGS)
    rows = narrowed(actor, filters=filters, now=now)
    rows = rows.select_related("campaign").prefetch_related("contacts")
    cursor = None
    while True:
        found = page(rows, order=SORTS[filters.sort], size=AT_ONCE, cursor=cursor)
        for prospect in found.rows:
            yield _cells(prospect, now=now)
        if (cursor := found.next) is None:
            return


def _cells(prospect: Prospect, *, now: datetime) -> list[Any]:
    person = prospect.next_contact or _somebody(prospect)
    late = prospect.overdue_at is not None and prospect.overdue_at <= now
    return [
        str(prospect.public_id),
        prospect.name,
        person.name if person else "",
        person.title if person else "",
        _number(person.phone_e164, person.phone) if person else prospect.phone,
        _number(person.mobile_e164, person.mobile) if person else "",
        person.email if person else "",
        prospect.website,
        prospect.address_line1,
        prospect.postal_code,
        prospect.city,
        prospect.region,
        prospect.country,
        prospect.get_status_display(),
        prospect.owner.email,
        prospect.campaign.slug if prospect.campaign else "",
        prospect.source,
        prospect.attempts + prospect.attempts_before,
        _utc(prospect.last_touch_at),
        _utc(prospect.next_attempt_at),
        _local(prospect),
        prospect.next_tz if prospect.next_attempt_at else "",
        prospect.next_channel,
        rules.label(prospect.reasons()) if prospect.next_attempt_at else "",
        "yes" if late else "",
    ]


def _somebody(prospect: Prospect) -> Contact | None:
    """Whoever came first, where nobody is to be called next."""
    people = (contact for contact in prospect.contacts.all() if contact.blanked_at is None)
    return min(people, key=lambda contact: contact.pk, default=None)


def _number(normalised: str, written: str) -> str:
    return normalised or written


def _utc(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if at else ""


def _local(prospect: Prospect) -> str:
    if prospect.next_local_date is None or prospect.next_local_time is None:
        return ""
    return f"{prospect.next_local_date} {prospect.next_local_time:%H:%M}"
