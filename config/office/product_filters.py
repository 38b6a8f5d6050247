"""Filters of the list of products on what the layers above know of them."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Facet, Product, SellerTag, Tag
from config.office.choosing import ChosenFromMany
from labeling.models import Label, QueueItem
from recommender.models import Contradiction, Hold, PublishedTag

THIS = OuterRef("pk")
SURE, LIKELY = 0.9, 0.7
Products = QuerySet[Product]


class ByState(admin.SimpleListFilter):
    title, parameter_name = cast("str", _("상태")), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("published", _("게시됨")),
            ("waiting", _("질문을 기다림")),
            ("decided", _("사람이 답함")),
            ("never", _("물은 적 없음")),
            ("held", _("관리자가 내림")),
        ]

    def queryset(self, request: HttpRequest, queryset: Products) -> Products:
        asked = QueueItem.objects.filter(image__product=THIS)
        answered = Label.objects.filter(image__product=THIS)
        match self.value():
            case "published":
                return queryset.filter(Exists(PublishedTag.objects.filter(product=THIS)))
            case "waiting":
                return queryset.filter(Exists(asked.open()))
            case "decided":
                return queryset.filter(Exists(answered))
            case "never":
                return queryset.exclude(Exists(asked)).exclude(Exists(answered))
            case "held":
                return queryset.filter(Exists(Hold.objects.standing().filter(product=THIS)))
        return queryset


class BySource(admin.SimpleListFilter):
    title, parameter_name = cast("str", _("태그의 출처")), "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        model = pgettext_lazy("on whose word", "모델")
        return [("curated", _("사람")), ("predicted", model), ("seller", _("판매자"))]

    def queryset(self, request: HttpRequest, queryset: Products) -> Products:
        match self.value():
            case "curated" | "predicted" as source:
                return queryset.filter(Exists(PublishedTag.objects.filter(product=THIS, source=source)))
            case "seller":
                return queryset.filter(Exists(SellerTag.objects.filter(product=THIS)))
        return queryset


class ByConfidence(admin.SimpleListFilter):
    """By a tag that the product carries."""

    title, parameter_name = cast("str", _("확신")), "confidence"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("sure", _("100 가운데 90 이상")),
            ("likely", _("70에서 90")),
            ("low", _("70 아래")),
        ]

    def queryset(self, request: HttpRequest, queryset: Products) -> Products:
        bounds = {"sure": (SURE, 1.1), "likely": (LIKELY, SURE), "low": (-1.0, LIKELY)}
        if (chosen := bounds.get(self.value() or "")) is None:
            return queryset
        rows = PublishedTag.objects.filter(product=THIS, confidence__gte=chosen[0], confidence__lt=chosen[1])
        return queryset.filter(Exists(rows))


class ByQuarrel(admin.SimpleListFilter):
    """Where somebody is wrong: people among themselves, or the seller."""

    title, parameter_name = cast("str", _("의견")), "quarrel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("people", _("사람들의 답이 갈림")), ("seller", _("판매자와 어긋남"))]

    def queryset(self, request: HttpRequest, queryset: Products) -> Products:
        match self.value():
            case "people":
                return queryset.filter(Exists(Label.objects.torn().filter(image__product=THIS)))
            case "seller":
                conflicts = Contradiction.objects.filter(seller_tag__product=THIS)
                return queryset.filter(Exists(conflicts))
        return queryset


class ByTag(ChosenFromMany):
    """By a published tag."""

    title, parameter_name = cast("str", _("태그")), "tag"

    def grouped(self) -> list[tuple[str, list[tuple[str, str]]]]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for tag in Tag.objects.in_use():
            groups.setdefault(tag.facet.name, []).append((str(tag.pk), tag.name))
        return list(groups.items())

    def queryset(self, request: HttpRequest, queryset: Products) -> Products:
        known = {value for value, _ in self.lookup_choices}
        if (tag := self.value()) not in known:
            return queryset
        return queryset.filter(Exists(PublishedTag.objects.filter(product=THIS, tag_id=int(str(tag)))))


class ByFacet(ChosenFromMany):
    """Whether a question has been answered for shoppers at all."""

    title, parameter_name = cast("str", _("측면")), "facet"

    def grouped(self) -> list[tuple[str, list[tuple[str, str]]]]:
        facets = list(Facet.objects.order_by("position", "slug"))
        return [
            (str(_("있음")), [(f"has-{facet.pk}", facet.name) for facet in facets]),
            (str(_("비어 있음")), [(f"no-{facet.pk}", facet.name) for facet in facets]),
        ]

    def queryset(self, request: HttpRequest, queryset: Products) -> Products:
        if (chosen := self.value()) not in {value for value, _ in self.lookup_choices}:
            return queryset
        kind, _dash, facet = str(chosen).partition("-")
        tags = list(Tag.objects.filter(facet_id=int(facet)).values_list("pk", flat=True))
        carried = Exists(PublishedTag.objects.filter(product=THIS, tag__in=tags))
        return queryset.filter(carried) if kind == "has" else queryset.exclude(carried)


FILTERS: list[Any] = [ByState, BySource, ByQuarrel, ByTag, ByFacet, ByConfidence, "in_stock", "created_at"]
