"""Which encoder and which head answer now."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Count

from catalog.models import Embedding
from training import runtime
from training.models import EmbeddingFailure, ModelVersion, TunedEncoder
from training.runtime import Head


def serving_encoder_key() -> str:
    """The champion's encoder; before the first champion that of most embeddings; "" while there is none."""
    champion = ModelVersion.objects.filter(is_champion=True).values_list("encoder_key", flat=True).first()
    if champion:
        return champion
    counted = Embedding.objects.order_by().values("encoder_key").annotate(images=Count("pk"))
    most = counted.order_by("-images").first()
    return most["encoder_key"] if most else ""


def wanted_encoder_key() -> str:
    """The encoder that is to serve: the settings' one, or what was fine-tuned from it last and not rejected.

    It loads the encoder of the settings, which the web process must not.
    """
    base = runtime.encoder_key()
    tuned = TunedEncoder.objects.in_use().filter(run__plan__base=base)
    last = tuned.values_list("encoder_key", flat=True).first()
    return last if last and runtime.knows(last) else base


def learning_encoder_key() -> str:
    """For the next model: the encoder that is wanted, once it has seen as much as the serving one.

    Until then the serving one: a training never waits for the embedding sweep. What the wanted one could not
    open counts as seen.
    """
    serving, wanted = serving_encoder_key(), wanted_encoder_key()
    if serving == wanted:
        return serving
    seen = {
        key: Embedding.objects.filter(encoder_key=key).count() + EmbeddingFailure.objects.unseen(key).count()
        for key in (serving, wanted)
    }
    return wanted if seen[wanted] >= max(1, seen[serving]) else serving


def champion_head() -> tuple[ModelVersion, Head] | None:
    """The version in use, without its bytes, and its head; None before the first promotion."""
    version = ModelVersion.objects.defer("head", "text_head").filter(is_champion=True).first()
    return None if version is None else (version, head_of(version.model_key))


@lru_cache(maxsize=4)
def head_of(model_key: str) -> Head:
    """The head of a version. A version never changes, so a few are kept in memory."""
    content = ModelVersion.objects.values_list("head", flat=True).get(model_key=model_key)
    return Head.from_bytes(bytes(content))
