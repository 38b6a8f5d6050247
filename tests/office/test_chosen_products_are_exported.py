"""Products chosen in the list become a file of their own, made by the exports' sweep."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog.models import Product
from recommender.models import ExportJob
from tests.office.conftest import put

EXPORT = "/admin/products/export/"


@pytest.fixture
def product(db: None) -> Product:
    put("other", "다른 것")
    return put("this", "린넨 원피스")


def export(client: Client, product: Product, what: str = "published csv") -> int:
    return client.post(EXPORT, {"products": str(product.pk), "what": what}).status_code


def test_only_what_was_chosen_is_asked_for(managing: Client, manager: User, product: Product) -> None:
    status = export(managing, product)

    job = ExportJob.objects.get()
    assert status == 302
    assert (job.kind, job.format, job.product_ids, job.by) == ("published", "csv", [product.pk], manager)


@pytest.mark.parametrize("what", ["vocabulary json", "published zip", "", "published"])
def test_what_cannot_be_had_of_products_is_refused(managing: Client, product: Product, what: str) -> None:
    assert export(managing, product, what) == 400
    assert not ExportJob.objects.exists()


def test_somebody_without_the_right_is_refused(client: Client, curator: User, product: Product) -> None:
    curator.is_staff = True
    curator.save()
    client.force_login(curator)

    assert export(client, product) == 403
    assert not ExportJob.objects.exists()
