"""Which encoder and which head answer now."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Count

from catalog.models import Embedding
from training import runtime
from training.models import ModelVersion
from training.runtime import Head


def serving_encoder_key() -> str:
    """The champion's encoder; before the first champion that of most embeddings; "" while there is none."""
    champion = ModelVersion.objects.filter(is_champion=True).values_list("encoder_key", flat=True).first()
    if champion:
        return champion
    counted = Embedding.objects.order_by().values("encoder_key").annotate(images=Count("pk"))
    most = counted.order_by("-images").first()
    return most["encoder_key"] if most else ""


def learning_encoder_key() -> str:
    """For the next model: the encoder of the settings, once it has seen as much as the serving one.

    Until then the serving one: a training never waits for the embedding sweep. It loads the encoder, which
    the web process must not.
    """
    serving, wanted = serving_encoder_key(), runtime.encoder_key()
    if serving == wanted:
        return serving
    counted = (
        Embedding.objects.filter(encoder_key__in=[serving, wanted]).order_by().values_list("encoder_key")
    )
    seen = dict(counted.annotate(images=Count("pk")))
    return wanted if seen.get(wanted, 0) >= max(1, seen.get(serving, 0)) else serving


def champion_head() -> tuple[ModelVersion, Head] | None:
    """The version in use, without its bytes, and its head; None before the first promotion."""
    version = ModelVersion.objects.defer("head").filter(is_champion=True).first()
    return None if version is None else (version, head_of(version.model_key))


@lru_cache(maxsize=4)
def head_of(model_key: str) -> Head:
    """The head of a version. A version never changes, so a few are kept in memory."""
    content = ModelVersion.objects.values_list("head", flat=True).get(model_key=model_key)
    return Head.from_bytes(bytes(content))
