from catalog.models.embedding import Embedding
from catalog.models.product import Product, ProductImage, SellerTag
from catalog.models.vocabulary import Facet, Tag

__all__ = ["Embedding", "Facet", "Product", "ProductImage", "SellerTag", "Tag"]
