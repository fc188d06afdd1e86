from django.db import migrations, models

# What the first reason of a held plan says, and the kind of change that held it.
HELD = {"snoozed": "snooze", "moved": "move", "caught_up": "catch_up"}


def fill(apps, schema_editor):
    """Name the hold of each held plan: only those that somebody changed can have one."""
    database = schema_editor.connection.alias
    prospects = apps.get_model("prospects", "Prospect").objects.using(database)
    changes = apps.get_model("prospects", "PlanChange").objects.using(database)
    for code, kind in HELD.items():
        changed = changes.filter(kind=kind).values("prospect_id")
        held = prospects.filter(status="open", pk__in=changed, next_why__0__code=code)
        held.update(held_by=kind)


def leave(apps, schema_editor):
    """Nothing to take back: the column goes."""


class Migration(migrations.Migration):
    dependencies = [("prospects", "0005_what_calls_teach_of_hours")]

    operations = [
        migrations.AddField(
            model_name="prospect",
            name="held_by",
            field=models.CharField(blank=True, db_default="", max_length=12),
        ),
        migrations.RunPython(fill, leave),
        migrations.AddIndex(
            model_name="prospect",
            index=models.Index(
                condition=models.Q(("held_by", "snooze"), ("status", "open")),
                fields=["team", "next_attempt_at"],
                name="prospect_snoozed",
            ),
        ),
    ]
