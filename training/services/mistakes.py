"""What a version gets wrong on the audit set, as pictures and as pairs of tags."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from catalog.models import ProductImage, Tag
from labeling.models import Label
from training.models import ModelVersion
from training.runtime import mistakes as runtime
from training.services.evaluating import AuditTruth, audit_truth, said_of
from training.services.serving import head_of

SHOWN = 10


@dataclass(frozen=True)
class Mistake:
    """An audit image, a tag, what the version says and what people said; without votes it was implied."""

    image: ProductImage
    tag: Tag
    probability: float
    is_true: bool
    yes: int
    no: int


@dataclass(frozen=True)
class Confusion:
    """Of `images` that have the one tag and not the other, the version says the other of `wrong`."""

    has: Tag
    says: Tag
    wrong: int
    images: int


@dataclass(frozen=True, eq=False)
class Answers:
    """What a version says [n, t] and what is true [n, t] of n audit images, for the t tags that it knows."""

    said: npt.NDArray[np.float32]
    truth: npt.NDArray[np.float32]
    images: npt.NDArray[np.int64]
    tags: list[Tag]

    @property
    def is_empty(self) -> bool:
        """Nobody has answered an audit question yet, or nothing of it is embedded by this encoder."""
        return not self.said.size

    def confusions(self) -> list[Confusion]:
        """The tags that are said for another of their facet, the most confused first."""
        if self.is_empty:
            return []
        facets = np.array([tag.facet_id for tag in self.tags], np.int64)
        found = runtime.confusions(self.said, self.truth, facets, count=SHOWN)
        tags = self.tags
        return [Confusion(tags[one.has], tags[one.says], one.wrong, one.images) for one in found]

    def worst(self, tag: Tag | None = None) -> list[Mistake]:
        """The worst mistakes, of one tag or of all; an image is shown once. Two queries."""
        columns = [at for at, one in enumerate(self.tags) if tag in (None, one)]
        if self.is_empty or not columns:
            return []
        found = runtime.worst(self.said[:, columns], self.truth[:, columns], count=SHOWN)
        cells = [(int(self.images[one.row]), self.tags[columns[one.column]]) for one in found]
        image_ids = [image_id for image_id, _ in cells]
        images = ProductImage.objects.select_related("product").in_bulk(image_ids)
        votes = _votes(image_ids)
        return [
            Mistake(
                image=images[image_id],
                tag=one_tag,
                probability=mistake.probability,
                is_true=bool(self.truth[mistake.row, columns[mistake.column]]),
                yes=votes.get((image_id, one_tag.pk), (0, 0))[0],
                no=votes.get((image_id, one_tag.pk), (0, 0))[1],
            )
            for mistake, (image_id, one_tag) in zip(found, cells, strict=True)
            if image_id in images
        ]


def answers_of(version: ModelVersion, audit: AuditTruth | None = None) -> Answers:
    """On the audit images that people have answered."""
    audit = audit or audit_truth(version.encoder_key)
    columns = [at for at, tag_id in enumerate(audit.tags) if tag_id in version.tags]
    known = Tag.objects.select_related("facet").in_bulk([audit.tags[at] for at in columns])
    tags = [known[audit.tags[at]] for at in columns]
    if not len(audit.truth) or not tags:
        nothing = np.zeros((0, len(tags)), np.float32)
        return Answers(nothing, nothing, np.zeros(0, np.int64), tags)
    said = said_of(version, head_of(version.model_key), audit)
    return Answers(said[:, columns], audit.truth[:, columns], audit.vectors.image_ids, tags)


def _votes(image_ids: Collection[int]) -> dict[tuple[int, int], tuple[int, int]]:
    """How many said yes and how many no, by image and tag."""
    rows = Label.objects.filter(image__in=image_ids).values_list("image_id", "tag_id", "yes", "no")
    return {(image_id, tag_id): (yes, no) for image_id, tag_id, yes, no in rows}
