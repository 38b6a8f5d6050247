"""Sentences about a tag. In Korean the particle depends on how the tag's name ends."""

from __future__ import annotations

from django.utils.translation import gettext as _

from catalog.models import Tag
from labeling.models import Grid

_FIRST_SYLLABLE, _LAST_SYLLABLE, _ENDINGS = 0xAC00, 0xD7A3, 28
"""Unicode lists Korean syllables by their ending consonant, the first of 28 being none."""


def grid_question(tag: Tag, kind: str) -> str:
    """What to pick out of a grid of this kind."""
    if kind == Grid.Kind.UNLIKELY:
        sentence = _("%(tag)s인 것을 고르세요")
    elif ends_in_a_consonant(tag.name):
        sentence = _("%(tag)s이 아닌 것을 고르세요")
    else:
        sentence = _("%(tag)s가 아닌 것을 고르세요")
    return sentence % {"tag": tag.name}


def ends_in_a_consonant(word: str) -> bool:
    """Of a word that does not end in Korean nothing is known: it is spoken as if it did not."""
    last = ord(word[-1]) if word else 0
    return _FIRST_SYLLABLE <= last <= _LAST_SYLLABLE and (last - _FIRST_SYLLABLE) % _ENDINGS != 0
