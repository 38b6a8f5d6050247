"""No database takes a zero byte, and anybody can put one into an address: nothing fails because of it.

Nor because of a number with more digits than Python reads.
"""

from __future__ import annotations

import pytest
from django.test import Client

from tests.recommender.asking import V1
from tests.recommender.shelf import carry, put
from tests.recommender.tasting import press

pytestmark = pytest.mark.usefixtures("vocabulary")
PHOTO = "/style/photo/a%00b/"


@pytest.mark.parametrize(
    "address",
    [PHOTO, f"{PHOTO}found/", f"{PHOTO}image/", f"{V1}photo-search/a%00b/", f"{V1}products/a%00b/similar/"],
)
def test_nothing_is_called_so(client: Client, address: str) -> None:
    client.post("/style/photo/")  # a browser that brought something has a session

    assert client.get(address).status_code in {401, 404}


def test_no_product_has_a_number_that_long(client: Client) -> None:
    assert client.get(f"{V1}products/{'9' * 5000}/similar/").status_code == 404


@pytest.mark.parametrize("what", ["box", "keep", "forget"])
def test_nothing_is_done_to_what_is_called_so(client: Client, what: str) -> None:
    box = {"x0": "0.1", "y0": "0.1", "x1": "0.9", "y1": "0.9"}

    assert client.post(f"{PHOTO}{what}/", box).status_code == 404


@pytest.mark.parametrize("asked", ["q=a%00b", "seller=a%00b&tag=romantic", "tag=romantic&page=%00", "as=%00"])
def test_the_wall_passes_it_over(client: Client, asked: str) -> None:
    carry(put("원피스"), "romantic")

    assert client.get(f"/style/?{asked}").status_code == 200


def test_a_tag_called_so_is_none_of_ours(client: Client) -> None:
    assert client.get("/style/?tag=a%00b").status_code == 404


@pytest.mark.parametrize("asked", ["tag=a%00b", "seller=a%00b", "price_from=%00"])
def test_a_product_and_what_is_offered_pass_it_over(client: Client, asked: str) -> None:
    product = put("원피스")
    press(client, product, "like")

    assert client.get(f"/style/products/{product.pk}/?{asked}").status_code == 200
    assert client.get(f"/style/for-you/?{asked}&page=%00").status_code == 200


@pytest.mark.parametrize("said", [{"tag": "a\0b"}, {"tag": "romantic", "source": "\0"}])
def test_a_mood_called_so_is_refused(client: Client, said: dict[str, str]) -> None:
    assert client.post("/style/for-you/mood/", {"steps": "1"} | said).status_code == 400
