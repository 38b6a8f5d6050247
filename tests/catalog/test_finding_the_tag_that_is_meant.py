"""What people type, and what sellers wrote, leads to one tag of ours."""

import pytest

from catalog.models import Product, SellerTag, Tag
from catalog.services.vocabulary import match_seller_tags, match_tag, search_tags

pytestmark = pytest.mark.usefixtures("vocabulary")


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("ㄹㅂㄹ", "lovely"),
        ("러블", "lovely"),
        ("boho", "bohemian"),
        ("ㅂㅎㅁ", "bohemian"),
        ("LOVE", "lovely"),
        ("hip hop", "hiphop"),
        ("원피스", "dress"),
        ("ｃｕｔｅ", "cute"),
    ],
)
def test_the_likeliest_tag_comes_first(typed: str, slug: str) -> None:
    assert search_tags(typed)[0].slug == slug


@pytest.mark.parametrize(
    "typed",
    [
        "낙낙한",
        "ㄴㄴㅎ",
        "낙ㄴ",
        "낙나",
        "Roomy",
        "roo",
        "loose fit",
        "루즈",
        "ㄹㅈㅍ",
        "#낙낙룩",
        "낙낙룩",
        "ㄴㄴㄹ",
    ],
)
def test_every_name_of_a_tag_leads_to_it(typed: str) -> None:
    """Korean and its initial consonants, also half typed; English; a synonym in both; a hashtag."""
    facet = Tag.objects.get(slug="cute").facet
    Tag.objects.create(
        facet=facet,
        slug="roomy-cut",
        name_ko="낙낙한",
        name_en="Roomy",
        synonyms=["loose fit", "루즈핏"],
        hashtags=["#낙낙룩"],
    )

    assert search_tags(typed)[0].slug == "roomy-cut"


@pytest.mark.parametrize("typed", ["ㄹ", "러", "럽", "러브", "러블", "러블ㄹ", "러블리"])
def test_each_stroke_on_the_way_to_a_name_finds_it(typed: str) -> None:
    assert "lovely" in {tag.slug for tag in search_tags(typed)}


def test_at_most_as_many_as_asked_for_and_all_for_nothing() -> None:
    assert len(search_tags("", limit=5)) == 5
    assert len(search_tags("e")) <= 12
    assert search_tags("   ")[0] == Tag.objects.in_use().first()


def test_what_nobody_means_finds_nothing() -> None:
    assert search_tags("qqqq") == []


def test_a_retired_tag_is_not_found() -> None:
    Tag.objects.filter(slug="bohemian").update(retired_at="2026-01-01T00:00Z")

    assert "bohemian" not in {tag.slug for tag in search_tags("boho")}
    assert match_tag("boho") is None


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("#로맨틱룩", "romantic"),
        ("로맨틱 룩", "romantic"),
        ("ROMANTIC", "romantic"),
        ("Boho", "bohemian"),
        ("longsleeve", "longsleeve"),
        ("long sleeve", "long-sleeve"),
    ],
)
def test_a_hashtag_means_the_tag_that_goes_by_its_name(text: str, slug: str) -> None:
    tag = match_tag(text)

    assert tag is not None
    assert tag.slug == slug


@pytest.mark.parametrize("text", ["", "#", "로맨", "very romantic"])
def test_part_of_a_name_is_not_a_name(text: str) -> None:
    assert match_tag(text) is None


def test_seller_tags_are_matched_again_and_what_a_person_chose_stays() -> None:
    product = Product.objects.create(external_id="1")
    cute = Tag.objects.get(slug="cute")
    SellerTag.objects.create(product=product, text="로맨틱룩")
    SellerTag.objects.create(product=product, text="러블리", tag=cute)
    SellerTag.objects.create(product=product, text="봄신상")

    matched = match_seller_tags()

    assert matched == 1
    assert list(SellerTag.objects.values_list("text", "tag__slug")) == [
        ("로맨틱룩", "romantic"),
        ("러블리", "cute"),
        ("봄신상", None),
    ]
