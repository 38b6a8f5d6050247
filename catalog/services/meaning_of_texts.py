"""Giving sellers' texts another meaning, so that it can be taken back exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from django.db.models import Q

from catalog.models import SellerTag, SellerText, Tag


@dataclass(frozen=True)
class MovedTexts:
    """Texts that meant the tag `source` (None: nothing) and mean `target` now.

    ids: of the rows, where the target had the same text already: that alone would not tell them apart.
    """

    source: int | None
    target: int
    texts: list[str] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def move_texts(source: Tag | None, target: Tag, texts: Iterable[str] | None = None) -> MovedTexts:
    """All texts of the source, or these. What is imported later with such a text goes back with it."""
    rows = SellerTag.objects.filter(tag=source)
    if texts is not None:
        rows = rows.filter(text__in=list(texts))
    there = rows.order_by().values_list("text", flat=True).distinct()
    both = set(SellerTag.objects.filter(tag=target, text__in=there).order_by().values_list("text", flat=True))
    moved = MovedTexts(
        source.pk if source else None,
        target.pk,
        sorted(set(there) - both),
        list(rows.filter(text__in=both).values_list("pk", flat=True)) if both else [],
    )
    rows.update(tag=target)
    return moved


def put_texts_back(moves: Iterable[MovedTexts]) -> None:
    for moved in reversed(list(moves)):
        these = Q(text__in=moved.texts) | Q(pk__in=moved.ids)
        SellerTag.objects.filter(these, tag=moved.target).update(tag=moved.source)


def open_text_again(pk: int) -> None:
    """It waits for a meaning, as often as it is without one now."""
    text = SellerText.objects.filter(pk=pk).first()
    if text is None:
        return
    text.take_up()
    text.products = SellerTag.objects.filter(tag=None, text__in=text.spellings).count()
    text.save(update_fields=["products"])
