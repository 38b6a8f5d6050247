"""Words are looked for in what was changed, and in its name, without reading the whole history."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("config", "0002_invitation_client_id"),
        ("auditlog", "0017_add_actor_email"),
        ("catalog", "0006_product_title_trigrams"),  # which brings pg_trgm
    ]

    operations = [
        migrations.RunSQL(
            """
            CREATE INDEX history_of_names ON auditlog_logentry USING gin (upper(object_repr) gin_trgm_ops);
            CREATE INDEX history_of_values ON auditlog_logentry USING gin (upper(changes::text) gin_trgm_ops);
            """,
            "DROP INDEX history_of_names; DROP INDEX history_of_values;",
        ),
    ]
