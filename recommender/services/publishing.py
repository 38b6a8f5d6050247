"""Tags for the shop: what people said first, then what the champion is sure of; kept true by a sweep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

import numpy as np
from django.db import transaction

from catalog.models import Facet, Product, ProductImage, Tag
from catalog.services.locks import held
from labeling.models import Label
from recommender.models import Publication, PublishedTag
from recommender.runtime import Head, product_probabilities
from recommender.services.deciding import Claim, Predictions, ProductTag, Said, decide
from recommender.services.watermark import watermark
from training.models import Calibration, ModelVersion
from training.services import reading
from training.services.serving import champion_head
from training.services.vectors import load_vectors

RULES = "promised precision, of the first photo and of the mean; seen in the picture"
"""A tag is published from the threshold on at which its precision was proven on audit images, which are first
photos of products. So the first photo has to reach it, and so has the mean over all: further photos only ever
take away from what was proven. The thresholds themselves are the champion's and never change."""
SEEN = 0.5
"""Probability that the picture alone must give a tag: no words publish what the picture speaks against."""
CHUNK = 5_000
"""Products per transaction."""
SAME = 1e-6
"""Batches of another size add up in another order; that is no news."""
LOCK = 5_020_201
Range = tuple[int, int]
"""Product ids after the first and up to the second."""


@dataclass
class Difference:
    """How many published tags a sweep added, changed and removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0


def publish(*, now: dt.datetime) -> Publication | None:
    """Bring what is published in line with labels and champion; None when it is, or another sweep is at it.

    The world is looked at before the work: what changes meanwhile is news to the next sweep. A sweep that is
    cut off leaves whole chunks behind and no Publication, so that the next one goes over everything again.
    """
    seen = watermark(RULES)
    if seen.is_of(Publication.objects.newest()):
        return None
    with held(LOCK) as ours:
        if not ours:
            return None
        sweep = Sweep.prepare(seen.tags, now)
        difference = Difference()
        for products in _chunks():
            sweep.bring_in_line(products, difference)
        return Publication.objects.create(**asdict(seen), **asdict(difference), published_at=now)


@dataclass(frozen=True)
class Sweep:
    """What is the same for all products. `columns` of the head may be published, as these tags, from these
    probabilities on."""

    tag_ids: list[int]
    choice_of: Mapping[int, int]
    version: ModelVersion | None
    head: Head | None
    columns: Mapping[int, tuple[int, float]]
    now: dt.datetime

    @classmethod
    def prepare(cls, tag_ids: list[int], now: dt.datetime) -> Sweep:
        tags = Tag.objects.filter(pk__in=tag_ids)
        single = dict(tags.filter(facet__choice=Facet.Choice.SINGLE).values_list("pk", "facet_id"))
        version, head = champion_head() or (None, None)
        promises = Calibration.objects.filter(version=version, tag__in=tag_ids)
        threshold_of = dict(promises.values_list("tag", "threshold"))
        columns = {
            at: (tag, threshold)
            for at, tag in enumerate([] if version is None else version.tags)
            if (threshold := threshold_of.get(tag)) is not None
        }
        return cls(tag_ids, single, version, head, columns, now)

    def bring_in_line(self, products: Range, difference: Difference) -> None:
        """Write what differs for these products, all of it or nothing."""
        claims = decide(self._said(products), self._predictions(products), self.choice_of)
        with transaction.atomic():
            published = PublishedTag.objects.filter(product__gt=products[0], product__lte=products[1])
            held = {(row.product_id, row.tag_id): row for row in published}
            gone = [row.pk for cell, row in held.items() if cell not in claims]
            rows = [self._row(cell, claim, held.get(cell)) for cell, claim in claims.items()]
            news = [row for row in rows if row is not None]
            PublishedTag.objects.filter(pk__in=gone).delete()
            PublishedTag.objects.bulk_create(
                news,
                batch_size=2_000,
                update_conflicts=True,
                unique_fields=["product", "tag"],
                update_fields=["source", "confidence", "model_key", "published_at"],
            )
        added = sum((row.product_id, row.tag_id) not in held for row in news)
        difference.added += added
        difference.changed += len(news) - added
        difference.removed += len(gone)

    def _said(self, products: Range) -> list[Said]:
        labels = Label.objects.known().filter(
            tag__in=self.tag_ids, image__product__gt=products[0], image__product__lte=products[1]
        )
        return [Said(*row) for row in labels.values_list("image__product", "tag", "yes", "no")]

    def _predictions(self, products: Range) -> Predictions:
        """The products' calibrated probabilities, where they keep what was promised of the tag."""
        if self.version is None or self.head is None or not self.columns:
            return Predictions("", {})
        images = ProductImage.objects.filter(product__gt=products[0], product__lte=products[1])
        place_of = {image: place for image, *place in images.values_list("pk", "product", "position")}
        vectors = load_vectors(self.version.encoder_key, place_of)
        if not len(vectors.image_ids):
            return Predictions(self.version.model_key, {})
        places = np.array([place_of[image] for image in vectors.image_ids.tolist()], np.int64)
        columns = list(self.columns)
        tags, thresholds = zip(*self.columns.values(), strict=True)
        pushes = reading.pushes(self.version, vectors.image_ids.tolist())
        said = self.head.probabilities(vectors.matrix, pushes)[:, columns]
        found = product_probabilities(said, places[:, 0], places[:, 1] == 0)
        sure = (found.mean >= thresholds) & (found.first >= thresholds)
        if pushes is not None:
            seen = self.head.probabilities(vectors.matrix)[:, columns]
            sure &= product_probabilities(seen, places[:, 0], places[:, 1] == 0).mean >= SEEN
        rows, hits = np.nonzero(sure)
        likely = {
            (int(found.products[row]), tags[hit]): float(found.mean[row, hit])
            for row, hit in zip(rows.tolist(), hits.tolist(), strict=True)
        }
        return Predictions(self.version.model_key, likely)

    def _row(self, cell: ProductTag, claim: Claim, held: PublishedTag | None) -> PublishedTag | None:
        """What to write, or None where it stands already. It is dated from when this source first said so."""
        published_at = self.now
        if held is not None and held.source == claim.source:
            published_at = held.published_at
            if held.model_key == claim.model_key and abs(held.confidence - claim.confidence) < SAME:
                return None
        return PublishedTag(
            product_id=cell[0],
            tag_id=cell[1],
            source=claim.source,
            confidence=claim.confidence,
            model_key=claim.model_key,
            published_at=published_at,
        )


def _chunks() -> Iterator[Range]:
    """All products, by ranges of their ids."""
    after = 0
    while ids := Product.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:CHUNK]:
        upto = list(ids)[-1]
        yield after, upto
        after = upto
