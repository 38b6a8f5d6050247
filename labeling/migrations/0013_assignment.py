import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("labeling", "0012_asked_by_managers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("queues", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[("single", "한 장씩"), ("audit", "감사"), ("grids", "묶음"), ("compare", "비교")], max_length=8), blank=True, default=list, size=None, verbose_name="일")),
                ("facets", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, help_text="Ids; with all their tags.", size=None)),
                ("tags", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, help_text="Ids, beside the facets'.", size=None)),
                ("opinions_first", models.BooleanField(default=False, help_text="Second opinions come before all else.", verbose_name="의견이 갈린 사진 먼저")),
                ("daily_goal", models.PositiveSmallIntegerField(blank=True, help_text="Photos a day; empty: none was agreed on.", null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5000)], verbose_name="하루 목표")),
                ("updated_at", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("person", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="assignment", to=settings.AUTH_USER_MODEL)),
            ],
            options={"ordering": ["person"]},
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(condition=models.Q(("daily_goal", None), ("daily_goal__gte", 1), _connector="OR"), name="an_agreed_goal_is_something"),
        ),
    ]
