"""Seller tags that the catalog now contradicts, with who or what says no: the sellers' lists to mend."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from catalog.models import ProductImage, SellerTag
from labeling.models import Label
from recommender.models import Contradiction, PublishedTag
from recommender.services.deciding import Claim, ProductTag

By = Contradiction.By
BELOW_USUAL = 0.5
"""Of how often the audit set says yes to the tag: a low figure is no contradiction of a rare tag."""
WRITTEN = ["said_by", "instead", "image", "yes", "no", "probability", "model_key", "found_at"]


@dataclass(frozen=True)
class Stands:
    """What the catalog says of some products."""

    claims: Mapping[ProductTag, Claim]
    denied: Collection[ProductTag]
    against: Mapping[ProductTag, float]
    """Cells that the picture alone speaks against, with what little it gives them."""
    choice_of: Mapping[int, int]
    model_key: str


def surely_not(promised: float, positives: int, images: int) -> float:
    """The probability below which the picture speaks against a tag: as sure of no as a published tag is of
    yes, and far below what an ordinary photo gets."""
    return min(1 - promised, BELOW_USUAL * positives / max(images, 1))


def seller_says(first: int, last: int, tags: Collection[int]) -> list[SellerTag]:
    """What the sellers of products after `first` and up to `last` say that is a tag of ours."""
    return list(SellerTag.objects.filter(product__gt=first, product__lte=last, tag__in=tags))


def mend(said: Iterable[SellerTag], stands: Stands, *, now: dt.datetime) -> None:
    """Bring the lists in line for the products of these seller tags; what stands already stays untouched."""
    said = list(said)
    if not said:
        return
    carried = _choices(stands)
    wanted = {one.pk: found for one in said if (found := _contradiction(one, stands, carried))}
    _add_evidence([one for one in said if one.pk in wanted], wanted)
    held = {
        row.seller_tag_id: row for row in Contradiction.objects.filter(seller_tag__in=[s.pk for s in said])
    }
    news = []
    for pk, found in wanted.items():
        old = held.get(pk)
        if old is None or any(getattr(old, n) != getattr(found, n) for n in _COMPARED):
            found.found_at = old.found_at if old and old.said_by == found.said_by else now
            news.append(found)
    with transaction.atomic():
        Contradiction.objects.filter(seller_tag__in=held.keys() - wanted.keys()).delete()
        Contradiction.objects.bulk_create(
            news, 1_000, update_conflicts=True, unique_fields=["seller_tag"], update_fields=WRITTEN
        )


_COMPARED = ["said_by", "instead_id", "image_id", "yes", "no", "probability", "model_key"]


def _choices(stands: Stands) -> dict[tuple[int, int], tuple[int, Claim]]:
    """By product and `single` facet: the tag that it carries."""
    return {
        (product, stands.choice_of[tag]): (tag, claim)
        for (product, tag), claim in stands.claims.items()
        if tag in stands.choice_of
    }


def _contradiction(
    one: SellerTag, stands: Stands, carried: Mapping[tuple[int, int], tuple[int, Claim]]
) -> Contradiction | None:
    """People first, then another choice, then the picture."""
    if one.tag_id is None or (cell := (one.product_id, one.tag_id)) in stands.claims:
        return None
    facet = stands.choice_of.get(one.tag_id)
    instead, claim = carried.get((one.product_id, facet), (None, None)) if facet else (None, None)
    if cell in stands.denied:
        return Contradiction(seller_tag=one, said_by=By.PEOPLE, instead_id=instead)
    if claim is not None:
        is_model = claim.source == PublishedTag.Source.PREDICTED
        key = claim.model_key if is_model else ""
        return Contradiction(seller_tag=one, said_by=By.CHOICE, instead_id=instead, model_key=key)
    if cell in stands.against:
        return Contradiction(
            seller_tag=one,
            said_by=By.PICTURE,
            probability=round(stands.against[cell], 4),
            model_key=stands.model_key,
        )
    return None


def _add_evidence(said: Collection[SellerTag], wanted: Mapping[int, Contradiction]) -> None:
    """The photo on which most people said no; else the product's first."""
    products = {one.product_id for one in said}
    photos = ProductImage.objects.filter(product__in=products).order_by("-position", "-pk")
    first = dict(photos.values_list("product", "pk"))
    labels = Label.objects.known().filter(image__product__in=products, tag__in={one.tag_id for one in said})
    denied: dict[ProductTag, tuple[int, int, int]] = {}
    for product, tag, image, yes, no in labels.values_list("image__product", "tag", "image", "yes", "no"):
        denied[product, tag] = max(denied.get((product, tag), (0, 0, 0)), (no, -yes, image))
    for one in said:
        found = wanted[one.pk]
        found.image_id = first.get(one.product_id)
        if found.said_by == By.PEOPLE and one.tag_id is not None:
            # Answers may have been taken back since the catalog was read; the next sweep hears of it.
            no, less_yes, image = denied.get((one.product_id, one.tag_id), (0, 0, found.image_id or 0))
            found.no, found.yes, found.image_id = no, -less_yes, image or None
