import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("catalog", "0009_product_kinds"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportJob",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("upload", "올린 파일"), ("folder", "서버의 폴더"), ("s3", "S3")],
                        max_length=6,
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="가져온 사람이 부르는 이름. 경로로 쓰지 않습니다.", max_length=300
                    ),
                ),
                ("location", models.CharField(help_text="파일, 폴더, 또는 s3:// 주소", max_length=1000)),
                ("size", models.BigIntegerField(default=0, help_text="바이트")),
                (
                    "mark",
                    models.CharField(
                        blank=True, help_text="미리 볼 때의 파일을 알아보는 표시", max_length=200
                    ),
                ),
                ("update_known", models.BooleanField(default=False)),
                ("fetch", models.BooleanField(default=False)),
                ("columns", models.JSONField(blank=True, default=list, help_text="파일에 있는 열")),
                (
                    "mapping",
                    models.JSONField(
                        blank=True, default=dict, help_text="파일의 열 → 우리 열; 빈 글은 가져오지 않음"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "stage",
                    models.CharField(
                        choices=[("check", "미리 보기"), ("run", "가져오기"), ("undo", "되돌리기")],
                        default="check",
                        max_length=5,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "차례를 기다림"),
                            ("working", "하는 중"),
                            ("paused", "멈춤"),
                            ("done", "끝남"),
                            ("failed", "멈춤: 문제가 있음"),
                            ("cancelled", "취소"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                (
                    "wish",
                    models.CharField(
                        blank=True, choices=[("pause", "멈추기"), ("cancel", "취소하기")], max_length=6
                    ),
                ),
                (
                    "wished_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "message",
                    models.CharField(
                        blank=True, help_text="왜 끝났는지. 번역되어 보입니다.", max_length=1000
                    ),
                ),
                ("details", models.JSONField(blank=True, default=dict, help_text="글의 빈칸에 들어갈 것")),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(default=0, help_text="마지막 묶음 뒤로 시작한 횟수"),
                ),
                ("total", models.PositiveIntegerField(default=0, help_text="이 단계의 줄 수")),
                ("done", models.PositiveIntegerField(default=0, help_text="이 단계에서 끝난 줄 수")),
                ("seconds", models.FloatField(default=0.0, help_text="이 단계에 든 시간(초)")),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("products", models.PositiveIntegerField(default=0)),
                ("images", models.PositiveIntegerField(default=0)),
                ("updated", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("reasons", models.JSONField(blank=True, default=dict, help_text="거절한 까닭마다 줄 수")),
                ("taken_back", models.PositiveIntegerField(default=0)),
                ("kept", models.PositiveIntegerField(default=0)),
                ("preview", models.JSONField(blank=True, default=dict, help_text="미리 본 것")),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("state",),
                        condition=models.Q(("state", "working")),
                        name="one_import_at_work_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="catalog.importjob",
                    ),
                ),
                ("product_key", models.BigIntegerField()),
                ("external_id", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[("created", "새 상품"), ("changed", "바뀐 상품")], max_length=7
                    ),
                ),
                ("before", models.JSONField(blank=True, default=dict, help_text="바뀐 칸의 앞선 값")),
                ("after", models.JSONField(blank=True, default=dict, help_text="바뀐 칸의 새 값")),
                ("images", models.JSONField(blank=True, default=list, help_text="더한 사진의 번호")),
                (
                    "outcome",
                    models.CharField(
                        blank=True, choices=[("undone", "되돌림"), ("kept", "그대로 둠")], max_length=6
                    ),
                ),
                ("why", models.CharField(blank=True, help_text="왜 그대로 두었는지", max_length=300)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["job", "outcome", "product_key"], name="import_change_to_undo")
                ],
            },
        ),
        migrations.CreateModel(
            name="RefusedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="refused_rows",
                        to="catalog.importjob",
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(help_text="파일에서 몇째 줄인지. 머리 줄이 첫 줄입니다."),
                ),
                ("cells", models.JSONField(blank=True, default=dict)),
                ("reason", models.CharField(max_length=500)),
            ],
            options={
                "ordering": ["job", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("job", "number"), name="a_row_is_refused_once")
                ],
            },
        ),
    ]
