"""Where in photos the champion sees tags."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from catalog.models import ProductImage
from catalog.services.photos import open_photo
from catalog.services.regions import curated_boxes
from training import runtime
from training.models import EmbeddingFailure
from training.runtime import Evidence
from training.services.serving import champion_head


class Pointed(NamedTuple):
    """What each cell of a photo's views adds to the logit of a tag, as it is kept with suggestions."""

    image_id: int
    tag_id: int
    evidence: Evidence


def point(wanted: Mapping[int, Collection[int]], *, now: dt.datetime) -> Iterator[Pointed]:
    """By image the tags that are wanted of it. Each photo is looked at once, for all of them.

    Left out are tags that the champion does not know, photos that cannot be opened, and everything while its
    encoder is not at hand: another one's maps would mean nothing. It loads the encoder, which the web process
    must not.
    """
    crowned = champion_head()
    if crowned is None or not runtime.knows(crowned[0].encoder_key):
        return
    version, head = crowned
    column = {tag_id: at for at, tag_id in enumerate(version.tags)}
    hashes = dict(ProductImage.objects.filter(pk__in=wanted).values_list("pk", "sha256"))
    said = curated_boxes(wanted)
    for image_id, sha256 in hashes.items():
        tag_ids = [tag_id for tag_id in wanted[image_id] if tag_id in column]
        if not tag_ids:
            continue
        try:
            with open_photo(sha256) as file:
                look = runtime.look(file, said.get(image_id), key=version.encoder_key)
        except OSError as error:
            EmbeddingFailure.objects.note(
                image_id=image_id, encoder_key=version.encoder_key, error=error, now=now
            )
            continue
        encoded = runtime.encode_looks([look], key=version.encoder_key)
        maps = runtime.evidence_of(encoded, 0, head.weight[[column[tag_id] for tag_id in tag_ids]])
        yield from (Pointed(image_id, *one) for one in zip(tag_ids, maps, strict=True))
