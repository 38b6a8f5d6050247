import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_photos_that_are_not_the_same"),
        ("recommender", "0003_publication_products_changed_at"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishedEvidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("model_key", models.CharField(max_length=64)),
                ("outline", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="published_evidence",
                        to="catalog.productimage",
                    ),
                ),
                (
                    "published",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="recommender.publishedtag",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["made_at"], name="evidence_by_age")],
            },
        ),
    ]
