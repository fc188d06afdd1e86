from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_own_numbers"),
    ]

    operations = [
        migrations.AddField(
            model_name="team",
            name="wanted_events",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
