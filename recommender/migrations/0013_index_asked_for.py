import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("recommender", "0012_export_job"),
    ]

    operations = [
        migrations.AddField(
            model_name="indexgeneration",
            name="asked_by",
            field=models.ForeignKey(
                blank=True,
                help_text="Who had it built by hand; empty where the catalog or a space asked for it.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
