"""Long tables are not counted row by row to number their pages; short and filtered ones are."""

from django.db import connection

from catalog.admin.counting import EstimatingPaginator
from catalog.models import Product


class Impatient(EstimatingPaginator):
    exact_up_to = 5


def analyse_then_grow() -> None:
    Product.objects.bulk_create(Product(external_id=str(number)) for number in range(10))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_product")
    Product.objects.bulk_create(Product(external_id=str(number)) for number in range(10, 15))


def test_a_long_table_is_estimated(db: None) -> None:
    analyse_then_grow()

    assert Impatient(Product.objects.order_by("id"), 5).count == 10


def test_a_filtered_list_and_a_short_table_are_counted(db: None) -> None:
    analyse_then_grow()

    assert Impatient(Product.objects.filter(pk__gt=0).order_by("id"), 5).count == 15
    assert EstimatingPaginator(Product.objects.order_by("id"), 5).count == 15
