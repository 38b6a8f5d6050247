import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0006_product_title_trigrams"),
        ("recommender", "0010_holds_and_tallies"),
    ]

    operations = [
        migrations.CreateModel(
            name="TagCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("published", models.PositiveBigIntegerField(help_text="Products that carry it.")),
                ("in_stock", models.PositiveBigIntegerField(help_text="Those of them that can be bought.")),
                (
                    "said",
                    models.PositiveBigIntegerField(
                        help_text=(
                            "Products that only their seller calls so, while neither people nor a model say otherwise."
                        )
                    ),
                ),
                (
                    "tag",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="count", to="catalog.tag"
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="FacetCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("products", models.PositiveBigIntegerField()),
                (
                    "facet",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="count", to="catalog.facet"
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="SellerCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seller", models.CharField(max_length=200, unique=True)),
                ("products", models.PositiveBigIntegerField()),
            ],
            options={"ordering": ["-products", "seller"]},
        ),
        migrations.CreateModel(
            name="TableWatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(help_text="The sweep's.", max_length=40, unique=True)),
                (
                    "written",
                    models.JSONField(default=dict, help_text="By table how many rows were ever written."),
                ),
                ("looked_at", models.DateTimeField()),
                ("seconds", models.FloatField(default=0.0, help_text="That looking took.")),
                (
                    "reached",
                    models.BigIntegerField(
                        default=0, help_text="The id up to which it came, where it goes by ids."
                    ),
                ),
            ],
            options={"ordering": ["name"]},
        ),
        migrations.AddField(
            model_name="shopper",
            name="forgotten_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When they asked to be forgotten: nobody's since then, and deleted soon.",
                null=True,
            ),
        ),
        migrations.AddIndex(
            model_name="shopper",
            index=models.Index(
                condition=models.Q(("forgotten_at__isnull", False)),
                fields=["forgotten_at"],
                name="shoppers_forgotten",
            ),
        ),
    ]
