"""Audit entries can only be added."""

from django.db import migrations

from groundwork.appendonly import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_teams_users_keys_and_audit"),
        ("groundwork", "0001_doors_and_jobs"),
    ]

    operations = [AppendOnly("AuditEntry")]
