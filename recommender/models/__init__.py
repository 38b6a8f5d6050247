"""What the shop is given: one module per model."""

from .photo_query import PhotoQuery, PhotoQueryQuerySet
from .publication import Publication, PublicationQuerySet
from .published_tag import Carrier, PublishedTag, PublishedTagQuerySet

__all__ = ["Carrier", "PhotoQuery", "PhotoQueryQuerySet", "Publication", "PublicationQuerySet", "PublishedTag", "PublishedTagQuerySet"]
