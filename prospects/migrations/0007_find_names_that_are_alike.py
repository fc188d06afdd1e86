from django.db import migrations

INDEX = "prospect_names_alike"


def make(apps, schema_editor):
    """On PostgreSQL, an index of the names' trigrams; built without holding up any writer."""
    if schema_editor.connection.vendor != "postgresql":
        return
    # An index that broke off while it was built is there, but serves nobody.
    schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}")
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    schema_editor.execute(
        f"CREATE INDEX CONCURRENTLY {INDEX} ON prospects_prospect "
        "USING gin (name_key gin_trgm_ops) WHERE status <> 'merged'"
    )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    atomic = False  # an index can be built beside writers only outside a transaction
    dependencies = [
        ("prospects", "0006_say_who_holds_a_plan"),
    ]

    operations = [migrations.RunPython(make, drop)]
