"""Finding the tag that somebody means: exactly, as a seller's hashtag does, or while they type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from catalog.models import SellerTag, Tag

_FIRST_SYLLABLE, _LAST_SYLLABLE, _SYLLABLES_PER_INITIAL = 0xAC00, 0xD7A3, 588
_FIRST_INITIAL = 0x1100
_INITIAL_OF_FINAL = dict(zip("ᆨᆩᆫᆮᆯᆷᆸᆺᆻᆼᆽᆾᆿᇀᇁᇂ", "ᄀᄁᄂᄃᄅᄆᄇᄉᄊᄋᄌᄎᄏᄐᄑᄒ", strict=True))
_NOT_HEARD = re.compile(r"[\s#\-_·]+")


def normalise(text: str) -> str:
    """What is left when nobody looks at case, width, `#`, spaces and hyphens: `#Boho-Chic` is `bohochic`."""
    return _NOT_HEARD.sub("", unicodedata.normalize("NFKC", text).casefold())


def match_tag(text: str) -> Tag | None:
    """The tag in use that goes by this name, or None. For many texts build one `Names` and ask it."""
    return Names(Tag.objects.in_use()).tag_for(text)


def search_tags(query: str, *, limit: int = 12) -> list[Tag]:
    """Tags that the typed text may mean, the likeliest first; for an empty query all, in their order.

    A whole name goes before the beginning of one, that before initial consonants (ㄹㅂㄹ → 러블리) and what
    a keyboard writes on the way there (럽, 러브 → 러블리), those before a part of a name; names go before
    synonyms and hashtags.
    """
    typed = normalise(query)
    tags = list(Tag.objects.in_use())
    if not typed:
        return tags[:limit]
    ranked = [(rank, at, tag) for at, tag in enumerate(tags) if (rank := _rank(tag, typed)) is not None]
    return [tag for _, _, tag in sorted(ranked, key=lambda found: found[:2])[:limit]]


def match_seller_tags() -> int:
    """Look again at the seller tags that meant nothing to us so far; how many do now.

    For when the vocabulary has grown. What was matched before is left alone.
    """
    names = Names(Tag.objects.in_use())
    unmatched = SellerTag.objects.filter(tag=None)
    texts = unmatched.order_by().values_list("text", flat=True).distinct()
    meant = {text: tag for text in texts.iterator() if (tag := names.tag_for(text)) is not None}
    return sum(unmatched.filter(text=text).update(tag=tag) for text, tag in meant.items())


class Names:
    """Every name of some tags, to be asked many times without asking the database again."""

    def __init__(self, tags: Iterable[Tag]) -> None:
        self._exact: dict[str, Tag] = {}
        self._heard: dict[str, Tag] = {}
        tags = list(tags)
        for tag in tags:
            self._exact[tag.slug] = tag
        for kind in (_names, _by_slug, _other_names):
            for tag in tags:
                for name in kind(tag):
                    self._heard.setdefault(normalise(name), tag)

    def tag_for(self, text: str) -> Tag | None:
        """A slug as it is written wins; then names before slugs before synonyms, and earlier facets.

        So `longsleeve` is the garment and `long sleeve` the sleeve.
        """
        return self._exact.get(text.strip().lstrip("#").casefold()) or self._heard.get(normalise(text))

    def spellings(self) -> dict[str, Tag]:
        """Every name that is heard, normalised, and whose it is."""
        return self._heard


def _names(tag: Tag) -> list[str]:
    return [tag.name_ko, tag.name_en]


def _by_slug(tag: Tag) -> list[str]:
    return [tag.slug]


def _other_names(tag: Tag) -> list[str]:
    return [*tag.synonyms, *tag.hashtags]


def _rank(tag: Tag, typed: str) -> int | None:
    """How well the tag answers to what was typed: 0 is best, None not at all."""
    names = [normalise(name) for name in [*_names(tag), tag.slug]]
    others = [normalise(name) for name in _other_names(tag)]
    ways = [
        typed in names,
        typed in others,
        any(name.startswith(typed) for name in names),
        any(name.startswith(typed) for name in others),
        any(initials(name).startswith(typed) for name in [*names, *others]),
        any(_is_being_typed(typed, name) for name in [*names, *others]),
        any(typed in name for name in names),
        any(typed in name for name in others),
    ]
    return ways.index(True) if True in ways else None


def _is_being_typed(typed: str, name: str) -> bool:
    """Letter by letter: the last consonant of 럽 may turn out to begin the next syllable."""
    letters, wanted = (unicodedata.normalize("NFD", text) for text in (typed, name))
    begun = letters[:-1] + _INITIAL_OF_FINAL.get(letters[-1], letters[-1])
    return wanted.startswith((letters, begun))


def initials(text: str) -> str:
    """The first consonant of each Hangul syllable, in the signs that `normalise` makes of typed ones."""
    return "".join(
        chr(_FIRST_INITIAL + (ord(sign) - _FIRST_SYLLABLE) // _SYLLABLES_PER_INITIAL)
        if _FIRST_SYLLABLE <= ord(sign) <= _LAST_SYLLABLE
        else sign
        for sign in text
    )
