"""The catalog for those who manage it. Higher layers build their admin on `catalog.admin.base`."""

from catalog.admin.products import EmbeddingAdmin, ProductAdmin, ProductImageAdmin, SellerTagAdmin
from catalog.admin.vocabulary import FacetAdmin, TagAdmin

__all__ = ["EmbeddingAdmin", "FacetAdmin", "ProductAdmin", "ProductImageAdmin", "SellerTagAdmin", "TagAdmin"]
