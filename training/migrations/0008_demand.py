import django.core.validators
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0005_price_and_stock'),
        ('training', '0007_backtest'),
    ]

    operations = [
        migrations.CreateModel(
            name='Demand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.FloatField()),
                ('at', models.DateTimeField(help_text='When it was counted.')),
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='demand', to='catalog.product')),
            ],
            options={
                'ordering': ['-weight', 'product'],
                'indexes': [models.Index(fields=['-weight', 'product'], name='products_most_looked_at')],
                'constraints': [models.CheckConstraint(condition=Q(('weight__gt', 0)), name='demand_is_something')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='budgetshares',
            name='doubt_is_left_room',
        ),
        migrations.AddField(
            model_name='budgetshares',
            name='demand',
            field=models.PositiveSmallIntegerField(default=0, help_text='손님들이 많이 보는 상품의 사진 가운데 모델이 망설이는 것.', validators=[django.core.validators.MaxValueValidator(100)], verbose_name='손님들의 관심 (%)'),
        ),
        migrations.AddConstraint(
            model_name='budgetshares',
            constraint=models.CheckConstraint(condition=Q(('audit__lte', models.Value(80) - F('control') - F('rare') - F('people') - F('seller') - F('demand'))), name='doubt_is_left_room', violation_error_message='몫의 합은 80%%를 넘을 수 없습니다. 나머지는 모델이 확신하지 못하는 사진에 씁니다.'),
        ),
    ]
