"""Nobody waits for ever: what PostgreSQL is told, and what a program that is told so does."""

import psycopg2
import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections

from followup import database


@pytest.fixture
def restored():
    """Put back what the connections of this process are opened with."""
    before = dict(connections.settings[DEFAULT_DB_ALIAS]["OPTIONS"])
    yield
    connections.settings[DEFAULT_DB_ALIAS]["OPTIONS"] = before
    connection.settings_dict["OPTIONS"] = before


@pytest.fixture
def told(restored, settings):
    """Return what a connection is opened with after a program was told to be impatient."""

    def tell(**changes):
        for name, value in changes.items():
            setattr(settings, name, value)
        database.be_impatient(seconds=1)
        return connection.settings_dict["OPTIONS"].get("options", "")

    return tell


def test_statements_locks_and_idle_transactions_have_an_end():
    assert database.patience(seconds=15) == (
        "-c statement_timeout=15s -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s"
    )


def test_it_is_told_on_postgres_alone(told):
    assert bool(told()) is (connection.vendor == "postgresql")


def test_a_pooler_is_told_nothing(told):
    assert told(DATABASE_TIMEOUTS=False) == ""


@pytest.mark.django_db
def test_a_statement_that_takes_too_long_ends_as_a_database_that_does_not_answer(told):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has a time-out of its own for its one lock")
    words = connection.get_connection_params() | {"options": database.patience(seconds=1)}
    words.pop("cursor_factory", None)
    other = psycopg2.connect(**words)
    try:
        with pytest.raises(psycopg2.OperationalError):
            other.cursor().execute("SELECT pg_sleep(5)")
    finally:
        other.close()
    # Django's own error of that name is what the pages answer 503 to.
    assert issubclass(psycopg2.errors.QueryCanceled, psycopg2.OperationalError)
    assert issubclass(psycopg2.errors.LockNotAvailable, psycopg2.OperationalError)
