"""The language of the search box: names, Korean endings, other keyboards, typing errors, and / or / not."""

from __future__ import annotations

import json

import pytest

from catalog.models import Facet, Tag
from catalog.services.vocabulary import Names
from catalog.services.vocabulary_file import STARTER
from recommender.services.query import (
    LONGEST_QUERY,
    AllOf,
    AnyOf,
    HasTag,
    HasWord,
    Node,
    NoneOf,
    plain_tags,
    read,
    wanted_tags,
)


@pytest.fixture(scope="module")
def names() -> Names:
    """Of the starter vocabulary, without a database."""
    tags: list[Tag] = []
    for number, entry in enumerate(json.loads(STARTER.read_text())["facets"], 1):
        facet = Facet(pk=number, **{name: entry[name] for name in entry if name != "tags"})
        tags += [Tag(pk=number * 100 + at, facet=facet, **fields) for at, fields in enumerate(entry["tags"])]
    return Names(tags)


def said(node: Node | None) -> str:
    """In signs: & all, | any, ! not, 'word'."""
    match node:
        case None:
            return ""
        case HasTag(tag):
            return tag.slug
        case HasWord(word):
            return f"'{word}'"
        case NoneOf(part):
            return f"!{said(part)}"
        case AllOf(parts):
            return f"({' & '.join(map(said, parts))})"
        case AnyOf(parts):
            return f"({' | '.join(map(said, parts))})"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("#보헤미안룩", "bohemian"),
        ("boho", "bohemian"),
        ("로맨틱 원피스", "(romantic & dress)"),
        ("hip hop dress", "(hiphop & dress)"),
        ("로맨틱 로맨틱", "romantic"),
        # Korean endings, and what a hashtag adds
        ("로맨틱한 원피스로", "(romantic & dress)"),
        ("러블리하고", "lovely"),
        ("로맨틱한스타일로", "romantic"),
        ("로맨틱원피스", "(romantic & dress)"),
        # typing errors are looked for as they are written, too
        ("로멘틱", "(romantic | '로멘틱')"),
        ("보헤미얀 치마", "((bohemian | '보헤미얀') & skirt)"),
        ("romntic", "(romantic | 'romntic')"),
        # the other keyboard
        ("fhaosxlr", "romantic"),
        ("ㅠㅐㅗㅐ", "bohemian"),
        # begun
        ("보헤", "bohemian"),
        # words of a product's name
        ("린넨 셔츠", "('린넨' & shirt)"),
        ("데님 자켓", "('데님' & outwear)"),
        ('"로맨틱 100%" 셔츠', "('로맨틱 100%' & shirt)"),
    ],
)
def test_words_become_tags(names: Names, typed: str, meant: str) -> None:
    assert said(read(typed, names).node) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("로맨틱 -귀여운", "(romantic & !cute)"),
        ("로맨틱 not cute", "(romantic & !cute)"),
        ("귀여운 말고 로맨틱", "(!cute & romantic)"),
        ("귀여운말고 로맨틱", "(!cute & romantic)"),
        ("귀여운 빼고", "!cute"),
        ("꽃무늬 없는 원피스", "(!floral & dress)"),
        ("-귀여운", "!cute"),
        ("not not cute", "cute"),
        ("로맨틱 | 러블리", "(romantic | lovely)"),
        ("로맨틱 또는 러블리", "(romantic | lovely)"),
        ("로맨틱이나 러블리", "(romantic | lovely)"),
        ("romantic or lovely and dress", "(romantic | (lovely & dress))"),
        ("(레트로 or 빈티지) -체크 니트", "((retro | vintage) & !checked & knit)"),
        ("로맨틱 그리고 원피스", "(romantic & dress)"),
        # nothing carries two kinds: side by side they mean either
        ("원피스 스커트 로맨틱", "((dress | skirt) & romantic)"),
        # a hyphen within a word is no minus
        ("t-shirt", "t-shirt"),
    ],
)
def test_operators(names: Names, typed: str, meant: str) -> None:
    assert said(read(typed, names).node) == meant


@pytest.mark.parametrize(
    "typed", ["", "-", "|", "((((", "))))", "or and not", "!!!", "말고", '"', "()|()", "\x00"]
)
def test_what_means_nothing_asks_for_nothing(names: Names, typed: str) -> None:
    assert read(typed, names).node is None


@pytest.mark.parametrize("typed", ["(로맨틱", "로맨틱)", "로맨틱 |", "& 로맨틱", "((((((((로맨틱))"])
def test_what_is_left_open_is_forgiven(names: Names, typed: str) -> None:
    assert said(read(typed, names).node) == "romantic"


def test_literally_every_word_is_one_of_the_name(names: Names) -> None:
    assert said(read("로멘틱 원피스", names, literally=True).node) == "('로멘틱' & '원피스')"


def test_what_was_guessed_is_known(names: Names) -> None:
    assert not read("로맨틱 원피스", names).is_guess
    assert read("로멘틱 원피스", names).is_guess
    assert read("fhaosxlr", names).is_guess


def test_a_word_that_is_like_a_name_suggests_it(names: Names) -> None:
    reading = read("cl", names)

    assert reading.words == ["cl"]
    assert "classic" in [tag.slug for tag in reading.perhaps]


def test_what_is_wanted_leaves_out_what_is_not(names: Names) -> None:
    node = read("(로맨틱 | 러블리) -귀여운 원피스", names).node

    assert [tag.slug for tag in wanted_tags(node)] == ["romantic", "lovely", "dress"]
    assert plain_tags(node) is None


@pytest.mark.parametrize(
    "typed",
    ["가" * 100_000, "(" * 5000, "-" * 5000, "로멘틱 " * 5000, "| " * 5000, "\U0001f457" * 3000, 'a"' * 3000],
)
def test_hostile_length_is_cut(names: Names, typed: str) -> None:
    reading = read(typed, names)

    assert len(reading.text) <= LONGEST_QUERY
    assert reading.was_cut
