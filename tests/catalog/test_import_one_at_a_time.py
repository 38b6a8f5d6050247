"""Two imports at once would create the same product twice."""

import threading

from django.db import connection
from django.utils import timezone

from catalog.models import Product
from catalog.services.importing import import_catalog
from catalog.services.sources import SourceError
from tests.catalog.shops import Shop


def test_a_second_import_is_told_to_wait(shop: Shop) -> None:
    shop.csv([{"image": shop.photo("a.jpg")}])
    answers: list[str] = []

    def import_too() -> None:
        try:
            shop.imported()
        except SourceError as error:
            answers.append(str(error))
        finally:
            connection.close()

    def while_the_first_runs(done: int, total: int) -> None:
        second = threading.Thread(target=import_too)
        second.start()
        second.join()

    report = import_catalog(path=shop.folder, now=timezone.now(), progress=while_the_first_runs)

    assert answers == ["Another import is running. Wait until it has finished."]
    assert (report.products, Product.objects.count()) == (1, 1)


def test_an_import_that_failed_does_not_keep_others_waiting(shop: Shop) -> None:
    shop.text("products.csv", b"photo\n")
    try:
        shop.imported()
    except SourceError as error:
        assert "no column “image”" in str(error)

    shop.csv([{"image": shop.photo("a.jpg")}])
    report = shop.imported()

    assert report.products == 1
