"""What the API answers, field by field; the OpenAPI document is made from these."""

from __future__ import annotations

from typing import Any, TypedDict

from django.urls import reverse
from rest_framework import serializers

from catalog.models import Product, Tag
from recommender.models import PublicationChange, PublishedTag, Why
from recommender.services.cards import Card
from recommender.services.counts import Counted
from recommender.services.searching import By


class NameSerializer(serializers.Serializer[Any]):
    ko = serializers.CharField()
    en = serializers.CharField()


class TagSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    facet = serializers.CharField()
    name = NameSerializer()


class CountedTagSerializer(TagSerializer):
    definition = NameSerializer()
    products = serializers.IntegerField(help_text="That carry it in the shop, as last counted.")
    in_stock = serializers.IntegerField(help_text="Those of them that can be bought.")


class CarriedSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    source = serializers.ChoiceField(  # type: ignore[assignment]  # a field of that name, no argument
        choices=PublishedTag.Source.choices, help_text="Who says so."
    )
    confidence = serializers.FloatField(min_value=0, max_value=1)


class ProductSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    external_id = serializers.CharField(help_text="The shop's own name for it.")
    title = serializers.CharField(allow_blank=True)
    seller = serializers.CharField(allow_blank=True)
    price = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    in_stock = serializers.BooleanField()
    photo = serializers.CharField(allow_null=True, help_text="Its first photo, relative to this server.")
    page = serializers.CharField(help_text="Its page for shoppers, relative to this server.")
    tags = CarriedSerializer(many=True)


class SimilarSerializer(serializers.Serializer[Any]):
    product = ProductSerializer()
    because = TagSerializer(many=True, help_text="What both carry, the most telling first.")


class SimilarListSerializer(serializers.Serializer[Any]):
    results = SimilarSerializer(many=True)
    is_seen = serializers.BooleanField(help_text="Whether any photo of the product has been looked at yet.")


class WhySerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(
        choices=["mood", "chosen", "like", "new"],
        help_text="A liked mood, one turned up by hand, likeness to a liked product, something new.",
    )
    tag = TagSerializer(allow_null=True)
    count = serializers.IntegerField(help_text="Of liked products that carry the tag.")
    like = serializers.CharField(allow_blank=True, help_text="Title of the liked product that it looks like.")


class OfferSerializer(serializers.Serializer[Any]):
    product = ProductSerializer()
    why = WhySerializer()


class OfferListSerializer(serializers.Serializer[Any]):
    results = OfferSerializer(many=True)


class FoundSerializer(serializers.Serializer[Any]):
    product = ProductSerializer()
    by = serializers.ChoiceField(choices=[by.value for by in By], help_text="On whose word.")
    confidence = serializers.FloatField(allow_null=True)


class SearchListSerializer(serializers.Serializer[Any]):
    results = FoundSerializer(many=True)
    understood = TagSerializer(many=True, help_text="Tags that were asked for, or understood.")
    perhaps = TagSerializer(many=True, help_text="Tags that may have been meant, where nothing was found.")
    next = serializers.CharField(allow_null=True, help_text="`cursor` of the next page.")


class TagListSerializer(serializers.Serializer[Any]):
    results = CountedTagSerializer(many=True)


class StateSerializer(serializers.Serializer[Any]):
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=PublishedTag.Source.choices
    )
    confidence = serializers.FloatField()
    model_key = serializers.CharField(allow_blank=True)


class ChangeSerializer(serializers.Serializer[Any]):
    product = serializers.CharField(help_text="External id.")
    tag = serializers.CharField(help_text="Slug.")
    now = StateSerializer(allow_null=True, help_text="Null: the product no longer carries the tag.")
    why = serializers.ChoiceField(choices=[why.value for why in Why])
    at = serializers.DateTimeField()


class ChangeListSerializer(serializers.Serializer[Any]):
    results = ChangeSerializer(many=True)
    next = serializers.CharField(help_text="`since` of the next question, also where nothing is new.")
    more = serializers.BooleanField(help_text="Whether there is more already.")


class PhotoMoodSerializer(serializers.Serializer[Any]):
    tag = TagSerializer()
    probability = serializers.FloatField()


class PhotoSearchSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=["waiting", "done", "failed"])
    box = serializers.ListField(
        child=serializers.FloatField(), allow_null=True, help_text="Of the product: x0, y0, x1, y1 in 0…1."
    )
    moods = PhotoMoodSerializer(many=True)
    results = SimilarSerializer(many=True)


class ProblemErrorSerializer(serializers.Serializer[Any]):
    parameter = serializers.CharField(allow_blank=True)
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    errors = ProblemErrorSerializer(many=True, required=False)  # type: ignore[assignment]


class NameJson(TypedDict):
    ko: str
    en: str


def tag_json(tag: Tag) -> dict[str, object]:
    return {"slug": tag.slug, "facet": tag.facet.slug, "name": NameJson(ko=tag.name_ko, en=tag.name_en)}


def counted_json(tag: Tag, there: Counted) -> dict[str, object]:
    definition = NameJson(ko=tag.definition_ko, en=tag.definition_en)
    return tag_json(tag) | {"definition": definition, "products": there.published, "in_stock": there.in_stock}


def product_json(card: Card) -> dict[str, object]:
    product: Product = card.product
    return {
        "id": product.pk,
        "external_id": product.external_id,
        "title": product.title,
        "seller": product.seller,
        "price": None if product.price is None else f"{product.price:.2f}",
        "in_stock": product.in_stock,
        "photo": card.photo.get_absolute_url() if card.photo else None,
        "page": reverse("recommender:product", args=[product.pk]),
        "tags": [
            {"slug": row.tag.slug, "source": row.source, "confidence": round(row.confidence, 4)}
            for row in card.published
        ],
    }


def change_json(change: PublicationChange) -> dict[str, object]:
    now = {
        "source": change.to_source,
        "confidence": change.to_confidence,
        "model_key": change.to_model_key,
    }
    return {
        "product": change.external_id,
        "tag": change.tag.slug,
        "now": now if change.to_source else None,
        "why": change.why,
        "at": change.changed_at.isoformat(),
    }
