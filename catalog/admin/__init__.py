"""The catalog for those who manage it. Higher layers build their admin on `catalog.admin.base`."""

from catalog.admin.duplicates import DuplicateGroupAdmin, FingerprintAdmin, SeparationAdmin
from catalog.admin.products import EmbeddingAdmin, ProductAdmin, ProductImageAdmin, SellerTagAdmin
from catalog.admin.regions import RegionAdmin, RegionWithdrawalAdmin
from catalog.admin.settings import LoopSettingAdmin
from catalog.admin.vocabulary import FacetAdmin, TagAdmin

__all__ = [
    "DuplicateGroupAdmin",
    "EmbeddingAdmin",
    "FacetAdmin",
    "FingerprintAdmin",
    "LoopSettingAdmin",
    "ProductAdmin",
    "ProductImageAdmin",
    "RegionAdmin",
    "RegionWithdrawalAdmin",
    "SellerTagAdmin",
    "SeparationAdmin",
    "TagAdmin",
]
