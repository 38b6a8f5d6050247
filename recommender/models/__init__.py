"""What the shop is given: one module per model."""

from .event import Event, EventQuerySet, MoodWeight, Opinion, OpinionQuerySet, Slate, Source
from .photo_query import PhotoQuery, PhotoQueryQuerySet
from .publication import Publication, PublicationQuerySet
from .published_evidence import PublishedEvidence, PublishedEvidenceQuerySet
from .published_tag import Carrier, PublishedTag, PublishedTagQuerySet
from .shopper import Shopper, ShopperQuerySet
from .style_space import FrozenQuery, StyleSpace, StyleSpaceQuerySet

__all__ = [
    "Carrier",
    "Event",
    "EventQuerySet",
    "FrozenQuery",
    "MoodWeight",
    "Opinion",
    "OpinionQuerySet",
    "PhotoQuery",
    "PhotoQueryQuerySet",
    "Publication",
    "PublicationQuerySet",
    "PublishedEvidence",
    "PublishedEvidenceQuerySet",
    "PublishedTag",
    "PublishedTagQuerySet",
    "Shopper",
    "ShopperQuerySet",
    "Slate",
    "Source",
    "StyleSpace",
    "StyleSpaceQuerySet",
]
