import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0008_found_by_managers'),
        ('labeling', '0011_bulk_withdrawal'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='queueitem',
            name='meant_for',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='queueitem',
            name='note',
            field=models.CharField(blank=True, help_text='Why a manager asks, in their own words.', max_length=200),
        ),
        migrations.AddField(
            model_name='queueitem',
            name='sent_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='queueitem',
            name='reason',
            field=models.CharField(choices=[('audit', '감사: 무작위로 뽑혔고, 제안 없이 모든 태그를 묻습니다'), ('control', '대조: 무작위로 뽑혔습니다'), ('start', '시작: 카탈로그를 대표하는 사진입니다'), ('doubt', '모델이 확신하지 못합니다'), ('rare', '드문 태그의 이웃입니다'), ('disagreement', '사람들의 의견이 갈립니다'), ('seller', '판매자의 태그와 모델이 다릅니다'), ('demand', '손님들이 많이 보는 상품입니다'), ('manager', '관리자가 부탁했습니다')], max_length=12),
        ),
        migrations.AddIndex(
            model_name='label',
            index=models.Index(condition=models.Q(models.Q(('no__gt', 0), ('yes__gt', 0)), ('unsure__gt', 0), _connector='OR'), fields=['image'], name='torn_labels'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(fields=['created_at'], name='reviews_by_time'),
        ),
    ]
