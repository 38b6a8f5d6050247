"""Words as data: what ships, what a file adds and changes, and what is refused whole."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from catalog.models import Facet, Product, SellerTag, Tag
from catalog.services.vocabulary_file import (
    STARTER,
    VocabularyError,
    load_starter_vocabulary_if_empty,
    load_vocabulary,
)

NAMED_IN_THE_ISSUE = {
    "러블리",
    "귀여운",
    "화려한",
    "로맨틱",
    "보헤미안",
    "페미닌",
    "클래식",
    "모던",
    "스트리트",
    "스포티",
    "레트로",
    "빈티지",
    "시크",
}
COLOUR = {"slug": "colour", "name_ko": "색", "name_en": "Colour", "choice": "multi"}
RED = {"slug": "red", "name_ko": "빨강", "name_en": "Red", "synonyms": ["crimson"], "hashtags": ["레드"]}


def vocabulary_of(folder: Path, *facets: Mapping[str, object]) -> Path:
    path = folder / "vocabulary.json"
    path.write_text(json.dumps({"facets": facets}), encoding="utf-8")
    return path


def facet(tags: Sequence[Mapping[str, object]], **changes: object) -> dict[str, object]:
    return {**COLOUR, "tags": list(tags), **changes}


def test_the_starter_has_about_twenty_moods_with_definitions(vocabulary: None) -> None:
    moods = Tag.objects.filter(facet__slug="mood")

    assert 18 <= moods.count() <= 22
    assert set(moods.values_list("name_ko", flat=True)) >= NAMED_IN_THE_ISSUE
    assert all(tag.name_en and tag.definition_ko and tag.definition_en for tag in moods)


def test_the_starter_asks_for_one_category_and_one_sleeve_and_any_patterns(vocabulary: None) -> None:
    assert dict(Facet.objects.values_list("slug", "choice")) == {
        "mood": "multi",
        "category": "single",
        "sleeve": "single",
        "pattern": "multi",
    }
    assert all(facet.tags.count() >= 3 for facet in Facet.objects.prefetch_related("tags"))


def test_the_starter_is_loaded_only_where_nobody_chose_others(db: None) -> None:
    first = load_starter_vocabulary_if_empty()
    second = load_starter_vocabulary_if_empty()

    assert first is not None
    assert len(first.added) == Facet.objects.count() + Tag.objects.count()
    assert second is None


def test_loading_again_changes_nothing(vocabulary: None) -> None:
    before = list(Tag.objects.values())

    loaded = load_vocabulary(path=STARTER)

    assert (loaded.added, loaded.updated) == ([], [])
    assert list(Tag.objects.values()) == before


def test_a_file_adds_and_changes_and_leaves_the_rest_alone(vocabulary: None, tmp_path: Path) -> None:
    load_vocabulary(path=vocabulary_of(tmp_path, facet([RED])))
    lovely = Tag.objects.get(slug="lovely")

    loaded = load_vocabulary(
        path=vocabulary_of(
            tmp_path,
            facet([{**RED, "name_en": "Red, any"}, {"slug": "blue", "name_ko": "파랑", "name_en": "Blue"}]),
        )
    )

    assert (loaded.added, loaded.updated) == (["blue"], ["red"])
    assert Tag.objects.get(slug="red").name_en == "Red, any"
    assert Tag.objects.get(slug="lovely").name_ko == lovely.name_ko


def test_new_words_give_old_seller_tags_their_meaning(db: None, tmp_path: Path) -> None:
    product = Product.objects.create(external_id="1")
    for text in ("#Crimson", "레드", "unheard"):
        SellerTag.objects.create(product=product, text=text)

    loaded = load_vocabulary(path=vocabulary_of(tmp_path, facet([RED])))

    assert loaded.seller_tags_matched == 2
    assert list(SellerTag.objects.values_list("text", "tag__slug")) == [
        ("#Crimson", "red"),
        ("레드", "red"),
        ("unheard", None),
    ]


CONFLICTS = {
    "a name twice": ([RED, {"slug": "blue", "name_ko": "파랑", "name_en": "CRIMSON"}], "is taken by red"),
    "a slug twice": ([RED, RED], "tag red: appears twice"),
    "another facet's": ([{**RED, "slug": "lovely"}], "belongs to the facet mood already"),
    "a slip of the key": ([{**RED, "synonym": ["x"]}], "does not know synonym"),
    "no name": ([{"slug": "red", "name_en": "Red"}], "name_ko"),
    "no text": ([{**RED, "name_en": 5}], '"name_en" must be text'),
    "no list": ([{**RED, "hashtags": "레드"}], '"hashtags" must be a list of texts'),
    "a bad slug": ([{**RED, "slug": "bright red"}], "slug"),
    "a long name": ([{**RED, "name_en": "x" * 81}], "name_en"),
}


@pytest.mark.parametrize(("tags", "why"), CONFLICTS.values(), ids=list(CONFLICTS))
def test_a_conflict_is_named_and_nothing_is_loaded(
    vocabulary: None, tmp_path: Path, tags: list[dict[str, object]], why: str
) -> None:
    before = Tag.objects.count()

    with pytest.raises(VocabularyError) as refusal:
        load_vocabulary(path=vocabulary_of(tmp_path, facet(tags)))

    assert why in str(refusal.value)
    assert Tag.objects.count() == before
    assert not Facet.objects.filter(slug="colour").exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "line 1"),
        (b"[]", 'an object with a list "facets"'),
        (b'{"facets": {}}', '"facets" must be a list'),
        (b'{"facets": [5]}', 'expected an object with a "slug"'),
        (b"\xff\xfe{", "is not UTF-8"),
    ],
)
def test_what_is_no_vocabulary_is_refused_in_one_line(
    db: None, tmp_path: Path, content: bytes, why: str
) -> None:
    path = tmp_path / "vocabulary.json"
    path.write_bytes(content)

    with pytest.raises(CommandError) as refusal:
        call_command("load_vocabulary", path)

    assert why in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_the_command_counts(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_vocabulary")

    assert f"{Facet.objects.count() + Tag.objects.count()} added, 0 updated" in capsys.readouterr().out


def test_tags_in_use_come_with_their_facets(
    vocabulary: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Tag.objects.filter(slug="lovely").update(retired_at="2026-01-01T00:00Z")

    with django_assert_num_queries(1):
        used = [(tag.facet.slug, tag.slug) for tag in Tag.objects.in_use()]

    assert "lovely" not in {slug for _, slug in used}
    assert [facet for facet, _ in used] == sorted((f for f, _ in used), key=[f for f, _ in used].index)
