import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0008_found_by_managers"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                django.db.models.functions.text.Upper("category"), name="products_of_a_kind"
            ),
        ),
    ]
