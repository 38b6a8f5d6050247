"""How the world looks, as far as publishing cares: while it looks the same, there is nothing to publish."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Aggregate, Count, Max, Model, QuerySet, Subquery, Sum, Value

from catalog.models import Embedding, Product, Tag
from labeling.models import Label
from recommender.models import Publication
from training.models import ModelVersion


@dataclass(frozen=True)
class Watermark:
    """The champion, the rules, the tags in use, what people said, what is embedded, and what products say.

    Labels are changed and deleted as well as added: their number and the sums of what people said tell what
    the newest date alone would not, such as a transaction that began earlier and ended later.
    """

    model_key: str
    rules: str
    tags: list[int]
    labels_changed_at: dt.datetime | None
    label_count: int
    yes_count: int
    no_count: int
    embedding_count: int
    last_embedding_id: int
    products_changed_at: dt.datetime | None

    def is_of(self, publication: Publication | None) -> bool:
        """Whether that sweep saw the same world."""
        return publication is not None and all(
            getattr(publication, field.name) == getattr(self, field.name) for field in fields(self)
        )


def watermark(rules: str) -> Watermark:
    """One query. Counting is what grows in it: a few milliseconds for each hundred thousand rows."""
    labels, embeddings = Label.objects.all(), Embedding.objects.all()
    champion = ModelVersion.objects.order_by().filter(is_champion=True).values("model_key")
    seen = (
        Tag.objects.in_use()
        .order_by()
        .aggregate(
            tags=ArrayAgg("pk", order_by="pk", default=Value([])),
            model_key=Max(Subquery(champion), default=""),
            labels_changed_at=_alone(labels, Max("updated_at")),
            label_count=_alone(labels, Count("pk"), default=0),
            yes_count=_alone(labels, Sum("yes"), default=0),
            no_count=_alone(labels, Sum("no"), default=0),
            embedding_count=_alone(embeddings, Count("pk"), default=0),
            last_embedding_id=_alone(embeddings, Max("pk"), default=0),
            products_changed_at=_alone(Product.objects.all(), Max("updated_at")),
        )
    )
    return Watermark(rules=rules, **seen)


def _alone(rows: QuerySet[Model], figure: Aggregate, default: object = None) -> Max:
    """A figure over a whole table, inside a query over another: the maximum of one number is that number."""
    whole_table: dict[str, Any] = {"figure": figure}
    return Max(
        Subquery(rows.order_by().values(one=Value(1)).annotate(**whole_table).values("figure")),
        default=default,
    )
