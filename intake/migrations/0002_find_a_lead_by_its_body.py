from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_leads_kept_raw"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["team", "fingerprint"], name="lead_content"),
        ),
    ]
