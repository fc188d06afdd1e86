"""A list of prospects as an address asks for it, and a place in it to go on from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404
from django.urls import reverse

from desk import queries
from desk.queries.listing import SORTS, Filters
from desk.views.request import DeskRequest
from groundwork import params
from people.models import User
from prospects.models import Prospect

STATUSES = [value for value in Prospect.Status.values if value != Prospect.Status.MERGED]
_DUE = ("overdue", "today", "week")
_ME = "me"


class _Owner(params.Id):
    """Somebody of the team, or whoever looks: a view that is shared shows each their own."""

    def read(self, written: str) -> Any:
        return written if written == _ME else super().read(written)


_PARAMS: dict[str, params.Param] = {
    "q": params.Text(default=""),
    "status": params.Choice(among=STATUSES, default=""),
    "due": params.Choice(among=_DUE, default=""),
    "owner": _Owner(),
    "sort": params.Choice(among=tuple(SORTS), default="newest"),
    "cursor": params.Text(longest=1_000),
}
_PLACE = {"place": params.Text(longest=1_000)}


@dataclass(frozen=True, slots=True, kw_only=True)
class InList:
    """The way through a list that a prospect was opened from; an address is empty at its ends.

    `here` is what keeps the place in an address, `back` is the list itself.
    """

    previous: str
    next: str
    here: str
    back: str


def asked(request: DeskRequest) -> tuple[dict[str, Any], Filters]:
    """Return what the address asks for, as it says it and as filters.

    :raises Refused: 400 if it cannot be read
    :raises Http404: if it names a rep that the team does not have
    """
    given = params.read(request.GET, _PARAMS, refuse_unknown=False)
    owner = _owner(request, given["owner"])
    return given, Filters(**{**given, "owner": owner})


def _owner(request: DeskRequest, wanted: Any) -> User | None:
    if wanted is None or wanted == _ME:
        return request.user if wanted else None
    team = User.objects.active().visible_to(request.user)
    return get_object_or_404(team, public_id=wanted)


def query_of(given: dict[str, Any], **more: str) -> str:
    """Return the part of an address that asks for the same; the usual order goes unsaid."""
    said = {
        name: value
        for name, value in given.items()
        if value and name != "cursor" and value != _PARAMS[name].default
    }
    return urlencode({**said, **more})


def address_of(given: dict[str, Any], cursor: str | None) -> str:
    """The same question at another place of its answer; empty if there is none."""
    return f"?{query_of(given, cursor=cursor)}" if cursor is not None else ""


def in_list(request: DeskRequest, *, door: str, now: datetime) -> InList | None:
    """Return the way from the place in a list that the address names, by `door`; else None."""
    place = params.read(request.GET, _PLACE, refuse_unknown=False)["place"]
    if not place:
        return None
    given, filters = asked(request)
    before, after = queries.beside(request.user, filters=filters, place=place, now=now)

    def to(neighbour: Any) -> str:
        if neighbour is None:
            return ""
        address = reverse(door, args=[neighbour.public_id])
        return f"{address}?{query_of(given, place=neighbour.place)}"

    return InList(
        previous=to(before),
        next=to(after),
        here=query_of(given, place=place),
        back=f"{reverse('desk:prospects')}?{query_of(given)}",
    )
