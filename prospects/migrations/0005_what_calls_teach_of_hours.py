import django.db.models.deletion
from django.db import migrations, models

from groundwork.appendonly import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_own_numbers"),
        ("prospects", "0004_merges_asked_times_and_territories"),
    ]

    operations = [
        migrations.CreateModel(
            name="SlotMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("counted_to", models.BigIntegerField(default=0)),
                ("next_to", models.BigIntegerField(default=0)),
                ("waits_for", models.JSONField(blank=True, default=list)),
            ],
        ),
        migrations.CreateModel(
            name="SlotTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=20)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("weekday", models.PositiveSmallIntegerField()),
                ("half_hour", models.PositiveSmallIntegerField()),
                ("before", models.PositiveSmallIntegerField()),
                ("near", models.PositiveSmallIntegerField()),
                ("month", models.DateField()),
                ("dials", models.PositiveIntegerField(default=0)),
                ("reached", models.PositiveIntegerField(default=0)),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slot_tallies",
                        to="people.team",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "team",
                            "month",
                            "role",
                            "country",
                            "weekday",
                            "half_hour",
                            "before",
                            "near",
                        ),
                        name="slot_tally_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reached__lte", models.F("dials"))),
                        name="slot_tally_reached_of_the_dialled",
                    ),
                ],
            },
        ),
        # NULL without a default: neither database rewrites the table, however long it is.
        migrations.AddField(
            model_name="touch",
            name="lesson",
            field=models.CharField(blank=True, max_length=60, null=True),
        ),
        AppendOnly("touch"),
    ]
