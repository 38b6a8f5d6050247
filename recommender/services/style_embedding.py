"""New photos enter the serving space's index although the models have gone on to another encoder."""

from __future__ import annotations

import datetime as dt

from recommender.models import StyleSpace
from training.services.embedding import embed_for


def embed_for_style(*, now: dt.datetime) -> int:
    """How many photos were looked at; none while the champion's encoder is the serving space's as well.

    A new champion may bring its own encoder, and the space learned on it be sent away or wait for a person.
    """
    serving = StyleSpace.objects.serving()
    return embed_for(serving.encoder_key, now=now) if serving else 0
