"""Shoppers who like and hide, and a shop of two moods that lie far apart."""

from __future__ import annotations

import datetime as dt
import uuid

from django.test import Client

from catalog.models import Product
from recommender.models import Event, Shopper
from recommender.services.remembering import think
from tests.recommender.shelf import at, carry, crown, put

FOR_YOU = "/style/for-you/"
NOW = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


def open_shop(each: int = 12) -> tuple[list[Product], list[Product]]:
    """Romantic products around one axis, sporty ones around another; the encoder has seen all of them."""
    romantic = [put(f"로맨틱 {n}", at(a0=5, **{f"a{20 + n}": 1})) for n in range(each)]
    sporty = [put(f"스포티 {n}", at(a1=5, **{f"a{60 + n}": 1})) for n in range(each)]
    for product in romantic:
        carry(product, "romantic")
    for product in sporty:
        carry(product, "sporty")
    crown({"romantic": 0, "sporty": 1})
    return romantic, sporty


def a_shopper() -> Shopper:
    return Shopper.objects.nameless(now=NOW)[0]


def says(shopper: Shopper, product: Product, kind: str = "like", *, now: dt.datetime = NOW) -> str:
    return think(shopper, product, kind, visitor="v", client_id=uuid.uuid4(), now=now)


def press(client: Client, product: Product, kind: str, **more: str) -> dict[str, object]:
    """As the script sends it."""
    response = client.post(
        f"/style/products/{product.pk}/think/",
        {"kind": kind, "client_id": str(uuid.uuid4()), **more},
        headers={"Accept": "application/json"},
    )
    assert response.status_code == 200, response.content
    answer: dict[str, object] = response.json()
    return answer


def happened() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))
