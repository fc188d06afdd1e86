"""Tables that only grow: a migration operation that guards them by triggers on both databases.

Django rebuilds a SQLite table when a column changes and drops its triggers without a
word, so every migration that touches a guarded table ends with `AppendOnly` again:
it is idempotent. `missing_guards` lets `doctor` see a table that lost them.
"""

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation

# A row here, seen only by the transaction that wrote it, lets that transaction blank
# a person's text. `groundwork.actions.erasing` is the one place that writes it.
DOOR = "groundwork_erasuredoor"

_POSTGRES = """
CREATE OR REPLACE FUNCTION followup_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND EXISTS (SELECT 1 FROM {door}) THEN RETURN NEW; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION followup_append_only();
CREATE OR REPLACE TRIGGER {table}_append_only_truncate BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION followup_append_only();
"""
_SQLITE = (
    """CREATE TRIGGER IF NOT EXISTS {table}_append_only BEFORE UPDATE ON {table}
       WHEN NOT EXISTS (SELECT 1 FROM {door})
       BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS {table}_append_only_delete BEFORE DELETE ON {table}
       BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
)
_POSTGRES_NAMES = ("{table}_append_only", "{table}_append_only_truncate")
_SQLITE_NAMES = ("{table}_append_only", "{table}_append_only_delete")


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def arm(connection: BaseDatabaseWrapper, table: str) -> None:
    """Guard `table` against UPDATE, DELETE and TRUNCATE. Repeating changes nothing."""
    texts = [_POSTGRES] if connection.vendor == "postgresql" else list(_SQLITE)
    _run(connection, [text.format(table=table, door=DOOR) for text in texts])


def disarm(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the guards off `table`: for undoing a migration, and for emptying a test database."""
    if connection.vendor == "postgresql":
        texts = [f"DROP TRIGGER IF EXISTS {name} ON {{table}}" for name in _POSTGRES_NAMES]
    else:
        texts = [f"DROP TRIGGER IF EXISTS {name}" for name in _SQLITE_NAMES]
    _run(connection, [text.format(table=table) for text in texts])


def missing_guards(connection: BaseDatabaseWrapper, tables: list[str]) -> list[str]:
    """Return those of `tables` that lack a guard, in the order given."""
    if connection.vendor == "postgresql":
        names, query = _POSTGRES_NAMES, "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    else:
        names, query = _SQLITE_NAMES, "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return [t for t in tables if any(name.format(table=t) not in present for name in names)]


def guarded_models(models_in_use: list[type[models.Model]]) -> list[type[models.Model]]:
    """Return the models that say `append_only = True`, in the order given."""
    return [model for model in models_in_use if getattr(model, "append_only", False)]


class AppendOnly(Operation):
    """Migration operation: arm a model's table, whichever database it is."""

    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label, state):
        """Change no model state: the guard lives in the database alone."""

    def _table(self, app_label, state):
        return state.apps.get_model(app_label, self.model_name)._meta.db_table

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if not schema_editor.collect_sql:
            # Deferred SQL (indexes, foreign keys) must be there before the triggers.
            for statement in schema_editor.deferred_sql:
                schema_editor.execute(statement)
            schema_editor.deferred_sql.clear()
        arm(schema_editor.connection, self._table(app_label, to_state))

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        disarm(schema_editor.connection, self._table(app_label, from_state))

    def describe(self) -> str:
        return f"Guard {self.model_name} as append-only"

    @property
    def migration_name_fragment(self) -> str:
        return f"guard_{self.model_name.lower()}"
