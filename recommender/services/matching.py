"""From what is asked for to rows: which products match, and how sure we are of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import (
    Case,
    Exists,
    Expression,
    F,
    FilteredRelation,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Greatest, Least, Upper

from catalog.models import Product, Tag
from catalog.services.vocabulary import Names
from labeling.models import Grade
from recommender.index.base import Where
from recommender.models import PublishedTag
from recommender.services.cards import CATEGORY
from recommender.services.query import AllOf, HasTag, HasWord, Node, NoneOf

PEOPLE_SAID = 2.0
"""Added to what people said, so that it stands before whatever a model is sure of."""


def matching(node: Node | None, where: Where, names: Names) -> QuerySet[Product]:
    """The products that match, in no order."""
    builder = _Builder(names)
    holds = builder.of(node)[0] if node else Q()
    return Product.objects.alias(**builder.relations).filter(holds & _narrowed(where)).order_by()


def ranked(node: Node | None, where: Where, names: Names) -> QuerySet[Product, tuple[int, float | None]]:
    """The ids of the products that match, with how sure that is, the surest first; of equals the older.

    Two and more where people said it; a probability where a model did; nothing where only the seller's words
    match. A chain is as strong as its weakest link: of all of several the least sure one counts, of any the
    surest.
    """
    builder = _Builder(names, graded=isinstance(node, HasTag))
    holds, sure = builder.of(node) if node else (Q(), None)
    products = Product.objects.alias(**builder.relations).filter(holds & _narrowed(where))
    return (
        products.annotate(sure=sure or Value(None, output_field=FloatField()))
        .order_by(F("sure").desc(nulls_last=True), "pk")
        .values_list("pk", "sure")
    )


@dataclass
class _Builder:
    """A join for each tag, through the constraint that a product carries it once: no row is doubled."""

    names: Names
    graded: bool = False
    relations: dict[str, FilteredRelation] = field(default_factory=dict)

    def of(self, node: Node, *, negated: bool = False) -> tuple[Q, Expression | Case | None]:
        """When it holds, and how sure we are then. Not is pushed down to the leaves."""
        if isinstance(node, NoneOf):
            return self.of(node.part, negated=not negated)
        if isinstance(node, HasTag):
            return self._tag(node.tag, negated=negated)
        if isinstance(node, HasWord):
            word = Q(title__icontains=node.word)
            return (~word if negated else word), None
        parts = [self.of(part, negated=negated) for part in node.parts]
        every = isinstance(node, AllOf) != negated
        holds = Q()
        for condition, _ in parts:
            holds = holds & condition if every else holds | condition
        figures = [sure if every else Case(When(condition, then=sure)) for condition, sure in parts if sure]
        if len(figures) < 2:
            return holds, figures[0] if figures else None
        return holds, (Least if every else Greatest)(*figures)  # Postgres passes over what is NULL

    def _tag(self, tag: Tag, *, negated: bool) -> tuple[Q, Case | None]:
        name = f"tag_{tag.pk}"
        self.relations[name] = FilteredRelation("published_tags", condition=Q(published_tags__tag=tag.pk))
        carried = Q(**{f"{name}__isnull": False})
        said = self._seller_says(tag)
        if negated:
            missing = Q(**{f"{name}__isnull": True})
            return (missing & ~said if said else missing), None
        confidence = _graded(tag, F(f"{name}__confidence")) if self.graded else F(f"{name}__confidence")
        by_people = When(**{f"{name}__source": PublishedTag.Source.CURATED}, then=confidence + PEOPLE_SAID)
        by_model = When(**{f"{name}__source": PublishedTag.Source.PREDICTED}, then=confidence)
        return (carried | said if said else carried), Case(by_people, by_model)

    def _seller_says(self, tag: Tag) -> Q | None:
        """Of a kind of thing: the seller says so, and neither people nor a model say that it is another."""
        if tag.facet.slug != CATEGORY:
            return None
        known = PublishedTag.objects.filter(product=OuterRef("pk"), tag__facet=tag.facet_id)
        return said_by_sellers(tag, self.names) & ~Q(Exists(known))


def said_by_sellers(tag: Tag, names: Names) -> Q:
    """Products whose category, as the seller wrote it, is a name of this tag."""
    spelled = sorted({name.upper() for name in tag.all_names() if names.tag_for(name) == tag})
    return Q(pk__in=Product.objects.alias(kind=Upper("category")).filter(kind__in=spelled).values("pk"))


def _graded(tag: Tag, confidence: F) -> Case:
    """The share of yes of the photo that is the most so, and `confidence` where none was compared.

    Few were: a set of their products is looked into for each carrier, and grades for those alone.
    """
    grades = Grade.objects.telling().filter(tag=tag).exclude(share=None)
    own = grades.filter(image__product=OuterRef("pk")).order_by("-share").values("share")[:1]
    compared = When(pk__in=grades.order_by().values("image__product"), then=Subquery(own))
    return Case(compared, default=confidence)


def _narrowed(where: Where) -> Q:
    holds = Q()
    if where.price_from is not None:
        holds &= Q(price__gte=where.price_from)
    if where.price_to is not None:
        holds &= Q(price__lte=where.price_to)
    if where.seller is not None:
        holds &= Q(seller=where.seller)
    if where.in_stock is not None:
        holds &= Q(in_stock=where.in_stock)
    if where.without_products:
        holds &= ~Q(pk__in=where.without_products)
    return holds
