"""Why a published tag came, changed or went, in the words of `Why`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from recommender.models import PublishedTag, Why
from recommender.services.deciding import Claim, ProductTag

CURATED = PublishedTag.Source.CURATED


@dataclass(frozen=True)
class Reasons:
    """What a sweep knows of some products: what they carry now, what people denied, and who predicts."""

    claims: Mapping[ProductTag, Claim]
    denied: Collection[ProductTag]
    in_use: Collection[int]
    choice_of: Mapping[int, int]
    model_key: str
    held: Collection[int] = ()
    """Products that a manager took out of the shop."""

    def of_coming(self, held: PublishedTag | None, claim: Claim) -> Why:
        """Of a tag that the product did not carry, or carried on another word."""
        if held is None:
            return Why.PEOPLE if claim.source == CURATED else Why.SURE
        if claim.source == CURATED:
            return Why.LABELS if held.source == CURATED else Why.PEOPLE
        if held.source == CURATED:
            return Why.LABELS
        return Why.SEEN_ANEW if held.model_key == claim.model_key else Why.MODEL

    def of_going(self, held: PublishedTag) -> Why:
        """Of a tag that the product no longer carries: the first that is true, people before models."""
        cell = (held.product_id, held.tag_id)
        if held.product_id in self.held:
            return Why.HELD
        if held.tag_id not in self.in_use:
            return Why.RETIRED
        if cell in self.denied:
            return Why.DENIED
        if self._is_decided_otherwise(*cell):
            return Why.OTHER_CHOICE
        if held.source == CURATED:
            return Why.LABELS
        return Why.THRESHOLD if held.model_key == self.model_key else Why.MODEL

    def _is_decided_otherwise(self, product: int, tag: int) -> bool:
        facet = self.choice_of.get(tag)
        return facet is not None and (product, facet) in self._chosen

    @cached_property
    def _chosen(self) -> set[tuple[int, int]]:
        """Products and the facets of one choice that they have a tag of."""
        return {(product, self.choice_of[tag]) for product, tag in self.claims if tag in self.choice_of}
