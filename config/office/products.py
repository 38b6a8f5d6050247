"""Products in the office: the catalog's own list, with what people, models and the shop say of each."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Tag
from catalog.services.finding import Found
from config.office.product_acts import Acts
from config.office.product_filters import FILTERS
from config.office.product_page import product_page
from recommender.models import Hold, PublishedTag

SHOWN = 6
"""Tags in a row of the list."""


def published_with(tag: Tag) -> Found:
    """The newest products that carry a tag in the shop."""
    rows = PublishedTag.objects.filter(tag=tag).order_by("-product_id")
    return rows.values_list("product_id", flat=True)


@admin.register(Product)
class OfficeProductAdmin(Acts):
    list_display = [
        "photo",
        "__str__",
        "tags",
        "seller",
        "external_id",
        "worth",
        "in_stock",
        "photos",
        "created_at",
    ]
    list_filter = FILTERS
    by_tag = (published_with,)
    change_form_template = "office/product.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        tags = PublishedTag.objects.select_related("tag").order_by("source", "-confidence")
        holds = Hold.objects.standing()
        beside = [
            Prefetch("published_tags", tags, to_attr="carried"),
            Prefetch("holds", holds, to_attr="held"),
        ]
        return super().get_queryset(request).prefetch_related(*beside)

    @admin.display(description=_("가격"))
    def worth(self, product: Product) -> str:
        return "–" if product.price is None else f"{product.price:,.2f}".removesuffix(".00")

    @admin.display(description=_("게시된 태그"))
    def tags(self, product: Product) -> SafeString:
        """People's first. A product that was taken out says so in their place."""
        if vars(product)["held"]:
            return format_html_join("", '<span class="chip chip--out">{}</span>', [(_("내림"),)])
        rows: list[PublishedTag] = vars(product)["carried"]
        chips = [(row.source, row.tag.name) for row in rows[:SHOWN]]
        more = [("more", f"+{len(rows) - SHOWN}")] if len(rows) > SHOWN else []
        return format_html_join(" ", '<span class="chip chip--{}">{}</span>', [*chips, *more])

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        product = self.get_object(request, object_id) if request.method == "GET" else None
        panels = {"panels": product_page(product)} if product else {}
        return super().change_view(request, object_id, form_url, {**panels, **(extra_context or {})})
