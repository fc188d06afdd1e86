"""Writing the playbook: scripts, angles and articles of a team. Each change leaves an entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from people.actions import record
from people.actors import Actor
from playbook.filling import unknown_fields
from playbook.models import Angle, Article, Script

Page = Script | Angle | Article
MOST_OF_A_KIND = 1_000
# What may be set, and of that what must not be empty.
COLUMNS: dict[type[Page], tuple[str, ...]] = {
    Script: ("name", "moment", "subject", "body", "is_active"),
    Angle: ("title", "body", "is_active"),
    Article: ("title", "url", "summary", "topics", "is_active"),
}
NEEDED: dict[type[Page], tuple[str, ...]] = {
    Script: ("name", "moment", "body"),
    Angle: ("title",),
    Article: ("title", "url"),
}


class CannotWrite(Exception):
    """The message is fit to show to whoever asked. `field` names the input at fault."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def write_page(*, kind: type[Page], told: Mapping[str, Any], by: Actor, now: datetime) -> Page:
    """Add a script, an angle or an article to the playbook of `by`'s team.

    :raises CannotWrite: if something needed is missing, or a merge field is not known
    :raises ValueError: for a column that such a page does not have
    """
    if kind._default_manager.filter(team_id=by.team_id).count() >= MOST_OF_A_KIND:
        raise CannotWrite(f"There are {MOST_OF_A_KIND} already: change one instead.", field="")
    page = kind(team_id=by.team_id)
    _set(page, told)
    page.save(force_insert=True)
    _record("written", page, by=by, now=now)
    return page


@transaction.atomic
def change_page(*, page: Page, told: Mapping[str, Any], by: Actor, now: datetime) -> Page:
    """Set the columns in `told`; return the page. Telling what stands there changes nothing.

    :raises CannotWrite: if something needed would be missing, or a merge field is not known
    :raises ValueError: for a column that such a page does not have
    """
    before = {name: getattr(page, name) for name in told}
    _set(page, told)
    changed = sorted(name for name in told if before[name] != told[name])
    if changed:
        page.save(update_fields=changed)
        _record("changed", page, by=by, now=now, details={"columns": changed})
    return page


@transaction.atomic
def say_at(*, moment: str, subject: str, body: str, by: Actor, now: datetime) -> Script:
    """Let the team say this at `moment`, instead of what it said.

    :raises CannotWrite: without words, or if a merge field is not known
    """
    told = {"subject": subject, "body": body}
    written = _own(moment, by=by).last()
    if written is None:
        told |= {"name": Script.Moment(moment).label, "moment": moment}
        page = write_page(kind=Script, told=told, by=by, now=now)
    else:
        page = change_page(page=written, told=told, by=by, now=now)
    assert isinstance(page, Script)  # noqa: S101 (as it was asked for)
    return page


@transaction.atomic
def say_ours(*, moment: str, by: Actor, now: datetime) -> int:
    """Go back to the words that came with the house; return how many scripts rest from now on."""
    scripts = list(_own(moment, by=by))
    for script in scripts:
        change_page(page=script, told={"is_active": False}, by=by, now=now)
    return len(scripts)


def _own(moment: str, *, by: Actor) -> QuerySet[Script]:
    return Script.objects.visible_to(by).filter(moment=moment, is_active=True).order_by("id")


def _set(page: Page, told: Mapping[str, Any]) -> None:
    kind = type(page)
    if strange := set(told) - set(COLUMNS[kind]):
        raise ValueError(f"not to be set: {', '.join(sorted(strange))}")
    for name, value in told.items():
        setattr(page, name, value)
    for name in NEEDED[kind]:
        if not getattr(page, name):
            raise CannotWrite("This must not be empty.", field=name)
    if isinstance(page, Script):
        for name in ("subject", "body"):
            if unknown := unknown_fields(getattr(page, name)):
                named = ", ".join(f"{{{one}}}" for one in unknown)
                raise CannotWrite(f"Nothing is known that fills {named}.", field=name)


def _record(
    what: str, page: Page, *, by: Actor, now: datetime, details: dict[str, Any] | None = None
) -> None:
    action = f"{page._meta.model_name}.{what}"
    record(action=action, by=by, at=now, team=page.team, about=page, details=details)
