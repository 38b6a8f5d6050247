from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recommender", "0002_publication"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="products_changed_at",
            field=models.DateTimeField(help_text="Titles and seller tags are read.", null=True),
        ),
    ]
