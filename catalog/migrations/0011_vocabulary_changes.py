import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

COLOURS = [
    ("coral", "산호"),
    ("amber", "호박"),
    ("olive", "올리브"),
    ("moss", "이끼"),
    ("teal", "청록"),
    ("sky", "하늘"),
    ("indigo", "남색"),
    ("plum", "자두"),
    ("rose", "장미"),
    ("stone", "돌"),
]
NAMES = [name for name, _ in COLOURS]


def give_facets_colours(apps, schema_editor):
    """Each its own, as far as they go: a list in one colour tells nothing apart."""
    facets = apps.get_model("catalog", "Facet").objects.order_by("position", "slug")
    for place, facet in enumerate(facets):
        facet.colour = NAMES[place % len(NAMES)]
        facet.save(update_fields=["colour"])


def person(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **options
    )


def key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("catalog", "0010_importing"),
    ]

    operations = [
        migrations.AddField(
            "facet", "colour", models.CharField(choices=COLOURS, default="stone", max_length=6)
        ),
        migrations.AddField("facet", "version", models.PositiveIntegerField(default=1, editable=False)),
        migrations.AddField(
            "tag",
            "colour",
            models.CharField(
                blank=True,
                choices=COLOURS,
                help_text="비우면 측면의 색을 따릅니다.",
                max_length=6,
                default="",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "tag",
            "key",
            models.CharField(
                blank=True,
                default="",
                help_text="검수 화면에서 이 태그에 답하는 글자 하나: b d g i j k l m n o p q s t u v y",
                max_length=1,
            ),
            preserve_default=False,
        ),
        migrations.AddField("tag", "version", models.PositiveIntegerField(default=1, editable=False)),
        migrations.CreateModel(
            name="VocabularyChange",
            fields=[
                ("id", key()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("edit", "고침"),
                            ("rename", "이름 바꿈"),
                            ("merge", "합침"),
                            ("split", "나눔"),
                            ("retire", "은퇴"),
                            ("back", "다시 씀"),
                            ("move", "옮김"),
                            ("create", "새로 만듦"),
                            ("map", "판매자 태그를 이음"),
                            ("ignore", "판매자 태그에 뜻이 없음"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        default=list,
                        help_text="Every tag that it touched.",
                        size=None,
                    ),
                ),
                ("params", models.JSONField(default=dict)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("by", person()),
                ("at", models.DateTimeField()),
                ("undone_by", person(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["tags"], name="changes_of_a_vocabulary_tag"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(undone_at=None, undone_by=None)
                        | Q(undone_at__isnull=False, undone_by__isnull=False),
                        name="what_was_undone_was_undone_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TagMapping",
            fields=[
                ("id", key()),
                (
                    "says",
                    models.CharField(choices=[("all", "모든 답"), ("no", "아니라는 답만")], max_length=3),
                ),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mappings",
                        to="catalog.vocabularychange",
                    ),
                ),
                (
                    "from_tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mapped_to",
                        to="catalog.tag",
                    ),
                ),
                (
                    "to_tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mapped_from",
                        to="catalog.tag",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("change", "from_tag", "to_tag"), name="a_mapping_is_made_once"
                    ),
                    models.CheckConstraint(condition=~Q(from_tag=F("to_tag")), name="a_tag_maps_to_another"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SellerText",
            fields=[
                ("id", key()),
                (
                    "heard",
                    models.CharField(
                        help_text="Without case, width, # and spaces.", max_length=240, unique=True
                    ),
                ),
                ("text", models.CharField(help_text="As it is written most often.", max_length=120)),
                (
                    "spellings",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), default=list, size=None
                    ),
                ),
                (
                    "products",
                    models.PositiveIntegerField(default=0, help_text="Seller tags without a meaning."),
                ),
                (
                    "suggestions",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text='Best first, by likeness: [{"tag": 3, "name": 0.6, "picture": 0.8}].',
                    ),
                ),
                ("counted_at", models.DateTimeField()),
                ("ignored_by", person(blank=True, null=True)),
                ("ignored_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-products", "heard"],
                "indexes": [
                    models.Index(
                        condition=Q(ignored_at=None, products__gt=0),
                        fields=["-products", "heard"],
                        name="unmatched_texts_by_number",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(ignored_at=None, ignored_by=None) | Q(ignored_at__isnull=False),
                        name="what_is_ignored_is_ignored_since",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            "sellertag", models.Index(condition=Q(tag=None), fields=["text"], name="unmatched_seller_tags")
        ),
        migrations.AddConstraint(
            "facet",
            models.CheckConstraint(condition=Q(colour__in=NAMES), name="a_facet_has_a_colour_we_have"),
        ),
        migrations.AddConstraint(
            "tag",
            models.CheckConstraint(
                condition=Q(colour="") | Q(colour__in=NAMES), name="a_tag_has_a_colour_we_have"
            ),
        ),
        migrations.AddConstraint(
            "tag",
            models.CheckConstraint(
                condition=Q(key="") | Q(key__in=list("bdgijklmnopqstuvy")), name="a_key_is_free_to_use"
            ),
        ),
        migrations.AddConstraint(
            "tag",
            models.UniqueConstraint(
                condition=~Q(key="") & Q(retired_at=None),
                fields=("facet", "key"),
                name="a_key_is_of_one_tag_of_a_facet",
                violation_error_message="이 측면의 다른 태그가 이미 쓰는 글자입니다.",
            ),
        ),
        migrations.RunPython(give_facets_colours, migrations.RunPython.noop),
    ]
