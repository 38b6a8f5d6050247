"""Shoppers, what they did, and what follows from it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0005_price_and_stock'),
        ('recommender', '0007_photo_query'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Shopper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_hash', models.CharField(max_length=64, null=True, unique=True)),
                ('created_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(help_text='When they last said something.')),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='shopper', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('user', None)), fields=['seen_at'], name='shoppers_long_gone')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('key_hash__isnull', False), ('user', None)), models.Q(('key_hash', None), ('user__isnull', False)), _connector='OR'), name='an_account_or_a_key')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visitor', models.CharField(blank=True, max_length=32)),
                ('kind', models.CharField(choices=[('view', '봄'), ('click', '권한 것을 누름'), ('like', '좋아함'), ('unlike', '좋아함을 거둠'), ('hide', '숨김'), ('unhide', '다시 보임'), ('more', '무드를 더'), ('less', '무드를 덜')], max_length=6)),
                ('source', models.CharField(choices=[('wall', '스타일 벽'), ('product', '상품'), ('similar', '비슷한 무드'), ('for_you', '나를 위한 옷'), ('photo', '사진으로 찾기'), ('other', '그 밖')], default='other', max_length=8)),
                ('client_id', models.UUIDField(help_text="The browser's: the same thing sent again is recorded once.")),
                ('at', models.DateTimeField()),
                ('product', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.product')),
                ('shopper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='recommender.shopper')),
                ('tag', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.tag')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['visitor', 'at'], name='events_of_a_visitor'), models.Index(fields=['at'], name='events_by_time')],
                'constraints': [models.UniqueConstraint(fields=('client_id',), name='an_event_happens_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['more', 'less']), ('product', None), ('tag__isnull', False)), models.Q(models.Q(('kind__in', ['more', 'less']), _negated=True), ('product__isnull', False), ('tag', None)), _connector='OR'), name='an_event_is_of_a_product_or_a_mood')],
            },
        ),
        migrations.CreateModel(
            name='Opinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.CharField(choices=[('like', '좋아함'), ('hide', '숨김')], max_length=4)),
                ('at', models.DateTimeField()),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.product')),
                ('shopper', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opinions', to='recommender.shopper')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['shopper', 'value', '-at'], name='opinions_of_a_shopper')],
                'constraints': [models.UniqueConstraint(fields=('shopper', 'product'), name='one_opinion_of_a_product')],
            },
        ),
        migrations.CreateModel(
            name='MoodWeight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('steps', models.SmallIntegerField()),
                ('at', models.DateTimeField()),
                ('shopper', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mood_weights', to='recommender.shopper')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.tag')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('shopper', 'tag'), name='one_weight_of_a_mood'), models.CheckConstraint(condition=models.Q(('steps__gte', -2), ('steps__lte', 2), models.Q(('steps', 0), _negated=True)), name='a_mood_is_turned_so_far')],
            },
        ),
        migrations.CreateModel(
            name='Slate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('digest', models.CharField(help_text='Of what was offered: a reload is no second offer.', max_length=64)),
                ('places', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('shopper', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slates', to='recommender.shopper')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['at'], name='slates_by_time')],
                'constraints': [models.UniqueConstraint(fields=('shopper', 'day', 'digest'), name='a_slate_is_offered_once')],
            },
        ),
    ]
