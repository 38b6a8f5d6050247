"""The catalog for those who manage it. Higher layers build their admin on `catalog.admin.base`."""

from catalog.admin.duplicates import DuplicateGroupAdmin, FingerprintAdmin, SeparationAdmin
from catalog.admin.importing import ImportChangeAdmin, ImportJobAdmin, RefusedRowAdmin
from catalog.admin.products import EmbeddingAdmin, ProductAdmin, ProductImageAdmin, SellerTagAdmin
from catalog.admin.regions import RegionAdmin, RegionWithdrawalAdmin
from catalog.admin.settings import LoopSettingAdmin
from catalog.admin.vocabulary import FacetAdmin, TagAdmin
from catalog.admin.vocabulary_changes import SellerTextAdmin, TagMappingAdmin, VocabularyChangeAdmin

__all__ = [
    "DuplicateGroupAdmin",
    "EmbeddingAdmin",
    "FacetAdmin",
    "FingerprintAdmin",
    "ImportChangeAdmin",
    "ImportJobAdmin",
    "LoopSettingAdmin",
    "ProductAdmin",
    "ProductImageAdmin",
    "RefusedRowAdmin",
    "RegionAdmin",
    "RegionWithdrawalAdmin",
    "SellerTagAdmin",
    "SellerTextAdmin",
    "SeparationAdmin",
    "TagAdmin",
    "TagMappingAdmin",
    "VocabularyChangeAdmin",
]
