import django.contrib.postgres.fields
import django.db.models.deletion
import recommender.models.photo_query
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recommender', '0006_index_generation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PhotoQuery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=recommender.models.photo_query.new_token, editable=False, max_length=43, unique=True)),
                ('owner', models.CharField(editable=False, help_text="Hash of what the browser's session holds.", max_length=64)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('waiting', '대기 (waiting)'), ('done', '완료 (done)'), ('failed', '실패 (failed)')], default='waiting', max_length=7)),
                ('round', models.PositiveIntegerField(default=1)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('box', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), help_text='Asked about, relative to the photo.', null=True, size=4)),
                ('result', models.JSONField(help_text='Products, moods and where they are; ids, no pictures.', null=True)),
                ('created_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('kept_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'photo queries',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['asked_at'], name='photos_waiting'), models.Index(fields=['created_at'], name='photos_to_forget'), models.Index(fields=['owner'], name='photos_of_a_browser')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), ('result__isnull', False), _connector='OR'), name='an_answered_photo_has_its_answer')],
            },
        ),
    ]
