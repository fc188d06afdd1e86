"""How long a program waits for PostgreSQL before it gives up and says so."""

from typing import Any

from django.conf import settings
from django.db import connections

WEB_SECONDS, WORKER_SECONDS = 15, 60
LOCK_SECONDS = 3
IDLE_SECONDS = 30


def patience(*, seconds: int) -> str:
    """Return what libpq is told: how long a statement, a lock and an idle transaction may last."""
    return (
        f"-c statement_timeout={seconds}s -c lock_timeout={LOCK_SECONDS}s "
        f"-c idle_in_transaction_session_timeout={max(IDLE_SECONDS, seconds)}s"
    )


def be_impatient(*, seconds: int) -> None:
    """Give up statements after `seconds` in connections that this process opens from now on.

    Called by programs that somebody waits for: web, workers, watchdog. Migrations and other
    commands take the time that they need. Changes nothing on SQLite, which waits 20 s for its
    lock, nor with FOLLOWUP_DATABASE_TIMEOUTS=0, for a pooler that takes no such options.
    """
    if not settings.DATABASE_TIMEOUTS:
        return
    for alias in connections:
        database: dict[str, Any] = connections.settings[alias]
        if database["ENGINE"] == "django.db.backends.postgresql":
            database["OPTIONS"] = {**database["OPTIONS"], "options": patience(seconds=seconds)}
            connections[alias].settings_dict["OPTIONS"] = database["OPTIONS"]
