from catalog.models.duplicates import DuplicateGroup, Fingerprint, Separation
from catalog.models.embedding import Embedding
from catalog.models.importing import ImportChange, ImportJob, RefusedRow
from catalog.models.product import Product, ProductImage, SellerTag, same_picture_as
from catalog.models.region import Region, RegionWithdrawal
from catalog.models.setting import LoopSetting
from catalog.models.vocabulary import Facet, Tag

__all__ = [
    "DuplicateGroup",
    "Embedding",
    "Facet",
    "Fingerprint",
    "ImportChange",
    "ImportJob",
    "LoopSetting",
    "Product",
    "ProductImage",
    "RefusedRow",
    "Region",
    "RegionWithdrawal",
    "SellerTag",
    "Separation",
    "Tag",
    "same_picture_as",
]
