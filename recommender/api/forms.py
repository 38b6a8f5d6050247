"""What may be asked, parameter by parameter."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from recommender.services.query import LONGEST_QUERY

MOST = 100
MOST_CHANGES = 1000
LONGEST_CURSOR = 200
MOST_TAGS = 10


class NarrowForm(serializers.Serializer[Any]):
    """What must hold of a product besides."""

    tag = serializers.ListField(
        child=serializers.SlugField(max_length=64),
        required=False,
        max_length=MOST_TAGS,
        help_text="Slugs of tags that all have to hold.",
    )
    price_from = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0, required=False)
    price_to = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0, required=False)
    seller = serializers.CharField(max_length=200, required=False)
    in_stock = serializers.BooleanField(required=False, help_text="`true`: leave out what is sold out.")


class SimilarForm(NarrowForm):
    limit = serializers.IntegerField(min_value=1, max_value=60, default=12, help_text="How many at most.")


class ForYouForm(serializers.Serializer[Any]):
    limit = serializers.IntegerField(min_value=1, max_value=96, default=24, help_text="How many at most.")


class SearchForm(NarrowForm):
    q = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_QUERY,
        help_text="As a shopper types it: `로맨틱 원피스`, `#boho`, `cute or lovely not sporty`.",
    )
    limit = serializers.IntegerField(min_value=1, max_value=MOST, default=24)
    cursor = serializers.CharField(max_length=LONGEST_CURSOR, required=False, help_text="Of the page before.")


class ChangesForm(serializers.Serializer[Any]):
    since = serializers.CharField(
        max_length=LONGEST_CURSOR,
        required=False,
        help_text="`next` of the last answer. Without it, from the beginning.",
    )
    limit = serializers.IntegerField(min_value=1, max_value=MOST_CHANGES, default=200)


class PhotoUpload(serializers.Serializer[Any]):
    photo = serializers.FileField(help_text="JPEG, PNG, WebP, GIF, BMP, AVIF or HEIC.", max_length=255)


class ExportForm(serializers.Serializer[Any]):
    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`as` is a word of Python's."""
        return {"as": serializers.ChoiceField(choices=["csv", "jsonl", "parquet"], default="csv")}
