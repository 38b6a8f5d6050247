"""Which tags to ask about an image, with what the model says of them and where it sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.db.models import Count
from PIL import Image

from catalog.models import ProductImage, SellerTag, Tag
from catalog.services.photos import open_photo
from catalog.services.vocabulary import Names
from labeling.models import Label
from labeling.services.queueing import Proposed, Question
from training import runtime
from training.models import ModelVersion
from training.runtime import Head

if TYPE_CHECKING:
    from training.services.choosing import Chosen

AT_MOST = 5


def suggestions_for(chosen: Sequence[Chosen], version: ModelVersion, head: Head) -> list[Question]:
    """The champion's suggestions, with evidence; a photo that cannot be opened is left out.

    Probabilities and evidence come from one look at the photo, so that the map adds up to what is shown.
    """
    opened = list(_opened(chosen))
    if not opened:
        return []
    encoded = runtime.encode([picture for _, picture in opened], with_features=True)
    probabilities = head.probabilities(encoded.embeddings)
    questions = []
    for row, (choice, _) in enumerate(opened):
        columns = runtime.worth_asking(probabilities[row], head.choice_groups, count=AT_MOST)
        if choice.tag_id is not None and (doubted := version.tags.index(choice.tag_id)) not in columns:
            columns[-1] = doubted  # what it was chosen for is asked
        maps = runtime.evidence_of(encoded, row, head.weight[columns])
        proposed = [
            Proposed(version.tags[column], float(probabilities[row, column]), cells)
            for column, cells in zip(columns, maps, strict=True)
        ]
        questions.append(
            Question(
                choice.image_id,
                choice.reason,
                choice.priority,
                reason_tag_id=choice.tag_id,
                model_key=version.model_key,
                suggestions=proposed,
            )
        )
    return questions


def opening_suggestions(chosen: Sequence[Chosen]) -> list[Question]:
    """Before there is a model: what the seller says of the product, then the moods that are known least.

    No probabilities, no evidence: nothing is claimed that nobody knows.
    """
    tags = list(Tag.objects.in_use())
    claims = _claims([choice.image_id for choice in chosen], Names(tags))
    known = Counter(dict(Label.objects.known().values_list("tag").annotate(answers=Count("pk"))))
    questions = []
    for choice in chosen:
        asked = claims.get(choice.image_id, [])[:AT_MOST]
        least_known = sorted(
            (tag for tag in tags if not tag.facet.is_single and tag.pk not in asked),
            key=lambda tag: (known[tag.pk], tag.facet.position, tag.position),
        )
        asked += [tag.pk for tag in least_known[: AT_MOST - len(asked)]]
        known.update(asked)  # the next image is asked about others
        proposed = [Proposed(tag_id) for tag_id in asked]
        questions.append(Question(choice.image_id, choice.reason, choice.priority, suggestions=proposed))
    return questions


def _claims(image_ids: Sequence[int], names: Names) -> dict[int, list[int]]:
    """By image: the tags that its seller's category and hashtags mean."""
    images = ProductImage.objects.filter(pk__in=image_ids).values_list(
        "pk", "product_id", "product__category"
    )
    said: dict[int, list[int]] = {}
    typed = SellerTag.objects.filter(product__images__in=image_ids, tag__retired_at=None)
    for product_id, tag_id in typed.values_list("product_id", "tag_id").distinct():
        if tag_id is not None:
            said.setdefault(product_id, []).append(tag_id)
    claims = {}
    for image_id, product_id, category in images.values_list("pk", "product_id", "product__category"):
        meant = names.tag_for(category) if category else None
        first = [meant.pk] if meant else []
        claims[image_id] = first + [tag for tag in said.get(product_id, []) if tag not in first]
    return claims


def _opened(chosen: Sequence[Chosen]) -> Iterator[tuple[Chosen, Image.Image]]:
    hashes = dict(
        ProductImage.objects.filter(pk__in=[choice.image_id for choice in chosen]).values_list("pk", "sha256")
    )
    for choice in chosen:
        try:
            with open_photo(hashes[choice.image_id]) as file:
                picture = Image.open(file, formats=["JPEG"])
                picture.load()
        except OSError:  # lost since it was embedded: it cannot be shown to a person either
            continue
        yield choice, picture
