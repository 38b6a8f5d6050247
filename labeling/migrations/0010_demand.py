from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('labeling', '0009_grids_by_time'),
    ]

    operations = [
        migrations.AlterField(
            model_name='queueitem',
            name='reason',
            field=models.CharField(choices=[('audit', '감사: 무작위로 뽑혔고, 제안 없이 모든 태그를 묻습니다'), ('control', '대조: 무작위로 뽑혔습니다'), ('start', '시작: 카탈로그를 대표하는 사진입니다'), ('doubt', '모델이 확신하지 못합니다'), ('rare', '드문 태그의 이웃입니다'), ('disagreement', '사람들의 의견이 갈립니다'), ('seller', '판매자의 태그와 모델이 다릅니다'), ('demand', '손님들이 많이 보는 상품입니다')], max_length=12),
        ),
    ]
