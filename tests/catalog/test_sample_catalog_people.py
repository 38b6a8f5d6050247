"""What is true of the drawn products, and how far sellers can be believed. Nothing is rendered here."""

from collections import Counter

import pytest

from catalog.sample import names
from catalog.sample.collection import Product, product
from catalog.sample.moods import WEIGHTS
from catalog.sample.prints import PRINTS

CATEGORIES = {
    "dress",
    "shirt",
    "t-shirt",
    "longsleeve",
    "knit",
    "skirt",
    "pants",
    "shorts",
    "outwear",
    "shoes",
    "hat",
    "bag",
}
MOODS = {
    "lovely",
    "cute",
    "glamorous",
    "romantic",
    "bohemian",
    "feminine",
    "classic",
    "modern",
    "street",
    "sporty",
    "retro",
    "vintage",
    "chic",
    "casual",
    "natural",
    "minimal",
    "elegant",
    "kitsch",
    "preppy",
    "hiphop",
}
SLEEVED = {"dress", "shirt", "t-shirt", "longsleeve", "knit", "outwear"}


@pytest.fixture(scope="module")
def items() -> list[Product]:
    return [product(7, number) for number in range(600)]


def share(holds: list[bool]) -> float:
    return sum(holds) / len(holds)


def test_every_category_occurs_often_enough_to_be_learned(items: list[Product]) -> None:
    counts = Counter(item.look.category for item in items)

    assert set(counts) == CATEGORIES
    assert min(counts.values()) >= 10


def test_every_mood_occurs_and_none_is_everywhere(items: list[Product]) -> None:
    counts = Counter(mood for item in items for mood in item.moods)

    assert set(counts) == MOODS == set(WEIGHTS)
    assert all(0.02 <= count / len(items) <= 0.40 for count in counts.values()), counts


def test_several_moods_may_hold_at_once(items: list[Product]) -> None:
    numbers = Counter(len(item.moods) for item in items)

    assert 1.2 <= sum(number * count for number, count in numbers.items()) / len(items) <= 4
    assert max(numbers) >= 4


def test_every_sleeve_and_pattern_occurs(items: list[Product]) -> None:
    sleeves = {item.look.sleeve for item in items}
    patterns = {tag for item in items for tag in item.pattern}

    assert sleeves == {"", "sleeveless", "short-sleeve", "long-sleeve", "puff-sleeve"}
    assert patterns == {tag for tag, _ in PRINTS.values()}


def test_only_what_has_arms_has_sleeves(items: list[Product]) -> None:
    assert {item.look.category for item in items if item.look.sleeve} <= SLEEVED
    assert all(item.look.sleeve for item in items if item.look.category in SLEEVED)


def test_moods_follow_what_is_seen(items: list[Product]) -> None:
    """Romantic is commoner among pastel flowers, and sporty among nylon, than elsewhere."""
    flowers = [item for item in items if "floral" in item.pattern]
    nylon = [item for item in items if item.look.fabric == "nylon"]

    assert share(["romantic" in item.moods for item in flowers]) > 2 * share(
        ["romantic" in i.moods for i in items]
    )
    assert share(["sporty" in item.moods for item in nylon]) > 2 * share(["sporty" in i.moods for i in items])


def test_a_mood_is_harder_to_guess_than_a_category(items: list[Product]) -> None:
    """No single visible word decides a mood: the best one leaves many exceptions."""
    for mood in ("romantic", "casual", "street"):
        holders = [item for item in items if mood in item.moods]
        palettes = Counter(item.look.palette for item in holders)
        categories = Counter(item.look.category for item in holders)

        assert palettes.most_common(1)[0][1] / len(holders) < 0.75
        assert categories.most_common(1)[0][1] / len(holders) < 0.75


def test_sellers_leave_tags_out_and_get_some_wrong(items: list[Product]) -> None:
    missing = share([not item.seller_tags for item in items])
    wrong = share([item.tags_wrong for item in items])

    assert 0.19 <= missing <= 0.31
    assert 0.10 <= wrong <= 0.20


def test_a_right_tag_is_true_and_a_wrong_one_is_not(items: list[Product]) -> None:
    slug_of = {name.replace(" ", ""): slug for slug, pair in names.MOODS.items() for name in pair}

    for item in items:
        claimed = {slug_of[tag.lstrip("#")] for tag in item.seller_tags if tag.lstrip("#") in slug_of}
        if not item.tags_wrong:
            assert claimed <= set(item.moods)


def test_sellers_file_a_few_products_wrongly(items: list[Product]) -> None:
    wrong = share([item.claimed_category not in ("", item.look.category) for item in items])
    empty = share([item.claimed_category == "" for item in items])

    assert 0.015 <= wrong <= 0.07
    assert 0.03 <= empty <= 0.10


def test_titles_come_in_two_languages_and_hardly_repeat(items: list[Product]) -> None:
    korean = share([any("가" <= letter <= "힣" for letter in item.title) for item in items])

    assert 0.5 <= korean <= 0.7
    assert len({item.title for item in items}) > 0.6 * len(items)
    assert all(item.title == item.title.strip() and "  " not in item.title for item in items)


def test_one_product_in_six_has_two_photos(items: list[Product]) -> None:
    second = share([len(item.images) == 2 for item in items])

    assert 0.11 <= second <= 0.23
    assert all(len(item.images) in (1, 2) for item in items)


def test_a_third_of_the_products_is_kept_for_testing(items: list[Product]) -> None:
    assert 0.25 <= share([item.split == "test" for item in items]) <= 0.35
