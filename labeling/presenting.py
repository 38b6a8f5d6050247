"""What the review screen is told of an item: plain JSON, in the person's language."""

from __future__ import annotations

from typing import TypedDict

from catalog.models import Facet, ProductImage, Region, SellerTag, Tag
from labeling.models import Comment, QueueItem, Suggestion
from labeling.services.examples import Examples

MOST_SUGGESTIONS = 5
"""Rows that one screen holds, whatever was chosen: nobody may accept what was out of sight."""


class FacetJson(TypedDict):
    slug: str
    name: str
    choice: str
    colour: str


class TagJson(TypedDict):
    id: int
    slug: str
    name: str
    name_ko: str
    name_en: str
    definition: str
    colour: str
    key: str
    facet: FacetJson


class SuggestionJson(TypedDict):
    tag: TagJson
    probability: float | None
    said_by_seller: bool
    evidence: list[dict[str, object]]
    words: list[dict[str, object]]


class RegionJson(TypedDict):
    id: int
    box: list[float]
    source: str


class CommentJson(TypedDict):
    client_id: str
    curator: int
    name: str
    text: str
    at: str


class ItemJson(TypedDict):
    id: int
    image: dict[str, object]
    region: RegionJson | None
    product: dict[str, object]
    facet: FacetJson | None
    reason: str
    why: str
    comments: list[CommentJson]
    hides_suggestions: bool
    model_key: str
    suggestions: list[SuggestionJson]


def item_json(item: QueueItem) -> ItemJson:
    """Give it items of `QueueItem.objects.for_screen()`, or every part costs a query."""
    product = item.image.product
    return {
        "id": item.pk,
        "image": {**_photo(item.image), "width": item.image.width, "height": item.image.height},
        "region": region_json(next(iter(item.image.regions.all()), None)),
        "product": {
            "id": product.pk,
            "title": product.title,
            "category": product.category,
            "seller": product.seller,
            "seller_tags": [
                {"text": said.text, "tag": said.tag.slug if said.tag else None} for said in _seller_tags(item)
            ],
            "photos": [
                {**_photo(image), "current": image.pk == item.image_id}
                for image in sorted(product.images.all(), key=lambda image: image.position)
            ],
        },
        "facet": facet_json(item.facet) if item.facet else None,
        "reason": item.reason,
        "why": item.why(),
        "comments": _comments(item),
        "hides_suggestions": item.hides_suggestions,
        "model_key": "" if item.hides_suggestions else item.model_key,
        "suggestions": _suggestions(item),
    }


def region_json(region: Region | None) -> RegionJson | None:
    return None if region is None else {"id": region.pk, "box": list(region.box), "source": region.source}


def tag_json(tag: Tag) -> TagJson:
    return {
        "id": tag.pk,
        "slug": tag.slug,
        "name": tag.name,
        "name_ko": tag.name_ko,
        "name_en": tag.name_en,
        "definition": tag.definition,
        "colour": tag.shown_colour,
        "key": tag.key,
        "facet": facet_json(tag.facet),
    }


def comment_json(comment: Comment) -> CommentJson:
    return {
        "client_id": str(comment.client_id),
        "curator": comment.curator_id,
        "name": comment.curator.get_full_name() or comment.curator.get_username(),
        "text": comment.text,
        "at": comment.created_at.isoformat(),
    }


def examples_json(tag: Tag, examples: Examples) -> dict[str, object]:
    """With each photo its product, so that the one being judged can be left out."""
    kinds = {"yes": examples.yes, "no": examples.no, "borderline": examples.borderline}
    photos = {
        kind: [{**_photo(image), "product": image.product_id} for image in images]
        for kind, images in kinds.items()
    }
    return {"tag": tag_json(tag), **photos}


def facet_json(facet: Facet) -> FacetJson:
    return {"slug": facet.slug, "name": facet.name, "choice": facet.choice, "colour": facet.colour}


def _photo(image: ProductImage) -> dict[str, object]:
    return {"id": image.pk, "url": image.get_absolute_url(), "thumbnail": image.thumbnail_url}


def _seller_tags(item: QueueItem) -> list[SellerTag]:
    """An audit answer must not be led by the seller, nor by the model."""
    return [] if item.hides_suggestions else list(item.image.product.seller_tags.all())


def _comments(item: QueueItem) -> list[CommentJson]:
    """Nor may others' words lead an audit."""
    return [] if item.hides_suggestions else [comment_json(said) for said in item.image.comments.all()]


def _suggestions(item: QueueItem) -> list[SuggestionJson]:
    hidden = item.hides_suggestions
    claimed = {said.tag_id for said in _seller_tags(item)}
    return [
        {
            "tag": tag_json(suggested.tag),
            "probability": None if hidden else suggested.probability,
            "said_by_seller": suggested.tag_id in claimed,
            "evidence": [] if hidden else suggested.evidence,
            "words": [] if hidden else suggested.words,
        }
        for suggested in _shown(item)
    ]


def _shown(item: QueueItem) -> list[Suggestion]:
    """What is asked: of an audit every tag, else as many as a screen holds."""
    in_use = [suggested for suggested in item.suggestions.all() if suggested.tag.retired_at is None]
    return in_use if item.facet_id else in_use[:MOST_SUGGESTIONS]
