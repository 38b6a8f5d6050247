"""What the shop is given: one module per model."""

from .api_token import ApiToken, ApiTokenQuerySet
from .contradiction import Contradiction, ContradictionQuerySet
from .counts import FacetCount, SellerCount, TableWatch, TagCount
from .event import Event, EventQuerySet, MoodWeight, Opinion, OpinionQuerySet, Slate, Source
from .export import ExportJob, ExportJobQuerySet
from .hold import Hold, HoldQuerySet, PublishOrder, PublishOrderQuerySet
from .index_generation import IndexedImage, IndexGeneration, IndexGenerationQuerySet
from .photo_query import PhotoQuery, PhotoQueryQuerySet
from .publication import Publication, PublicationQuerySet
from .publication_change import PublicationChange, PublicationChangeQuerySet, Why
from .published_evidence import PublishedEvidence, PublishedEvidenceQuerySet
from .published_tag import PublishedTag, PublishedTagQuerySet
from .shopper import Shopper, ShopperQuerySet
from .style_space import FrozenQuery, StyleSpace, StyleSpaceQuerySet
from .tally import Tally, TallyQuerySet

__all__ = [
    "ApiToken",
    "ApiTokenQuerySet",
    "Contradiction",
    "ContradictionQuerySet",
    "Event",
    "EventQuerySet",
    "ExportJob",
    "ExportJobQuerySet",
    "FacetCount",
    "FrozenQuery",
    "Hold",
    "HoldQuerySet",
    "IndexGeneration",
    "IndexGenerationQuerySet",
    "IndexedImage",
    "MoodWeight",
    "Opinion",
    "OpinionQuerySet",
    "PhotoQuery",
    "PhotoQueryQuerySet",
    "Publication",
    "PublicationChange",
    "PublicationChangeQuerySet",
    "PublicationQuerySet",
    "PublishOrder",
    "PublishOrderQuerySet",
    "PublishedEvidence",
    "PublishedEvidenceQuerySet",
    "PublishedTag",
    "PublishedTagQuerySet",
    "SellerCount",
    "Shopper",
    "ShopperQuerySet",
    "Slate",
    "Source",
    "StyleSpace",
    "StyleSpaceQuerySet",
    "TableWatch",
    "TagCount",
    "Tally",
    "TallyQuerySet",
    "Why",
]
