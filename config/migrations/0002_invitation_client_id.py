import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("config", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="client_id",
            field=models.UUIDField(
                default=uuid.uuid4, help_text="The form's: sent twice it is one invitation.", unique=True
            ),
            preserve_default=False,
        ),
    ]
