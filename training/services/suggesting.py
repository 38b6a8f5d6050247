"""Which tags to ask about an image, with what the model says of them and where it sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from catalog.models import ProductImage, Tag
from catalog.services.photos import open_photo
from catalog.services.regions import curated_boxes
from labeling.services.queueing import Proposed, Question
from training import runtime
from training.models import EmbeddingFailure, LearningCurve, ModelVersion
from training.runtime import FloatArray, Head
from training.services import reading
from training.services.exploring import Unlearned
from training.services.vectors import load_vectors

if TYPE_CHECKING:
    from training.runtime import Encoded, Look
    from training.services.asking.picked import Chosen

AT_MOST = 5


@dataclass(frozen=True, eq=False)
class Looked:
    """n photos as the champion's encoder sees them: embeddings [n, d]; feature maps where it is at hand."""

    chosen: list[Chosen]
    embeddings: FloatArray
    encoded: Encoded | None


def suggestions_for(
    chosen: Sequence[Chosen], version: ModelVersion, head: Head, *, now: dt.datetime
) -> list[Question]:
    """The champion's suggestions, with evidence; a photo that cannot be opened is left out.

    Probabilities and evidence come from one look at the photo, so that the map adds up to what is shown; and
    the photo is decoded as it was for its stored embedding, so that the model says the same of both.
    While there are tags that the model knows nothing of, at least one of them is asked too, without a number.
    """
    looked = _looked_at(chosen, version, now)
    if not looked.chosen:
        return []
    image_ids = [choice.image_id for choice in looked.chosen]
    probabilities = head.probabilities(looked.embeddings, reading.pushes(version, image_ids))
    unlearned = Unlearned(image_ids, learned=version.tags)
    asked = _asked_about(looked.chosen, probabilities, version, head, count=AT_MOST - unlearned.exist)
    read = reading.words(version, image_ids, asked)
    questions = []
    for row, (choice, columns) in enumerate(zip(looked.chosen, asked, strict=True)):
        maps = runtime.evidence_of(looked.encoded, row, head.weight[columns]) if looked.encoded else None
        proposed = [
            Proposed(
                version.tags[column],
                float(probabilities[row, column]),
                maps[at] if maps else [],
                read[row].get(column, []),
            )
            for at, column in enumerate(columns)
        ]
        left = AT_MOST - len(proposed)
        proposed += map(Proposed, unlearned.of(choice.image_id, left, wanted=choice.tag_id))
        questions.append(_question(choice, proposed, version.model_key))
    return questions


def _asked_about(
    chosen: Sequence[Chosen], probabilities: FloatArray, version: ModelVersion, head: Head, *, count: int
) -> list[list[int]]:
    """For each of n images the columns of at most `count` tags, given [n, t] probabilities.

    Those that were retired since the model learned take no place.
    """
    in_use = set(Tag.objects.in_use().values_list("pk", flat=True))
    agreed = LearningCurve.objects.agreement_by_tag(version.model_key)
    asked = runtime.worth_asking(
        probabilities,
        head.choice_groups,
        count=count,
        agreement=np.array([agreed.get(tag_id, np.nan) for tag_id in version.tags]),
        askable=np.array([tag_id in in_use for tag_id in version.tags], np.bool_),
    )
    for choice, columns in zip(chosen, asked, strict=True):
        if (
            choice.tag_id in version.tags
            and choice.tag_id in in_use
            and (doubted := version.tags.index(choice.tag_id)) not in columns
        ):
            columns[count - 1 :] = [doubted]  # what it was chosen for is asked
    return asked


def _looked_at(chosen: Sequence[Chosen], version: ModelVersion, now: dt.datetime) -> Looked:
    """Never through another encoder than the champion's: it would give numbers that mean nothing.

    Where that is neither the one of the settings nor fine-tuned here, the stored vectors have to do.
    """
    if runtime.knows(version.encoder_key):
        looks = dict(_looks_of(chosen, version.encoder_key, now))
        encoded = runtime.encode_looks(list(looks.values()), key=version.encoder_key)
        return Looked(list(looks), encoded.embeddings, encoded)
    vectors = load_vectors(version.encoder_key, [choice.image_id for choice in chosen])
    by_image = {choice.image_id: choice for choice in chosen}
    return Looked([by_image[image_id] for image_id in vectors.image_ids.tolist()], vectors.matrix, None)


def opening_suggestions(chosen: Sequence[Chosen]) -> list[Question]:
    """Before there is a model: no probabilities, no evidence, nothing is claimed that nobody knows."""
    unlearned = Unlearned([choice.image_id for choice in chosen], learned=())
    return [
        _question(choice, list(map(Proposed, unlearned.of(choice.image_id, AT_MOST)))) for choice in chosen
    ]


def _question(choice: Chosen, proposed: Collection[Proposed], model_key: str = "") -> Question:
    return Question(
        choice.image_id,
        choice.reason,
        choice.priority,
        reason_tag_id=choice.tag_id,
        model_key=model_key,
        suggestions=list(proposed),
    )


def _looks_of(chosen: Sequence[Chosen], encoder_key: str, now: dt.datetime) -> Iterator[tuple[Chosen, Look]]:
    """Of each photo the views that the encoder is shown, around what people said is the product."""
    image_ids = [choice.image_id for choice in chosen]
    hashes = dict(ProductImage.objects.filter(pk__in=image_ids).values_list("pk", "sha256"))
    said = curated_boxes(image_ids)
    for choice in chosen:
        try:
            # An image deleted since it was chosen has no hash, a lost one no file.
            with open_photo(hashes[choice.image_id]) as file:
                look = runtime.look(file, said.get(choice.image_id), key=encoder_key)
        except KeyError:
            continue
        except OSError as error:  # it cannot be shown to a person either, and is not chosen again for a while
            EmbeddingFailure.objects.note(
                image_id=choice.image_id, encoder_key=encoder_key, error=error, now=now
            )
            continue
        yield choice, look
