"""Whether the house does its work: for programs that watch it, and for banners on the pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils.html import format_html

from people.models import User
from reminders import queries
from reminders.actions.scanning import ASIDE

BROKER_SECONDS = 1.0

# Once migrated, a database does not go back while this process runs.
_seen_migrated = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Why the house cannot do its work (empty: it can), and how old the last scan is."""

    reasons: tuple[str, ...]
    scan_age_seconds: int | None = None

    @property
    def is_ready(self) -> bool:
        return not self.reasons


def readiness(read_clock: Callable[[], datetime]) -> Readiness:
    """Look at the database, its migrations, the broker and the last scan. Names nobody."""
    try:
        now = read_clock()
        reasons = [] if _is_migrated() else ["Migrations are pending."]
        beaten = queries.heartbeat("scan")
        if beaten is None:
            reasons.append("Nothing has been scanned yet.")
        elif now - beaten.at > queries.STALE_AFTER:
            reasons.append(f"The last scan was {(now - beaten.at).total_seconds():.0f} s ago.")
        if queries.not_raised(now=now):
            reasons.append("Something is due and was not raised.")
        if queries.stuck_messages(now=now):
            reasons.append("Messages wait that nobody takes up.")
    except DatabaseError:
        return Readiness(reasons=("The database does not answer.",))
    if not broker_answers():
        reasons.append("The broker does not answer; the watchdog alone raises and sends.")
    age = None if beaten is None else max(0, int((now - beaten.at).total_seconds()))
    return Readiness(reasons=tuple(reasons), scan_age_seconds=age)


def _is_migrated() -> bool:
    global _seen_migrated
    if not _seen_migrated:
        executor = MigrationExecutor(connection)
        _seen_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _seen_migrated


def broker_answers() -> bool:
    """Whether the broker answers within a second."""
    # Here and not above: the watchdog imports this room and works without Redis.
    from redis import Redis, RedisError

    try:
        client = Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=BROKER_SECONDS,
            socket_connect_timeout=BROKER_SECONDS,
            retry=None,
        )
        with client:
            return bool(client.ping())
    except (RedisError, OSError):
        return False


def banners(user: User, *, now: datetime) -> list[str]:
    """Return what `user` must know on every page: nothing on a good day.

    Everybody is told that their own mail does not reach them; who leads a team, all else.
    """
    sentences = []
    if queries.is_refused(user.email, team_id=user.team_id):
        sentences.append(
            "Mail to your own address is refused: ask your administrator to change it."
        )
    return sentences + (_for_leaders(user, now=now) if user.leads_team else [])


def _for_leaders(user: User, *, now: datetime) -> list[str]:
    sentences = _about_the_scan(user, now=now)
    if queries.is_any_pushed_aside(now=now, within=ASIDE, team_id=user.team_id):
        sentences.append(
            "Some reminders cannot be raised because of a fault in their prospect's data. "
            "They are tried again every quarter of an hour; the log names them."
        )
    if number := queries.undelivered(team_id=user.team_id).count():
        told = "1 message" if number == 1 else f"{number} messages"
        page = reverse("reminders:undelivered")
        sentences.append(format_html('Could not be delivered: <a href="{}">{}</a>.', page, told))
    if user.role == User.Role.ADMIN and not settings.MAIL_IS_SET_UP:
        sentences.append("No mail server is set up (EMAIL_URL): nobody gets e-mail.")
    return sentences


def _about_the_scan(user: User, *, now: datetime) -> list[str]:
    beaten = queries.heartbeat("scan")
    if beaten is None:
        return ["Reminders have never been raised here: no worker and no watchdog is running."]
    sentences = []
    if now - beaten.at > queries.STALE_AFTER:
        since = beaten.at.astimezone(UTC)
        sentences.append(f"No reminder has been raised since {since:%-d %B %H:%M} UTC.")
    elif queries.not_raised(now=now, team_id=user.team_id):
        sentences.append("Something is due and nobody has been told. Look at the overdue page.")
    if "clock_went_back_at" in beaten.detail:
        sentences.append("The database's clock was set back within the last hour.")
    return sentences
