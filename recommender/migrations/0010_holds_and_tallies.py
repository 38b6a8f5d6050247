import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0008_found_by_managers'),
        ('recommender', '0009_changes_tokens_contradictions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holds', to='catalog.product')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('product',), name='a_product_is_held_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('lifted_at', None), ('lifted_by', None)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='a_hold_is_lifted_by_somebody'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PublishOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='publish_orders', to='catalog.product')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('settled_at', None)), fields=('product',), name='a_product_is_ordered_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('what', models.CharField(max_length=24)),
                ('of', models.CharField(blank=True, help_text='Such as a seller; empty: altogether.', max_length=200)),
                ('count', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField(help_text='When it was counted.')),
            ],
            options={
                'ordering': ['-day', 'what', '-count'],
                'constraints': [
                    models.UniqueConstraint(fields=('day', 'what', 'of'), name='a_figure_of_a_day_is_counted_once'),
                ],
            },
        ),
        migrations.AlterField(
            model_name='publicationchange',
            name='why',
            field=models.CharField(choices=[('people', '사람이 확인'), ('denied', '사람이 아니라고 함'), ('labels', '라벨이 바뀜'), ('sure', '모델이 문턱을 넘음'), ('model', '모델이 바뀜'), ('threshold', '문턱을 넘지 못함'), ('seen', '사진이나 글이 바뀜'), ('choice', '다른 선택지로 정해짐'), ('retired', '태그를 더 쓰지 않음'), ('held', '관리자가 내림'), ('gone', '상품이 없어짐'), ('before', '기록하기 전부터 있음')], max_length=9),
        ),
        migrations.AddIndex(
            model_name='publishedtag',
            index=models.Index(fields=['source', '-product'], name='products_of_a_source'),
        ),
        migrations.AddIndex(
            model_name='publishedtag',
            index=models.Index(fields=['confidence'], name='published_by_confidence'),
        ),
    ]
