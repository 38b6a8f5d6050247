"""A champion with another encoder than the serving space's does not keep new photos out of the index."""

from __future__ import annotations

import pytest

from catalog.models import Embedding
from recommender.models import StyleSpace
from recommender.services.style_embedding import embed_for_style
from tests.making import make_image
from tests.recommender.shelf import NOW
from tests.recommender.spaces import make_space
from training import runtime
from training.services import embedding

pytestmark = pytest.mark.django_db


def test_they_are_seen_by_the_encoder_of_the_space_that_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    image = make_image(1)
    make_space("first")
    StyleSpace.objects.update(encoder_key=runtime.encoder_key())
    usual = embed_for_style(now=NOW)  # the models' sweep sees them anyway
    monkeypatch.setattr(embedding, "embedding_keys", lambda: ["of-another-champion"])

    seen = [embed_for_style(now=NOW), embed_for_style(now=NOW)]

    assert usual == 0
    assert seen == [1, 0]
    assert Embedding.objects.get().image == image
    assert Embedding.objects.get().encoder_key == runtime.encoder_key()


def test_an_encoder_that_is_gone_is_not_missed() -> None:
    make_image(1)
    make_space("first")

    assert embed_for_style(now=NOW) == 0
