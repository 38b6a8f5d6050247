"""Which tag a typed word means: by name, with Korean endings, on the wrong keyboard, begun, or mistyped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from catalog.models import Tag
from catalog.services.hangul import distance, is_latin, keys, similarity, stems
from catalog.services.vocabulary import Names, normalise

_SHORTEST_NAME, _FEWEST_KEYS = 2, 3
"""Signs of a name within a longer word; keys from which on the beginning of a name stands for it."""
_ALIKE = 0.25
"""Share of trigrams from which on a name is worth offering. A suggestion asks; it decides nothing."""


class How(StrEnum):
    """How a word was taken for a tag; what is not a name is said to the shopper."""

    NAME = "name"
    ENDING = "ending"
    KEYBOARD = "keyboard"
    BEGINNING = "beginning"
    TYPO = "typo"


@dataclass(frozen=True)
class Meant:
    """What a word was taken for."""

    typed: str
    tags: tuple[Tag, ...]
    how: How


class Lexicon:
    """The names of some tags, to be asked for what shoppers type. No queries."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._spelled = names.spellings()
        self._tags = list(dict.fromkeys(self._spelled.values()))

    def named(self, text: str) -> Meant | None:
        """By one of its names as it is written, `#`, spaces and case aside."""
        tag = self.names.tag_for(text)
        return Meant(text, (tag,), How.NAME) if tag else None

    def meant(self, word: str) -> Meant | None:
        """The likeliest reading of one word, or None where it is no tag."""
        return (
            self.named(word)
            or self._with_ending(word)
            or self._compound(word)
            or self._on_the_other_keyboard(word)
            or self._begun(word)
            or self._mistyped(word)
        )

    def near(self, words: Iterable[str], *, count: int = 5) -> list[Tag]:
        """Tags with names like these words, the likest first."""
        best: dict[Tag, float] = {}
        for word in words:
            begins = normalise(word)
            for name, tag in self._spelled.items():
                alike = 1.0 if begins and name.startswith(begins) else similarity(word, name)
                if alike >= _ALIKE:
                    best[tag] = max(alike, best.get(tag, 0.0))
        return sorted(best, key=lambda tag: -best[tag])[:count]

    def _with_ending(self, word: str) -> Meant | None:
        for stem in stems(word):
            if tag := self.names.tag_for(stem):
                return Meant(word, (tag,), How.ENDING)
        return None

    def _compound(self, word: str) -> Meant | None:
        """Two names without a space between them: 로맨틱원피스."""
        text = normalise(word)
        for at in range(2, len(text) - 1):
            first, second = self._whole(text[:at]), self._whole(text[at:])
            if first and second and first != second:
                return Meant(word, (first, second), How.ENDING)
        return None

    def _whole(self, text: str) -> Tag | None:
        if len(text) < _SHORTEST_NAME:
            return None
        meant = self.named(text) or self._with_ending(text)
        return meant.tags[0] if meant else None

    def _on_the_other_keyboard(self, word: str) -> Meant | None:
        pressed = keys(word)
        for name, tag in self._spelled.items():
            if is_latin(word) != is_latin(name) and keys(name) == pressed:
                return Meant(word, (tag,), How.KEYBOARD)
        return None

    def _begun(self, word: str) -> Meant | None:
        """Of names alone: what begins a synonym is often a thing of its own, as denim is of denim pants."""
        begun = normalise(word)
        if len(keys(begun)) < _FEWEST_KEYS:
            return None
        names = [
            (tag, normalise(name)) for tag in self._tags for name in (tag.name_ko, tag.name_en, tag.slug)
        ]
        tags = {tag for tag, name in names if name.startswith(begun)}
        return Meant(word, (tags.pop(),), How.BEGINNING) if len(tags) == 1 else None

    def _mistyped(self, word: str) -> Meant | None:
        """The one tag with a name so few keys away that little else can be meant; of two that near, none."""
        apart: dict[Tag, int] = {}
        for typed in (normalise(word), *stems(word)):
            pressed = keys(typed)
            for name, tag in self._spelled.items():
                wanted = keys(name)
                if (
                    is_latin(typed) != is_latin(name)
                    or (most := _forgiven(min(pressed, wanted, key=len))) == 0
                ):
                    continue
                missed = distance(pressed, wanted, most=most)
                if missed <= most:
                    apart[tag] = min(missed, apart.get(tag, missed))
        nearest = [tag for tag, missed in apart.items() if missed == min(apart.values())]
        return Meant(word, (nearest[0],), How.TYPO) if len(nearest) == 1 else None


def _forgiven(pressed: str) -> int:
    """Wrong keys that are looked past: none in what is short, where one key makes another word."""
    return 0 if len(pressed) < 5 else 1 if len(pressed) < 8 else 2
