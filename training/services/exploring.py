"""Tags that no model knows yet: which of them to ask about an image."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from django.db.models import Count

from catalog.models import ProductImage, SellerTag, Tag
from catalog.services.vocabulary import Names
from labeling.models import Label


class Unlearned:
    """The tags in use that are not among `learned`: what sellers say, then the least known."""

    def __init__(self, image_ids: Sequence[int], *, learned: Collection[int]) -> None:
        in_use = list(Tag.objects.in_use())
        tags = [tag for tag in in_use if tag.pk not in set(learned)]
        self.exist = bool(tags)
        self._ids = {tag.pk for tag in tags}
        self._claims = claims(image_ids, Names(in_use), self._ids)
        # A single facet's options come from sellers and curators: asking by turns, most would be no.
        self._by_turns = [tag for tag in tags if not tag.facet.is_single]
        answers = Label.objects.known().values_list("tag").annotate(answers=Count("pk"))
        self._known = Counter(dict(answers))

    def of(self, image_id: int, count: int, *, wanted: int | None = None) -> list[int]:
        """At most `count` tag ids, `wanted` first if it is one of these; the next image is asked others."""
        first = [wanted] if wanted in self._ids else []
        asked = [*first, *(tag for tag in self._claims.get(image_id, []) if tag != wanted)][:count]
        others = [tag for tag in self._by_turns if tag.pk not in asked]
        others.sort(key=lambda tag: (self._known[tag.pk], tag.facet.position, tag.position))
        asked += [tag.pk for tag in others[: count - len(asked)]]
        self._known.update(asked)
        return asked


def claims(image_ids: Sequence[int], names: Names, of_interest: set[int]) -> dict[int, list[int]]:
    """By image: the tags of interest that its seller's category and hashtags mean."""
    typed: dict[int, list[int]] = {}
    seller_tags = SellerTag.objects.filter(product__images__in=image_ids, tag__in=of_interest)
    for product_id, tag_id in seller_tags.values_list("product_id", "tag_id").distinct():
        if tag_id is not None:
            typed.setdefault(product_id, []).append(tag_id)
    claimed = {}
    images = ProductImage.objects.filter(pk__in=image_ids)
    for image_id, product_id, category in images.values_list("pk", "product_id", "product__category"):
        meant = names.tag_for(category) if category else None
        first = [meant.pk] if meant and meant.pk in of_interest else []
        claimed[image_id] = first + [tag for tag in typed.get(product_id, []) if tag not in first]
    return claimed
