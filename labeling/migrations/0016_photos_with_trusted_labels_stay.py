import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Django's own rule alone: the database's stays as it is."""

    dependencies = [
        ("catalog", "0011_vocabulary_changes"),
        ("labeling", "0015_label_sources"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sourcedlabel",
            name="image",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sourced_labels",
                to="catalog.productimage",
            ),
        ),
    ]
