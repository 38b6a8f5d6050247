"""Which tags to ask about an image, with what the model says of them and where it sees it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from PIL import Image

from catalog.models import ProductImage
from catalog.services.photos import open_photo
from labeling.services.queueing import Proposed, Question
from training import runtime
from training.models import ModelVersion
from training.runtime import Head
from training.services.exploring import Unlearned

if TYPE_CHECKING:
    from training.services.choosing import Chosen

AT_MOST = 5


def suggestions_for(chosen: Sequence[Chosen], version: ModelVersion, head: Head) -> list[Question]:
    """The champion's suggestions, with evidence; a photo that cannot be opened is left out.

    Probabilities and evidence come from one look at the photo, so that the map adds up to what is shown.
    While there are tags that the model knows nothing of, at least one of them is asked too, without a number.
    """
    opened = list(_opened(chosen))
    if not opened:
        return []
    encoded = runtime.encode([picture for _, picture in opened], with_features=True)
    probabilities = head.probabilities(encoded.embeddings)
    unlearned = Unlearned([choice.image_id for choice, _ in opened], learned=version.tags)
    questions = []
    for row, (choice, _) in enumerate(opened):
        columns = runtime.worth_asking(
            probabilities[row], head.choice_groups, count=AT_MOST - unlearned.exist
        )
        if choice.tag_id is not None and (doubted := version.tags.index(choice.tag_id)) not in columns:
            columns[-1] = doubted  # what it was chosen for is asked
        maps = runtime.evidence_of(encoded, row, head.weight[columns])
        proposed = [
            Proposed(version.tags[column], float(probabilities[row, column]), cells)
            for column, cells in zip(columns, maps, strict=True)
        ]
        proposed += map(Proposed, unlearned.of(choice.image_id, AT_MOST - len(proposed)))
        questions.append(_question(choice, proposed, version.model_key))
    return questions


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
