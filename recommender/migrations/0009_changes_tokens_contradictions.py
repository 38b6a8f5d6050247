import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FINISHED = "UPDATE recommender_publication SET finished_at = published_at"
# Who keeps a copy of the published tags reads the log from its beginning: what is there already begins it.
BEFORE = """
INSERT INTO recommender_publicationchange (product_id, external_id, tag_id, why, from_source, from_model_key,
    to_source, to_confidence, to_model_key, changed_at)
SELECT product.id, product.external_id, published.tag_id, 'before', '', '',
    published.source, published.confidence, published.model_key, published.published_at
FROM recommender_publishedtag published JOIN catalog_product product ON product.id = published.product_id
ORDER BY published.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0006_product_title_trigrams'),
        ('recommender', '0008_taste'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='어디에 쓰는 토큰인지', max_length=80, verbose_name='이름')),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('read', '읽기'), ('photo', '사진으로 찾기')], max_length=8), size=None, verbose_name='할 수 있는 일')),
                ('prefix', models.CharField(max_length=12)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Contradiction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said_by', models.CharField(choices=[('people', '사람이 아니라고 함'), ('choice', '다른 것으로 정해짐'), ('picture', '사진이 아니라고 함')], max_length=7)),
                ('yes', models.PositiveIntegerField(default=0, help_text='People who said yes.')),
                ('no', models.PositiveIntegerField(default=0, help_text='People who said no.')),
                ('probability', models.FloatField(help_text='That the seller is right, by the picture alone.', null=True)),
                ('model_key', models.CharField(blank=True, max_length=64)),
                ('found_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PublicationChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=200)),
                ('why', models.CharField(choices=[('people', '사람이 확인'), ('denied', '사람이 아니라고 함'), ('labels', '라벨이 바뀜'), ('sure', '모델이 문턱을 넘음'), ('model', '모델이 바뀜'), ('threshold', '문턱을 넘지 못함'), ('seen', '사진이나 글이 바뀜'), ('choice', '다른 선택지로 정해짐'), ('retired', '태그를 더 쓰지 않음'), ('gone', '상품이 없어짐'), ('before', '기록하기 전부터 있음')], max_length=9)),
                ('from_source', models.CharField(blank=True, help_text='Empty: the product did not carry it.', max_length=9)),
                ('from_confidence', models.FloatField(null=True)),
                ('from_model_key', models.CharField(blank=True, max_length=64)),
                ('to_source', models.CharField(blank=True, help_text='Empty: it no longer does.', max_length=9)),
                ('to_confidence', models.FloatField(null=True)),
                ('to_model_key', models.CharField(blank=True, max_length=64)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='publication',
            name='finished_at',
            field=models.DateTimeField(help_text='Empty while the sweep is under way.', null=True),
        ),
        migrations.RunSQL(FINISHED, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='publication',
            name='added',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='publication',
            name='changed',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='publication',
            name='removed',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.UniqueConstraint(condition=models.Q(('finished_at', None)), fields=('finished_at',), name='one_publication_under_way', nulls_distinct=False),
        ),
        migrations.AddField(
            model_name='apitoken',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='apitoken',
            name='revoked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='contradiction',
            name='image',
            field=models.ForeignKey(help_text='Where it is seen.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='catalog.productimage'),
        ),
        migrations.AddField(
            model_name='contradiction',
            name='instead',
            field=models.ForeignKey(help_text='What the catalog says it is.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.tag'),
        ),
        migrations.AddField(
            model_name='contradiction',
            name='seller_tag',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='contradiction', to='catalog.sellertag'),
        ),
        migrations.AddField(
            model_name='publicationchange',
            name='product',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='publication_changes', to='catalog.product'),
        ),
        migrations.AddField(
            model_name='publicationchange',
            name='publication',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='recommender.publication'),
        ),
        migrations.AddField(
            model_name='publicationchange',
            name='tag',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publication_changes', to='catalog.tag'),
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_by', None)), models.Q(('revoked_at', None), _negated=True), _connector='OR'), name='who_revokes_a_token_does_it_at_a_time'),
        ),
        migrations.AddIndex(
            model_name='publicationchange',
            index=models.Index(fields=['publication', 'id'], name='changes_of_a_publication'),
        ),
        migrations.AddIndex(
            model_name='publicationchange',
            index=models.Index(models.F('external_id'), models.F('tag'), models.OrderBy(models.F('id'), descending=True), name='last_change_of_a_tag'),
        ),
        migrations.AddIndex(
            model_name='publicationchange',
            index=models.Index(condition=models.Q(('product', None)), fields=['external_id'], name='changes_without_product'),
        ),
        migrations.AddConstraint(
            model_name='publicationchange',
            constraint=models.CheckConstraint(condition=models.Q(('from_source', ''), ('to_source', ''), _negated=True), name='a_change_is_from_or_to_something'),
        ),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
    ]
