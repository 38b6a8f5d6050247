"""COCO for classification: images, categories, and an annotation for each tag that holds.

COCO knows no "no". What was denied stands where LVIS, its successor with many categories, puts it:
`neg_category_ids` of the image. A category in neither is unknown. `bbox` is where the product is, in pixels,
where anybody said so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any

from catalog.models import Region, Tag
from recommender.models import ExportJob
from recommender.services.exports.labelled import Labelled, count_labelled, labelled
from recommender.services.exports.telling import Told

_READ = 1024 * 1024


def coco(job: ExportJob, told: Told) -> Iterator[bytes]:
    """The file. Annotations wait on disk until the images, which stand before them, are written."""
    told.expect(count_labelled(job))
    yield _opening()
    with TemporaryFile() as annotations:
        number = 0
        for batch in labelled(job):
            boxes = Region.objects.counting().filter(image__in=[photo.image.pk for photo in batch])
            box_of = {region.image_id: region.box for region in boxes}
            images = []
            for photo in batch:
                images.append(json.dumps(_image(photo), ensure_ascii=False))
                for tag_id in photo.yes:
                    number += 1
                    said = _annotation(number, photo, tag_id, box_of.get(photo.image.pk))
                    annotations.write((",\n" if number > 1 else "").encode() + json.dumps(said).encode())
            first = batch[0].is_first
            yield (("" if first else ",\n") + ",\n".join(images)).encode()
            told.note(done=len(batch))
        yield b'],\n"annotations": ['
        annotations.seek(0)
        while block := annotations.read(_READ):
            yield block
    yield b"]}\n"


def _opening() -> bytes:
    tags = Tag.objects.select_related("facet").order_by("pk")
    categories = [
        {
            "id": tag.pk,
            "name": tag.slug,
            "supercategory": tag.facet.slug,
            "name_ko": tag.name_ko,
            "name_en": tag.name_en,
        }
        for tag in tags
    ]
    info = {"description": "Moodloop: curated labels", "version": "1"}
    head = f'{{"info": {json.dumps(info)},\n"licenses": [],\n"categories": '
    return f'{head}{json.dumps(categories, ensure_ascii=False)},\n"images": ['.encode()


def _image(photo: Labelled) -> dict[str, Any]:
    image = photo.image
    return {
        "id": image.pk,
        "file_name": photo.file_name,
        "width": image.width,
        "height": image.height,
        "neg_category_ids": photo.no,
        "sha256": image.sha256,
        "external_id": image.product.external_id,
        "split": photo.split,
    }


def _annotation(
    number: int, photo: Labelled, tag_id: int, box: tuple[float, float, float, float] | None
) -> dict[str, Any]:
    said: dict[str, Any] = {"id": number, "image_id": photo.image.pk, "category_id": tag_id, "iscrowd": 0}
    if box is None:
        return said
    (x0, y0, x1, y1), width, height = box, photo.image.width, photo.image.height
    bbox = [round(x0 * width, 2), round(y0 * height, 2), round((x1 - x0) * width, 2)]
    bbox.append(round((y1 - y0) * height, 2))
    return said | {"bbox": bbox, "area": round(bbox[2] * bbox[3], 2)}
