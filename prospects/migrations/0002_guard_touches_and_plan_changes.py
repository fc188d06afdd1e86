"""Touches and plan changes can only be added."""

from django.db import migrations

from groundwork.appendonly import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("prospects", "0001_prospects_touches_and_plans"),
        ("groundwork", "0001_doors_and_jobs"),
    ]

    operations = [AppendOnly("Touch"), AppendOnly("PlanChange")]
