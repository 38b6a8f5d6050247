from typing import Any

from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Catalog"

    def ready(self) -> None:
        connection_created.connect(look_on_until_enough_is_found, dispatch_uid="catalog.hnsw")


def look_on_until_enough_is_found(*, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Have index scans for neighbours go on when a filter has thrown away what they found.

    Otherwise pgvector stops after `ef_search` candidates: a second encoder's vectors in the same index, or a
    filter on the category, would leave the shopper with fewer products than there are. Postgres keeps the
    value for the extension even where that is not loaded, or not created, yet.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET hnsw.iterative_scan = strict_order; SET hnsw.ef_search = 100")
