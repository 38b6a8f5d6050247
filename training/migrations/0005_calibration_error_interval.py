from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0004_tuning_plan'),
    ]

    operations = [
        migrations.AddField(
            model_name='calibration',
            name='error_high',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='calibration',
            name='error_low',
            field=models.FloatField(null=True),
        ),
    ]
