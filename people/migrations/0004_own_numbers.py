import django.db.models.deletion
from django.db import migrations, models

import groundwork.ids


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_team_calling_rules_and_kinds_of_leave"),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.UUIDField(default=groundwork.ids.uuid7, editable=False, unique=True),
                ),
                ("number", models.CharField(max_length=20)),
                ("label", models.CharField(blank=True, max_length=80)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("region", models.CharField(blank=True, max_length=80)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_numbers",
                        to="people.team",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("team", "number"), name="own_number_once_a_team"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__startswith", "+")), name="own_number_in_e164"
                    ),
                ],
            },
        ),
    ]
