"""One more answer to "why was it not sent?"."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Words only: nothing changes in the database."""

    dependencies = [("notices", "0004_came_back")]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="stop_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("taken", "Somebody has taken it"),
                    ("signed", "It is signed"),
                    ("closed", "It is closed"),
                    ("left", "The person has left"),
                    ("not_theirs", "It is no longer for this person"),
                    ("replaced", "A newer message replaces it"),
                    ("office", "The office cancelled it"),
                    ("no_address", "The person has no e-mail address"),
                ],
                max_length=12,
            ),
        ),
    ]
