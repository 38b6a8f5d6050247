"""The index is built anew by a button or a command; the one that stands answers meanwhile."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from catalog.models import Product
from recommender.index import serving_index
from recommender.models import IndexGeneration, StyleSpace
from recommender.services.by_hand import ask_for_index, build_what_was_asked_for
from recommender.services.indexing import index_pending
from recommender.services.similar import similar_to
from tests.recommender.shelf import NOW, at, crown, put
from tests.recommender.spaces import make_space

pytestmark = pytest.mark.usefixtures("vocabulary")
SPACES, REBUILD = "/style-spaces/", "/style-spaces/rebuild/"
State = IndexGeneration.State


@pytest.fixture
def shop() -> Product:
    """A product with one beside it, in an index."""
    crown({"romantic": 0})
    product = put("여기", at(a0=1))
    put("저기", at(a0=1, a1=0.2))
    make_space("serving")
    index_pending(now=NOW)
    return product


@pytest.fixture
def owner(client: Client, manager: User) -> Client:
    manager.is_superuser = True
    manager.save()
    client.force_login(manager)
    return client


def sweep() -> IndexGeneration | None:
    serving = StyleSpace.objects.serving()
    assert serving is not None
    return build_what_was_asked_for(serving, now=NOW)


def states() -> list[str]:
    return list(IndexGeneration.objects.order_by("pk").values_list("state", flat=True))


def near(product: Product) -> list[str]:
    return [one.card.product.title for one in similar_to(product) or []]


def test_a_button_has_it_built_beside_the_one_that_answers(owner: Client, shop: Product) -> None:
    page = owner.post(REBUILD, follow=True).content.decode()

    assert "새로 짓기 시작합니다" in page
    assert "새로 짓는 중입니다" in page
    assert states() == [State.LIVE, State.BUILDING]
    assert near(shop) == ["저기"]

    built = sweep()

    assert built is not None
    assert (built.photos, built.asked_by.username if built.asked_by else "") == (2, "manager")
    assert states() == [State.RETIRED, State.LIVE]
    assert near(shop) == ["저기"]
    assert REBUILD in owner.get(SPACES).content.decode()


def test_pressed_twice_one_is_built(owner: Client, shop: Product) -> None:
    owner.post(REBUILD)

    page = owner.post(REBUILD, follow=True).content.decode()

    assert "지금은 새로 지을 수 없습니다" in page
    assert states() == [State.LIVE, State.BUILDING]


def test_without_a_space_there_is_nothing_to_build(owner: Client) -> None:
    page = owner.post(REBUILD, follow=True).content.decode()

    assert "지금은 새로 지을 수 없습니다" in page
    assert REBUILD not in page
    assert states() == []


def test_who_may_not_is_turned_away(client: Client, shop: Product, curator: User) -> None:
    stranger = client.post(REBUILD)
    client.force_login(curator)
    refused = client.post(REBUILD)

    assert (stranger.status_code, refused.status_code) == (302, 403)
    assert states() == [State.LIVE]


def test_only_by_post(owner: Client, shop: Product) -> None:
    assert owner.get(REBUILD).status_code == 405


def test_the_sweep_builds_nothing_that_nobody_asked_for(shop: Product) -> None:
    assert sweep() is None
    assert states() == [State.LIVE]


def test_a_build_that_was_cut_off_goes_on(shop: Product, manager: User) -> None:
    ask_for_index(by=manager, now=NOW)
    asked = IndexGeneration.objects.get(state=State.BUILDING)
    serving_index().create(asked.name, asked.dimensions)  # begun, and then killed

    built = sweep()

    assert built == asked
    assert near(shop) == ["저기"]


def test_a_command_builds_it_at_once(shop: Product) -> None:
    out = StringIO()

    call_command("rebuild_index", stdout=out)

    assert "2 photos" in out.getvalue()
    assert states() == [State.RETIRED, State.LIVE]


def test_the_command_builds_no_space_that_does_not_serve(shop: Product) -> None:
    with pytest.raises(CommandError, match="does not serve"):
        call_command("rebuild_index", "--space", "another", stdout=StringIO())

    assert states() == [State.LIVE]


def test_the_command_says_that_there_is_no_space_yet() -> None:
    with pytest.raises(CommandError, match="No style space serves yet"):
        call_command("rebuild_index", stdout=StringIO())
