"""Products and what belongs to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Model, Prefetch, QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog.admin.base import CatalogAdmin, PictureAdmin, thumbnail
from catalog.admin.typed import TabularInline
from catalog.models import Embedding, Product, ProductImage, SellerTag, Tag
from catalog.services.finding import ByTag, among, products_called


class FromImports:
    """Photos come in by an import alone, whose decoder lets nothing but pixels through."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class DeletedWithWhatFollows:
    """What was computed of a product goes with it; what people or sources said of it keeps it here."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set[str], Any]:
        to_delete, counts, _, protected = super().get_deleted_objects(objs, request)  # type: ignore[misc]
        return to_delete, counts, set(), protected


class ImageInline(FromImports, TabularInline[ProductImage, Product]):
    model = ProductImage
    extra = 0
    can_delete = False
    show_change_link = True
    fields = ["photo", "position", "width", "height", "source_name"]
    readonly_fields = ["photo", "position", "width", "height", "source_name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProductImage]:
        return super().get_queryset(request).select_related("product")  # whose name each row bears

    @admin.display(description=_("사진"))
    def photo(self, image: ProductImage) -> SafeString:
        return thumbnail(image)


class KnownTags(AutocompleteSelect):
    """Django's, which would ask for the name of what each row chose: here they are known beforehand."""

    names: Mapping[str, str] = MappingProxyType({})

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        chosen = [one for one in value if one]
        if not all(str(one) in self.names for one in chosen):
            return super().optgroups(name, value, attrs)
        none = [("", "")]
        options = [*none, *((one, self.names[str(one)]) for one in chosen)]
        made = [
            self.create_option(name, one, label, str(one) in value, place)
            for place, (one, label) in enumerate(options)
        ]
        return [(None, made, 0)]


class LabelledRows(BaseInlineFormSet):  # type: ignore[type-arg]
    """Each input says what it is: the table's head is no label for a screen reader."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs.setdefault("aria-label", str(field.label))


class SellerTagInline(TabularInline[SellerTag, Product]):
    model = SellerTag
    formset = LabelledRows
    extra = 0
    autocomplete_fields = ["tag"]

    def get_formset(self, request: HttpRequest, obj: Product | None = None, **kwargs: Any) -> Any:
        """With the names of the tags that its rows have, in one query."""
        formset = super().get_formset(request, obj, **kwargs)
        names = Tag.objects.filter(seller_tags__product=obj).distinct() if obj else Tag.objects.none()
        widget = KnownTags(SellerTag._meta.get_field("tag"), self.admin_site)
        widget.names = {str(tag.pk): str(tag) for tag in names.order_by()}
        wrapped = formset.form.base_fields["tag"].widget
        widget.choices, wrapped.widget = wrapped.widget.choices, widget
        return formset


class ProductAdmin(FromImports, DeletedWithWhatFollows, CatalogAdmin[Product]):
    """What the catalog itself knows of products. The office registers it, with what the layers above know."""

    list_display = [
        "photo",
        "__str__",
        "external_id",
        "category",
        "seller",
        "price",
        "in_stock",
        "photos",
        "created_at",
    ]
    list_display_links = ["__str__"]
    list_filter = ["in_stock", "created_at"]
    search_fields = ["title", "external_id", "seller"]
    search_help_text = _("이름의 낱말, 상품 번호, 판매자, 태그로 찾습니다.")
    sortable_by = ()
    readonly_fields = ["external_id", "attributes", "lot", "created_at", "updated_at"]
    inlines = [ImageInline, SellerTagInline]
    ordering = ["-id"]
    by_tag: ClassVar[Sequence[ByTag]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        images = ProductImage.objects.order_by("position", "pk")
        return super().get_queryset(request).prefetch_related(Prefetch("images", images))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Product], search_term: str
    ) -> tuple[QuerySet[Product], bool]:
        if not search_term.strip():
            return queryset, False
        return among(queryset, products_called(search_term, *self.by_tag)), False

    @admin.display(description=_("사진"))
    def photo(self, product: Product) -> SafeString:
        return thumbnail(next(iter(product.images.all()), None))

    @admin.display(description=_("장"))
    def photos(self, product: Product) -> int:
        return len(product.images.all())


@admin.register(ProductImage)
class ProductImageAdmin(FromImports, DeletedWithWhatFollows, CatalogAdmin[ProductImage]):
    list_display = ["photo", "product", "position", "size", "source_name", "created_at"]
    list_display_links = ["photo"]
    list_filter = ["created_at"]
    list_select_related = ["product"]
    search_fields = ["product__external_id", "product__title", "sha256"]
    search_help_text = _("상품의 이름이나 번호, 사진의 해시로 찾습니다.")
    sortable_by = ()
    fields = ["photo", "product", "position", "size", "source_name", "sha256", "created_at"]
    readonly_fields = ["photo", "product", "size", "source_name", "sha256", "created_at"]
    ordering = ["-id"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ProductImage], search_term: str
    ) -> tuple[QuerySet[ProductImage], bool]:
        if not (text := search_term.strip()):
            return queryset, False
        if len(text) == len(sha256().hexdigest()):
            return queryset.filter(sha256=text.lower()), False
        return queryset.filter(product__in=products_called(text)), False

    @admin.display(description=_("사진"))
    def photo(self, image: ProductImage) -> SafeString:
        return thumbnail(image)

    @admin.display(description=_("크기"))
    def size(self, image: ProductImage) -> str:
        return f"{image.width} × {image.height}"


class IsMatched(admin.SimpleListFilter):
    title = _("뜻")
    parameter_name = "matched"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("아직 모름")), ("yes", _("태그와 이어짐"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SellerTag]) -> QuerySet[SellerTag]:
        chosen = self.value()
        return queryset if chosen is None else queryset.filter(tag__isnull=chosen == "no")


@admin.register(SellerTag)
class SellerTagAdmin(FromImports, CatalogAdmin[SellerTag]):
    list_display = ["text", "tag", "product"]
    list_filter = [IsMatched, "tag__facet"]
    list_select_related = ["tag", "product"]
    search_fields = ["text", "product__external_id"]
    fields = ["product", "text", "tag"]
    readonly_fields = ["product", "text"]
    autocomplete_fields = ["tag"]
    ordering = ["-id"]


@admin.register(Embedding)
class EmbeddingAdmin(PictureAdmin[Embedding]):
    list_display = ["photo", "product", "encoder_key", "dimensions", "created_at"]
    list_display_links = ["photo"]
    list_select_related = ["image__product"]
    search_fields = ["encoder_key", "image__product__external_id"]
    bulky = ["vector"]
    ordering = ["-id"]
