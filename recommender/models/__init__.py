"""What the shop is given: one module per model."""

from .publication import Publication, PublicationQuerySet
from .published_tag import Carrier, PublishedTag, PublishedTagQuerySet

__all__ = ["Carrier", "Publication", "PublicationQuerySet", "PublishedTag", "PublishedTagQuerySet"]
