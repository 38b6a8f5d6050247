"""The layout that Hugging Face's `imagefolder` loads: a folder a split, metadata.jsonl beside pictures."""

from __future__ import annotations

import zipfile
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO

from django.utils.translation import gettext as _

from catalog.models import Tag
from catalog.services.photos import open_photo
from catalog.services.writing import json_lines
from catalog.services.zipping import add_photo, add_text
from recommender.models import ExportJob
from recommender.services.exports import ExportError
from recommender.services.exports.labelled import Labelled, count_labelled, labelled
from recommender.services.exports.telling import Told

SPLITS = ("train", "test")
MOST_PHOTOS = 250_000
"""A ZIP's list of files is held in memory, here and by whoever reads it."""


def image_folder(job: ExportJob, file: IO[bytes], told: Told) -> None:
    """Write the ZIP. Photos of the audit set are the test split: nothing else is measured on."""
    count = count_labelled(job)
    if count > MOST_PHOTOS:
        message = _("사진이 %(most)s장보다 많습니다. 상품을 나누어 골라 주세요.")
        raise ExportError(message % {"most": f"{MOST_PHOTOS:,}"})
    told.expect(count)
    slugs, lost = dict(Tag.objects.values_list("pk", "slug")), 0
    with ExitStack() as stack:
        archive = stack.enter_context(zipfile.ZipFile(file, "w"))
        metadata = {split: stack.enter_context(TemporaryFile()) for split in SPLITS}
        for batch in labelled(job):
            for photo in batch:
                try:
                    with open_photo(photo.image.sha256) as picture:
                        add_photo(archive, f"{photo.split}/{photo.file_name}", picture.read())
                except FileNotFoundError:
                    lost += 1
                    continue
                metadata[photo.split].write(json_lines([_line(photo, slugs)]))
                told.note()
            told.note(done=len(batch))
        for split in SPLITS:
            if metadata[split].tell():
                add_text(archive, f"{split}/metadata.jsonl", metadata[split])
    if lost:
        told.note(remark=_("저장소에 없는 사진 %(count)s장은 빠졌습니다.") % {"count": lost})


def _line(photo: Labelled, slugs: dict[int, str]) -> dict[str, object]:
    return {
        "file_name": photo.file_name,
        "external_id": photo.image.product.external_id,
        "sha256": photo.image.sha256,
        "title": photo.image.product.title,
        "tags": [slugs[tag] for tag in photo.yes],
        "not_tags": [slugs[tag] for tag in photo.no],
        "unsure_tags": [slugs[tag] for tag in photo.unsure],
    }
