import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import groundwork.ids


class Migration(migrations.Migration):
    dependencies = [
        ("groundwork", "0002_jobs_take_turns_and_count_failures"),
        ("intake", "0002_find_a_lead_by_its_body"),
        ("people", "0002_guard_the_audit_trail"),
        ("prospects", "0004_merges_asked_times_and_territories"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BatchPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("first", models.PositiveIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("body", models.BinaryField()),
                ("problems", models.JSONField(blank=True, default=list)),
            ],
        ),
        migrations.CreateModel(
            name="DuplicateSearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("searched_to", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="PossibleDuplicate",
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
                ("likeness", models.PositiveSmallIntegerField()),
                ("found_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("merged", "Merged"),
                            ("different", "Different"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="lead",
            name="place",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="Batch",
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
                ("digest", models.CharField(max_length=64)),
                ("request_key", models.CharField(blank=True, max_length=255, null=True)),
                ("total", models.PositiveIntegerField()),
                ("from_address", models.CharField(blank=True, max_length=45)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "api_key",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.apikey",
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="groundwork.job",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.team",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="lead",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="leads",
                to="intake.batch",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("batch__isnull", False)),
                fields=["batch", "place"],
                name="lead_of_batch",
            ),
        ),
        migrations.AddField(
            model_name="batchpart",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parts",
                to="intake.batch",
            ),
        ),
        migrations.AddField(
            model_name="possibleduplicate",
            name="merge",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="prospects.merge",
            ),
        ),
        migrations.AddField(
            model_name="possibleduplicate",
            name="newer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="prospects.prospect",
            ),
        ),
        migrations.AddField(
            model_name="possibleduplicate",
            name="older",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="prospects.prospect",
            ),
        ),
        migrations.AddField(
            model_name="possibleduplicate",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="possibleduplicate",
            name="team",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.team",
            ),
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(fields=["team", "digest"], name="batch_content"),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                fields=("api_key", "request_key"), name="batch_key_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="batchpart",
            constraint=models.UniqueConstraint(fields=("batch", "number"), name="batch_part_once"),
        ),
        migrations.AddIndex(
            model_name="possibleduplicate",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["team", "-likeness", "-id"],
                name="possible_duplicate_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="possibleduplicate",
            constraint=models.UniqueConstraint(
                fields=("older", "newer"), name="possible_duplicate_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="possibleduplicate",
            constraint=models.CheckConstraint(
                condition=models.Q(("older__lt", models.F("newer"))),
                name="possible_duplicate_of_another",
            ),
        ),
    ]
