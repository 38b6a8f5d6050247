from catalog.models.duplicates import DuplicateGroup, Fingerprint, Separation
from catalog.models.embedding import Embedding
from catalog.models.importing import ImportChange, ImportJob, RefusedRow
from catalog.models.product import Product, ProductImage, SellerTag, same_picture_as
from catalog.models.region import Region, RegionWithdrawal
from catalog.models.seller_text import SellerText
from catalog.models.setting import LoopSetting
from catalog.models.vocabulary import KEYS, Colour, Facet, Tag
from catalog.models.vocabulary_change import TagMapping, VocabularyChange

__all__ = [
    "KEYS",
    "Colour",
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
    "SellerText",
    "Separation",
    "Tag",
    "TagMapping",
    "VocabularyChange",
    "same_picture_as",
]
