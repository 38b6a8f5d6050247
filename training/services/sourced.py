"""Labels from elsewhere, and whether a training has heard of them."""

from __future__ import annotations

from django.db.models import Exists, Max, OuterRef, Q
from django.db.models.functions import Coalesce

from catalog.models import Embedding
from labeling.models import LabelSource, SourcedLabel
from training.models import EmbeddingFailure, Snapshot
from training.services.serving import serving_encoder_key

State = LabelSource.State


def sources_not_learned_from() -> bool:
    """Whether a source came, went or broke off that no snapshot on the serving encoder knows, and all its
    photos were looked at: one that came with a catalog would else be learned from by its first few."""
    key = serving_encoder_key()
    newest = Snapshot.objects.filter(encoder_key=key).aggregate(at=Max(Coalesce("seen_at", "created_at")))
    spoke = Exists(SourcedLabel.objects.filter(source=OuterRef("pk")))
    ended = Q(state__in=[State.DONE, State.WITHDRAWN]) | Q(spoke, state=State.FAILED)
    news = LabelSource.objects.filter(ended, finished_at__isnull=False)
    if newest["at"] is not None:
        news = news.filter(finished_at__gt=newest["at"])
    sources = list(news.values_list("pk", flat=True))
    if not sources:
        return False
    of_image = {"image": OuterRef("image"), "encoder_key": key}
    unseen = SourcedLabel.objects.filter(source__in=sources).exclude(
        Exists(Embedding.objects.filter(**of_image)) | Exists(EmbeddingFailure.objects.filter(**of_image))
    )
    return not unseen.exists()
