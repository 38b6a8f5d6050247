from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("labeling", "0016_photos_with_trusted_labels_stay")]

    operations = [
        migrations.AddField(
            model_name="labelsource",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
