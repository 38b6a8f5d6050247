"""Products that show the same picture are joined by hand: no verdict moves, and it can be undone."""

from itertools import pairwise

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog.models import DuplicateGroup, Fingerprint, Product, Separation
from tests.making import NOON
from tests.office.conftest import put

MERGE = "/admin/products/merge/"


@pytest.fixture
def three(db: None) -> list[Product]:
    products = [put(f"P{number}", "같은 원피스") for number in range(3)]
    for product in products:
        Fingerprint.objects.create(image=product.images.get(), signed_hash=1, compared_at=NOON)
    return products


def merge(client: Client, products: list[Product]) -> int:
    return client.post(MERGE, {"products": ",".join(str(p.pk) for p in products)}).status_code


def test_their_first_photos_are_one_group(managing: Client, three: list[Product]) -> None:
    status = merge(managing, three)
    merge(managing, three)

    group = DuplicateGroup.objects.get()
    assert status == 302
    assert set(group.fingerprints.values_list("image__product", flat=True)) == {p.pk for p in three}


def test_what_somebody_told_apart_stays_apart(managing: Client, manager: User, three: list[Product]) -> None:
    for one, other in pairwise(sorted(product.images.get().pk for product in three)):
        Separation.objects.create(one_id=one, other_id=other, by=manager, created_at=NOON)

    merge(managing, three[:2])

    assert not DuplicateGroup.objects.exists()
    assert "1장은 아직 견주지 않았거나" in managing.get("/admin/catalog/product/").content.decode()


def test_somebody_without_the_right_is_refused(client: Client, curator: User, three: list[Product]) -> None:
    curator.is_staff = True
    curator.save()
    client.force_login(curator)

    assert merge(client, three) == 403
    assert not DuplicateGroup.objects.exists()
