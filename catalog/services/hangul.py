"""Korean as it is typed: the keys of a two-set keyboard, and what words end in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from catalog.services.vocabulary import normalise

_KEYS = """
r R s e E f a q Q t T d w W c z x v g
k o i O j p u P h hk ho hl y n nj np nl b m ml l
r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g
"""
_INITIALS, _VOWELS, _FINALS = (line.split() for line in _KEYS.strip().splitlines())
_FINALS.insert(0, "")  # most syllables have none
_FIRST_SYLLABLE, _LAST_SYLLABLE = 0xAC00, 0xD7A3
# Single letters in the signs that NFKC makes of typed ones.
_ALONE = {
    **{chr(0x1100 + at): key for at, key in enumerate(_INITIALS)},
    **{chr(0x1161 + at): key for at, key in enumerate(_VOWELS)},
    **{chr(0x11A8 + at): key for at, key in enumerate(_FINALS[1:])},
}

# What follows a name in a sentence or a hashtag, and what makes an adjective of it.
_FOLLOWING = """
스타일로 스타일의 스타일 느낌의 느낌 분위기 무드의 무드 패션 코디 계열 하면서 하지만 하고 하게 하며 한데
스러운 스럽고 스러움 스럽게 적인 적이고 이랑 으로 이고 인데 이면서 한 함 풍의 풍 룩의 룩
의 을 를 이 가 은 는 로 에 도 만 랑 과 와 인 style looks look mood vibes vibe ish wear es s
"""
_ENDINGS = sorted(_FOLLOWING.split(), key=len, reverse=True)
_ROUNDS = 3


@lru_cache(maxsize=8192)
def keys(text: str) -> str:
    """The keys that are pressed for it on a Korean keyboard: 로맨틱 and fhaosxlr are the same.

    One wrong letter of a syllable is one wrong key, and so is a letter left out.
    """
    return "".join(_keys(normalise(text))).lower()


def _keys(text: str) -> Iterator[str]:
    for sign in unicodedata.normalize("NFC", text):
        code = ord(sign)
        if _FIRST_SYLLABLE <= code <= _LAST_SYLLABLE:
            first, rest = divmod(code - _FIRST_SYLLABLE, 588)
            vowel, last = divmod(rest, 28)
            yield _INITIALS[first] + _VOWELS[vowel] + _FINALS[last]
        else:
            yield _ALONE.get(sign, sign)


def is_latin(text: str) -> bool:
    return text.isascii()


def stems(word: str) -> Iterator[str]:
    """The word without what it may end in, the least taken off first: 로맨틱한스타일로 → … → 로맨틱."""
    left = normalise(word)
    for _ in range(_ROUNDS):
        shorter = [left.removesuffix(ending) for ending in _ENDINGS if left.endswith(ending)]
        shorter = [stem for stem in shorter if len(stem) > 1]
        yield from reversed(shorter)
        if not shorter:
            return
        left = shorter[0]


def distance(one: str, other: str, *, most: int) -> int:
    """How many keys were missed, pressed in vain, wrong or swapped; more than `most` is not told apart.

    Optimal string alignment: Damerau (1964), each piece edited once.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, key in enumerate(one, 1):
        now = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (key != wanted))
            if row > 1 and column > 1 and key == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return last[-1]


@lru_cache(maxsize=8192)
def trigrams(text: str) -> frozenset[str]:
    """Of its keys, as pg_trgm cuts them: two blanks before, one behind."""
    padded = f"  {keys(text)} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def similarity(one: str, other: str) -> float:
    """Shared trigrams of all, 0 to 1."""
    ones, others = trigrams(one), trigrams(other)
    return len(ones & others) / len(ones | others)


# "_" where nothing is heard.
_ROMAN = """
g kk n d tt r m b pp s ss _ j jj ch k t p h
a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i
_ k k k n n n t l k m l l l p l m p p t t ng t t k t p t
"""
_ROMAN_INITIALS, _ROMAN_VOWELS, _ROMAN_FINALS = (
    [sound.strip("_") for sound in line.split()] for line in _ROMAN.strip().splitlines()
)


def romanised(text: str) -> str:
    """In Latin letters, syllable by syllable: 그래니 is geuraeni, for an address that nobody has to type.

    Revised Romanization without its rules for what syllables do to each other. What is neither Hangul nor
    Latin falls away.
    """
    return "".join(_roman(sign) for sign in unicodedata.normalize("NFC", text.casefold()))


def _roman(sign: str) -> str:
    code = ord(sign)
    if not _FIRST_SYLLABLE <= code <= _LAST_SYLLABLE:
        return sign if sign.isascii() and sign.isalnum() else "-"
    first, rest = divmod(code - _FIRST_SYLLABLE, 588)
    vowel, last = divmod(rest, 28)
    return _ROMAN_INITIALS[first] + _ROMAN_VOWELS[vowel] + _ROMAN_FINALS[last]
