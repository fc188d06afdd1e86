"""Making, changing, pausing and removing the addresses that are told of what happens."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from groundwork import sealing
from groundwork.events import EVENTS
from intake.webhooks.models import WebhookEndpoint
from outbox import actions as outbox
from outbox.public_addresses import NotPublic, check_url
from outbox.signing import new_secret
from people import actions as people
from people.actors import Actor, as_columns
from people.models import Team, User

MOST = 20  # endpoints of a team
OVERLAP = timedelta(hours=24)


class CannotChangeEndpoint(Exception):
    """The message says what to change, `field` where."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def create_endpoint(
    *, url: str, events: Sequence[str], by: Actor, now: datetime, name: str = ""
) -> tuple[WebhookEndpoint, str]:
    """Tell `url` of `events` from now on. Return the endpoint and its secret, shown only here.

    :raises CannotChangeEndpoint: for an address that may not be reached, no or unknown events,
        or when the team has as many endpoints as it may
    """
    Team.objects.select_for_update().get(pk=by.team_id)
    if WebhookEndpoint.objects.filter(team_id=by.team_id).count() >= MOST:
        raise CannotChangeEndpoint(f"A team has {MOST} webhooks at most.", field="url")
    secret = new_secret()
    endpoint = WebhookEndpoint.objects.create(
        team_id=by.team_id,
        name=name,
        url=_checked(url),
        events=_known(events),
        sealed_secret=sealing.seal(secret),
        created_by=as_columns(by)["user"],
        created_at=now,
        updated_at=now,
    )
    _settle("webhook.created", endpoint, by=by, now=now)
    return endpoint, secret


@transaction.atomic
def change_endpoint(
    *, endpoint_id: int, by: Actor, now: datetime, **changes: Any
) -> WebhookEndpoint:
    """Change `url`, `events`, `name`, whichever are given. What is on its way goes to the old url.

    :raises CannotChangeEndpoint: as `create_endpoint`
    """
    endpoint = _locked(endpoint_id, by=by)
    if "url" in changes:
        endpoint.url = _checked(changes["url"])
    if "events" in changes:
        endpoint.events = _known(changes["events"])
    if "name" in changes:
        endpoint.name = changes["name"]
    endpoint.updated_at = now
    endpoint.save(update_fields=["url", "events", "name", "updated_at"])
    _settle("webhook.changed", endpoint, by=by, now=now)
    return endpoint


@transaction.atomic
def rotate_secret(*, endpoint_id: int, by: Actor, now: datetime) -> tuple[WebhookEndpoint, str]:
    """Give an endpoint a new secret and return it. For a day both sign, so nothing is missed."""
    endpoint = _locked(endpoint_id, by=by)
    secret = new_secret()
    endpoint.sealed_old_secret, endpoint.old_secret_until = endpoint.sealed_secret, now + OVERLAP
    endpoint.sealed_secret, endpoint.updated_at = sealing.seal(secret), now
    endpoint.save(
        update_fields=["sealed_secret", "sealed_old_secret", "old_secret_until", "updated_at"]
    )
    _settle("webhook.secret_rotated", endpoint, by=by, now=now)
    return endpoint, secret


@transaction.atomic
def pause(*, endpoint_id: int, by: Actor | None, now: datetime, why: str = "") -> bool:
    """Tell an endpoint nothing more until it is resumed. Return whether it was told until now.

    What was on its way does not leave; the log can send it later. With `why` it was not a
    person who paused it, and the administrators are written to.
    """
    endpoint = _locked(endpoint_id, by=by)
    if endpoint.paused_at is not None:
        return False
    endpoint.paused_at, endpoint.paused_why, endpoint.updated_at = now, why[:300], now
    endpoint.save(update_fields=["paused_at", "paused_why", "updated_at"])
    outbox.void(about=about(endpoint), now=now)
    _settle("webhook.paused", endpoint, by=by, now=now)
    if why:
        _notify(endpoint, now=now)
    return True


@transaction.atomic
def resume(*, endpoint_id: int, by: Actor, now: datetime) -> bool:
    """Tell an endpoint again from now on. Return whether it was paused."""
    endpoint = _locked(endpoint_id, by=by)
    if endpoint.paused_at is None:
        return False
    endpoint.paused_at, endpoint.paused_why, endpoint.failing_since = None, "", None
    endpoint.updated_at = now
    endpoint.save(update_fields=["paused_at", "paused_why", "failing_since", "updated_at"])
    _settle("webhook.resumed", endpoint, by=by, now=now)
    return True


@transaction.atomic
def remove_endpoint(*, endpoint_id: int, by: Actor, now: datetime) -> None:
    """Remove an endpoint with its log. What was on its way does not leave."""
    endpoint = _locked(endpoint_id, by=by)
    outbox.void(about=about(endpoint), now=now)
    people.record(
        action="webhook.removed",
        by=by,
        at=now,
        team=endpoint.team,
        about=endpoint,
        details={"url": endpoint.url},
    )
    endpoint.delete()
    _want(endpoint.team)


def about(endpoint: WebhookEndpoint) -> str:
    """Return how messages to this endpoint are named in the outbox."""
    return f"webhook:{endpoint.pk}"


def _locked(endpoint_id: int, *, by: Actor | None) -> WebhookEndpoint:
    rows = WebhookEndpoint.objects.select_related("team").select_for_update()
    if by is not None:
        rows = rows.filter(team_id=by.team_id)
    return rows.get(pk=endpoint_id)


def _checked(url: str) -> str:
    try:
        check_url(url)
    except NotPublic as problem:
        raise CannotChangeEndpoint(str(problem), field="url") from None
    return url


def _known(events: Sequence[str]) -> list[str]:
    unknown = sorted(set(events) - set(EVENTS))
    if unknown:
        raise CannotChangeEndpoint(f"There is no event {unknown[0]}.", field="events")
    if not events:
        raise CannotChangeEndpoint("Choose at least one event.", field="events")
    return sorted(set(events))


def _settle(action: str, endpoint: WebhookEndpoint, *, by: Actor | None, now: datetime) -> None:
    details = {"url": endpoint.url, "events": endpoint.events}
    people.record(action=action, by=by, at=now, team=endpoint.team, about=endpoint, details=details)
    _want(endpoint.team)


def _want(team: Team) -> None:
    """Write on the team what its endpoints want to know, so that events that nobody wants are
    told to nobody at no cost."""
    Team.objects.select_for_update().get(pk=team.pk)  # one after the other, or one is forgotten
    wanted = {
        event
        for events in WebhookEndpoint.objects.filter(team=team)
        .listening()
        .values_list("events", flat=True)
        for event in events
    }
    people.want_events(team=team, events=sorted(wanted))


def _notify(endpoint: WebhookEndpoint, *, now: datetime) -> None:
    admins = User.objects.active().filter(team_id=endpoint.team_id, role=User.Role.ADMIN)
    for admin in admins:
        outbox.queue(
            kind="intake.webhook_paused",
            channel="email",
            address=admin.email,
            payload={"endpoint": endpoint.pk},
            team_key=endpoint.team_id,
            now=now,
        )
