"""What is asked of a grid, in both languages; in Korean with the particle that the tag's name takes."""

import pytest
from django.utils import translation

from catalog.models import Tag
from labeling.wording import ends_in_a_consonant, grid_question


@pytest.mark.parametrize(
    ("slug", "kind", "said"),
    [
        ("romantic", "likely", "로맨틱이 아닌 것을 고르세요"),
        ("lovely", "likely", "러블리가 아닌 것을 고르세요"),
        ("lovely", "unlikely", "러블리인 것을 고르세요"),
    ],
)
def test_a_question_in_korean(tags: dict[str, Tag], slug: str, kind: str, said: str) -> None:
    with translation.override("ko"):
        assert grid_question(tags[slug], kind) == said


@pytest.mark.parametrize(
    ("word", "ends"),
    [("니트", False), ("셔츠", False), ("원피스", False), ("데님", True), ("Boho", False), ("", False)],
)
def test_how_a_word_ends(word: str, ends: bool) -> None:
    assert ends_in_a_consonant(word) is ends
