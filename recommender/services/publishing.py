"""Tags for the shop: what people said first, then what the champion is sure of; kept true by a sweep."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import NamedTuple

import numpy as np
from django.db.models import QuerySet

from catalog.models import Embedding, Facet, LoopSetting, Product, ProductImage, SellerTag, Tag
from catalog.services.locks import held
from catalog.services.settings import value_of
from labeling.models import Label
from recommender.models import Hold, Publication, PublishedTag, PublishOrder
from recommender.runtime import Head, ProductProbabilities, product_probabilities
from recommender.services.changing import difference, write, write_gone
from recommender.services.contradicting import Stands, mend, seller_says, surely_not
from recommender.services.counts import count
from recommender.services.deciding import Predictions, ProductTag, Said, by_people, decide
from recommender.services.explaining import Reasons
from recommender.services.ordered import publication_like, settle
from recommender.services.resting import note, rests, written
from recommender.services.watermark import Watermark, watermark
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
LOCK = 5_020_201
NAME = "publish"
WATCHED = (Label, Embedding, Product, ProductImage, SellerTag, Tag, Facet, ModelVersion, LoopSetting, Hold)
"""While nothing is written to these, there is nothing to look at."""
Range = tuple[int, int]
"""Product ids after the first and up to the second."""


def publish(*, now: dt.datetime) -> Publication | None:
    """Bring what is published in line with labels and champion; None when it is, or another sweep is at it.

    The world is looked at before the work: what changes meanwhile is news to the next sweep. A sweep that is
    cut off leaves whole chunks behind and a Publication that is not finished: the next one goes over
    everything again, under its name.
    """
    ordered = _what_was_ordered(now=now)
    tables = written(*WATCHED)
    if rests(NAME, tables, now=now):
        return ordered
    seen = watermark(rules())
    last = Publication.objects.newest()
    if seen.is_of(last):
        note(NAME, tables, now=now)
        return ordered
    if is_too_soon(seen, last, now=now):
        return ordered
    with held(LOCK) as ours:
        if not ours:
            return None
        publication = _begin(seen, now)
        sweep = Sweep.prepare(seen.tags, publication)
        for products in _chunks():
            sweep.bring_in_line(products)
            settle(sweep.bring_in_line, now=now)
        write_gone(publication, LOCK)
        publication.finish(now=now)
        note(NAME, tables, now=now)
        count(now=now, patience=0)  # the wall says at once what there is
        return publication


def _what_was_ordered(*, now: dt.datetime) -> Publication | None:
    """The products that somebody wants settled at once, where there are any; not before the first sweep, nor
    while one is under way, which settles them between its chunks."""
    last = Publication.objects.newest()
    if last is None or not PublishOrder.objects.waiting().exists():
        return None
    with held(LOCK) as ours:
        if not ours or Publication.objects.unfinished():
            return None
        publication = publication_like(last, now=now)
        sweep = Sweep.prepare(publication.tags, publication)
        while settle(sweep.bring_in_line, now=now):
            pass
        publication.finish(now=now)
        return publication


def rules() -> str:
    """RULES, and what managers have set of them: set otherwise, there is something to publish."""
    withheld = value_of("predictions_withheld")
    if not value_of("publish_predictions"):
        return "only what people said"
    if not withheld:
        return RULES
    # There may be many, and there is room for 80 signs.
    facets = hashlib.sha256(str(withheld).encode()).hexdigest()[:16]
    return f"promised precision; no predictions of facets {facets}"


def is_too_soon(seen: Watermark, last: Publication | None, *, now: dt.datetime) -> bool:
    """Whether news have to wait for the schedule. Another champion does not."""
    if last is None or last.model_key != seen.model_key:
        return False
    pace: int = value_of("publish_seconds")
    return (now - last.published_at).total_seconds() < pace


def _published_by_itself(tags: QuerySet[Tag]) -> set[int]:
    """Of which tags managers let a model's word do."""
    if not value_of("publish_predictions"):
        return set()
    return set(tags.exclude(facet__in=value_of("predictions_withheld")).values_list("pk", flat=True))


def _begin(seen: Watermark, now: dt.datetime) -> Publication:
    publication = Publication.objects.unfinished() or Publication(published_at=now)
    for name, value in asdict(seen).items():
        setattr(publication, name, value)
    publication.save()
    return publication


class Look(NamedTuple):
    """Probabilities of all of the head's tags: with the words about a product, and of its pictures alone."""

    said: ProductProbabilities
    alone: ProductProbabilities


@dataclass(frozen=True)
class Sweep:
    """What is the same for all products. `columns` of the head may be published, as these tags, from these
    probabilities on; the picture speaks against `doubted` ones up to theirs."""

    tag_ids: list[int]
    choice_of: Mapping[int, int]
    version: ModelVersion | None
    head: Head | None
    columns: Mapping[int, tuple[int, float]]
    doubted: Mapping[int, tuple[int, float]]
    publication: Publication

    @classmethod
    def prepare(cls, tag_ids: list[int], publication: Publication) -> Sweep:
        tags = Tag.objects.filter(pk__in=tag_ids)
        single = dict(tags.filter(facet__choice=Facet.Choice.SINGLE).values_list("pk", "facet_id"))
        version, head = champion_head() or (None, None)
        promises = {row.tag_id: row for row in Calibration.objects.filter(version=version, tag__in=tag_ids)}
        predicted = _published_by_itself(tags)
        columns, doubted = {}, {}
        for at, tag in enumerate([] if version is None else version.tags):
            if (promise := promises.get(tag)) is None:
                continue
            if promise.threshold is not None and tag in predicted:
                columns[at] = (tag, promise.threshold)
            limit = surely_not(promise.promised, promise.positive_count, promise.image_count)
            doubted[at] = (tag, limit)
        return cls(tag_ids, single, version, head, columns, doubted, publication)

    def bring_in_line(self, products: Range) -> None:
        """Write what differs for these products, all of it or nothing; then what sellers are to mend."""
        (said, by_persons), picture = self._said(products), self._look(products)
        sellers = seller_says(*products, self.tag_ids)
        claims = decide(said, self._predictions(picture), self.choice_of)
        denied = by_people(said)[1]
        key = self.version.model_key if self.version else ""
        out = Hold.objects.among(products)
        shown = {cell: claim for cell, claim in claims.items() if cell[0] not in out}
        reasons = Reasons(shown, denied, frozenset(self.tag_ids), self.choice_of, key, out)
        published = PublishedTag.objects.filter(product__gt=products[0], product__lte=products[1])
        carried = {(row.product_id, row.tag_id): row for row in published}
        write(difference(carried, reasons, self.publication.published_at), self.publication, LOCK)
        against = self._against(picture, sellers)
        stands = Stands(claims, by_people(by_persons)[1], against, self.choice_of, key)
        mend(sellers, stands, now=self.publication.published_at)

    def _said(self, products: Range) -> tuple[list[Said], list[Said]]:
        """What was said, sources as they weigh; and what people said, who alone contradict sellers."""
        labels = Label.objects.known().filter(
            tag__in=self.tag_ids, image__product__gt=products[0], image__product__lte=products[1]
        )
        votes = ("yes", "no", "sourced_yes", "sourced_no")
        everybody, persons = [], []
        for product, tag, yes, no, *sourced in labels.values_list("image__product", "tag", *votes):
            everybody.append(Said(product, tag, yes + float(sourced[0]), no + float(sourced[1])))
            if yes or no:
                persons.append(Said(product, tag, yes, no))
        return everybody, persons

    def _look(self, products: Range) -> Look | None:
        """The products' photos as the champion reads them; None where it sees nothing to tell of."""
        if self.version is None or self.head is None or not (self.columns or self.doubted):
            return None
        images = ProductImage.objects.filter(product__gt=products[0], product__lte=products[1])
        place_of = {image: place for image, *place in images.values_list("pk", "product", "position")}
        vectors = load_vectors(self.version.encoder_key, place_of)
        if not len(vectors.image_ids):
            return None
        places = np.array([place_of[image] for image in vectors.image_ids.tolist()], np.int64)
        pushes = reading.pushes(self.version, vectors.image_ids.tolist())
        picture = self.head.probabilities(vectors.matrix)
        owners, is_first = places[:, 0], places[:, 1] == 0
        alone = product_probabilities(picture, owners, is_first)
        if pushes is None:
            return Look(alone, alone)
        said = self.head.probabilities(vectors.matrix, pushes)
        return Look(product_probabilities(said, owners, is_first), alone)

    def _predictions(self, look: Look | None) -> Predictions:
        """The products' calibrated probabilities, where they keep what was promised of the tag."""
        key = self.version.model_key if self.version else ""
        if look is None or not self.columns:
            return Predictions(key, {})
        columns = list(self.columns)
        tags, thresholds = zip(*self.columns.values(), strict=True)
        said = look.said
        sure = (said.mean[:, columns] >= thresholds) & (said.first[:, columns] >= thresholds)
        if look.alone is not said:
            sure &= look.alone.mean[:, columns] >= SEEN
        rows, hits = np.nonzero(sure)
        likely = {
            (int(said.products[row]), tags[hit]): float(said.mean[row, columns[hit]])
            for row, hit in zip(rows.tolist(), hits.tolist(), strict=True)
        }
        return Predictions(key, likely)

    def _against(self, look: Look | None, sellers: Collection[SellerTag]) -> dict[ProductTag, float]:
        """Of what sellers say: what both the first photo and the mean over all speak against."""
        if look is None:
            return {}
        row_of = {int(product): row for row, product in enumerate(look.alone.products.tolist())}
        column_of = {tag: (column, limit) for column, (tag, limit) in self.doubted.items()}
        against = {}
        for one in sellers:
            if one.tag_id is None or one.tag_id not in column_of or one.product_id not in row_of:
                continue
            row, (column, limit) = row_of[one.product_id], column_of[one.tag_id]
            mean = float(look.alone.mean[row, column])
            if max(mean, float(np.nan_to_num(look.alone.first[row, column], nan=1.0))) <= limit:
                against[one.product_id, one.tag_id] = mean
        return against


def _chunks() -> Iterator[Range]:
    """All products, by ranges of their ids."""
    after = 0
    while ids := Product.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:CHUNK]:
        upto = list(ids)[-1]
        yield after, upto
        after = upto
