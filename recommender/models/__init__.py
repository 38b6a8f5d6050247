"""What the shop is given: one module per model."""

from .photo_query import PhotoQuery, PhotoQueryQuerySet
from .publication import Publication, PublicationQuerySet
from .published_evidence import PublishedEvidence, PublishedEvidenceQuerySet
from .published_tag import Carrier, PublishedTag, PublishedTagQuerySet
from .style_space import FrozenQuery, StyleSpace, StyleSpaceQuerySet

__all__ = [
    "Carrier",
    "FrozenQuery",
    "PhotoQuery",
    "PhotoQueryQuerySet",
    "Publication",
    "PublicationQuerySet",
    "PublishedEvidence",
    "PublishedEvidenceQuerySet",
    "PublishedTag",
    "PublishedTagQuerySet",
    "StyleSpace",
    "StyleSpaceQuerySet",
]
