"""What sellers write without a meaning is counted by how it sounds, and given one at a click."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from catalog.models import Facet, SellerTag, SellerText, Tag, VocabularyChange
from catalog.services.seller_texts import count_texts
from catalog.services.vocabulary import match_seller_tags
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from tests.making import NOON, make_image

PAGE = "admin:seller_texts"


@pytest.fixture
def tags(db: None) -> dict[str, Tag]:
    load_vocabulary(path=STARTER)
    return {tag.slug: tag for tag in Tag.objects.in_use()}


@pytest.fixture
def texts(tags: dict[str, Tag]) -> dict[str, SellerText]:
    """Three products: two say the same in two spellings, one also something else."""
    for number, spelled in enumerate((["#Granny Core"], ["granny-core"], ["granny core", "빠른배송"])):
        product = make_image(number).product
        SellerTag.objects.bulk_create(SellerTag(product=product, text=text) for text in spelled)
    count_texts(now=NOON)
    return {text.heard: text for text in SellerText.objects.all()}


def given(client: Client, text: SellerText, **values: object) -> str:
    answer = client.post(reverse("admin:seller_text", args=[text.pk]), values, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def meant() -> set[str | None]:
    return set(SellerTag.objects.filter(text__icontains="granny").values_list("tag__slug", flat=True))


def test_spellings_that_sound_alike_are_counted_together(texts: dict[str, SellerText]) -> None:
    granny = texts["grannycore"]

    assert granny.products == 3
    assert set(granny.spellings) == {"#Granny Core", "granny-core", "granny core"}
    assert list(SellerText.objects.unmatched()) == [granny, texts["빠른배송"]]
    assert count_texts(now=NOON) == 0


def test_mapped_at_a_click_it_means_the_tag_also_in_what_comes_later(
    managing: Client, tags: dict[str, Tag], texts: dict[str, SellerText]
) -> None:
    given(managing, texts["grannycore"], do="map", tag=tags["retro"].pk)
    later = SellerTag.objects.create(product=make_image(9).product, text="GrannyCore")
    match_seller_tags()

    later.refresh_from_db()
    assert meant() == {"retro"}
    assert later.tag == tags["retro"]
    assert [text.heard for text in SellerText.objects.unmatched()] == ["빠른배송"]


def test_a_tag_is_found_by_any_of_its_names(
    managing: Client, tags: dict[str, Tag], texts: dict[str, SellerText]
) -> None:
    given(managing, texts["grannycore"], do="map", name="레트로")

    assert meant() == {tags["retro"].slug}


def test_made_a_tag_at_a_click(managing: Client, texts: dict[str, SellerText]) -> None:
    mood = Facet.objects.get(slug="mood")

    given(managing, texts["grannycore"], do="make", facet=mood.pk)
    given(managing, texts["빠른배송"], do="make", facet=mood.pk)

    granny, korean = Tag.objects.order_by("-pk")[1], Tag.objects.order_by("-pk")[0]
    assert (granny.slug, granny.facet, meant()) == ("granny-core", mood, {"granny-core"})
    assert (korean.name_ko, korean.slug) == ("빠른배송", "ppareunbaesong")


def test_what_means_nothing_stays_so_and_can_be_taken_up_again(
    managing: Client, texts: dict[str, SellerText]
) -> None:
    given(managing, texts["빠른배송"], do="ignore")
    SellerTag.objects.create(product=make_image(9).product, text="빠른 배송")
    count_texts(now=NOON)

    waiting = [text.heard for text in SellerText.objects.unmatched()]
    managing.post(reverse("admin:vocabulary_undo", args=[VocabularyChange.objects.get().pk]))

    assert waiting == ["grannycore"]
    assert SellerText.objects.unmatched().count() == 2


@pytest.mark.parametrize("do", ["map", "make"])
def test_a_click_is_undone(
    managing: Client, tags: dict[str, Tag], texts: dict[str, SellerText], do: str
) -> None:
    before = list(Tag.objects.order_by("pk").values_list("slug", "hashtags"))
    given(managing, texts["grannycore"], do=do, tag=tags["retro"].pk, facet=tags["retro"].facet_id)

    managing.post(reverse("admin:vocabulary_undo", args=[VocabularyChange.objects.get().pk]))

    assert meant() == {None}
    assert list(Tag.objects.order_by("pk").values_list("slug", "hashtags")) == before
    assert SellerText.objects.unmatched().first() == texts["grannycore"]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"do": "explode"},
        {"do": "map", "tag": "0"},
        {"do": "map", "tag": "9" * 40},
        {"do": "map", "name": "그런 태그는 없다"},
        {"do": "make"},
        {"do": "make", "facet": "x"},
    ],
    ids=str,
)
def test_bad_input_is_named_and_changes_nothing(
    managing: Client, texts: dict[str, SellerText], values: dict[str, str]
) -> None:
    page = given(managing, texts["grannycore"], **values)

    assert "errornote" in page or 'class="error"' in page
    assert not VocabularyChange.objects.exists()


def test_what_sellers_write_is_escaped(managing: Client, texts: dict[str, SellerText]) -> None:
    SellerTag.objects.create(product=make_image(9).product, text="<script>alert(1)</script>")
    count_texts(now=NOON)

    page = managing.get(reverse(PAGE)).content.decode()

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_the_list_costs_the_same_however_many_there_are(
    managing: Client,
    manager: User,
    texts: dict[str, SellerText],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(10, 40):
        SellerTag.objects.create(product=make_image(number).product, text=f"말{number}")
    count_texts(now=NOON)
    managing.get(reverse(PAGE))

    with django_assert_max_num_queries(16):
        managing.get(reverse(PAGE))
