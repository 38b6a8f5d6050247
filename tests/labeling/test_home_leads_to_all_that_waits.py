"""Home shows grids and pairs beside the queue, each with a way to it, and costs the same for any number."""

from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from catalog.models import Tag
from labeling.models import Pair
from tests.gridmaking import make_grid
from tests.making import NOON, make_image, make_item


def hang(tags: dict[str, Tag], slugs: list[str], *, first: int) -> None:
    """A photo, a grid and a pair of each of these tags."""
    for number, slug in enumerate(slugs, start=first):
        left, right = make_image(2 * number), make_image(2 * number + 1)
        make_item(left, tags[slug])
        make_grid(tags[slug], [left, right])
        Pair.objects.create(tag=tags[slug], left=left, right=right, created_at=NOON)


def test_each_has_a_way_to_it(client: Client, curator: User, tags: dict[str, Tag]) -> None:
    hang(tags, ["cute"], first=0)
    client.force_login(curator)

    page = client.get("/").text

    for address in ("/review/", "/grid/", "/grid/cute/", "/compare/", "/compare/cute/"):
        assert f'href="{address}"' in page


def test_four_tags_are_shown_and_all_are_counted(client: Client, curator: User, tags: dict[str, Tag]) -> None:
    hang(tags, ["cute", "romantic", "lovely", "street", "modern"], first=0)
    client.force_login(curator)

    page = client.get("/")

    assert page.text.count('class="sheet__link" href="/grid/') == 4
    assert page.text.count('class="sheet__link" href="/compare/') == 4
    assert len(page.context["grids"]) == len(page.context["pairs"]) == 5


def test_many_cost_as_many_queries_as_one(
    client: Client, curator: User, tags: dict[str, Tag], django_assert_num_queries: Any
) -> None:
    client.force_login(curator)
    hang(tags, ["cute"], first=0)
    with django_assert_num_queries(19) as few:
        client.get("/")
    hang(tags, ["romantic", "lovely", "street", "modern"], first=10)

    with django_assert_num_queries(len(few)):
        client.get("/")


def test_an_outsider_is_led_nowhere(client: Client, outsider: User, tags: dict[str, Tag]) -> None:
    hang(tags, ["cute"], first=0)
    client.force_login(outsider)

    page = client.get("/").text

    assert "/grid/" not in page
    assert "/compare/" not in page
