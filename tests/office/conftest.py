import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog.models import Facet, Product, ProductImage, Tag
from tests.making import NOON


@pytest.fixture
def managing(client: Client, manager: User) -> Client:
    """The manager's browser."""
    client.force_login(manager)
    return client


@pytest.fixture
def mood(db: None) -> Facet:
    return Facet.objects.create(slug="mood", name_ko="무드", name_en="Mood")


@pytest.fixture
def romantic(mood: Facet) -> Tag:
    return Tag.objects.create(facet=mood, slug="romantic", name_ko="로맨틱", name_en="Romantic")


def put(external_id: str, title: str, *, seller: str = "", photos: int = 1) -> Product:
    """A product with photos that have no file: the office only names them."""
    product = Product.objects.create(external_id=external_id, title=title, seller=seller)
    for position in range(photos):
        sha256 = f"{product.pk:060x}{position:04x}"
        ProductImage.objects.create(product=product, sha256=sha256, width=300, height=400, position=position)
    return product


__all__ = ["NOON", "put"]
