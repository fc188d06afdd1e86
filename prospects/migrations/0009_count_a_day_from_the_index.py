from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("prospects", "0008_say_who_is_on_a_prospect")]

    operations = [
        migrations.RemoveIndex(model_name="prospect", name="prospect_queue"),
        migrations.AddIndex(
            model_name="prospect",
            index=models.Index(
                condition=models.Q(("status", "open")),
                fields=["owner", "urgency", "next_attempt_at", "id", "overdue_at"],
                name="prospect_queue",
            ),
        ),
    ]
