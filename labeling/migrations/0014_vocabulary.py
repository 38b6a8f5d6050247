import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("catalog", "0011_vocabulary_changes"),
        ("labeling", "0013_assignment"),
    ]

    operations = [
        migrations.AlterField(
            model_name="queueitem",
            name="reason",
            field=models.CharField(
                choices=[
                    ("audit", "감사: 무작위로 뽑혔고, 제안 없이 모든 태그를 묻습니다"),
                    ("control", "대조: 무작위로 뽑혔습니다"),
                    ("start", "시작: 카탈로그를 대표하는 사진입니다"),
                    ("doubt", "모델이 확신하지 못합니다"),
                    ("rare", "드문 태그의 이웃입니다"),
                    ("disagreement", "사람들의 의견이 갈립니다"),
                    ("seller", "판매자의 태그와 모델이 다릅니다"),
                    ("demand", "손님들이 많이 보는 상품입니다"),
                    ("vocabulary", "태그가 나뉘어 다시 묻습니다"),
                    ("manager", "관리자가 부탁했습니다"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="ChosenExample",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("yes", "맞는 예시"),
                            ("no", "아닌 예시"),
                            ("borderline", "사람마다 다른 예시"),
                            ("barred", "쓰지 않음"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.productimage",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chosen_examples",
                        to="catalog.tag",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("tag", "image"), name="a_photo_is_one_kind_of_example"),
                    models.CheckConstraint(
                        condition=models.Q(kind__in=["yes", "no", "borderline", "barred"]),
                        name="an_example_is_of_a_kind",
                    ),
                ],
            },
        ),
    ]
