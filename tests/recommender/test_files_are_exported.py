"""Files of labels, verdicts, tags and the vocabulary, in every format: made by a sweep, gone after a week."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.contrib.auth.models import User
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from catalog.models import DuplicateGroup, Fingerprint, Product, ProductImage, Tag
from catalog.services.private import private_storage
from catalog.services.regions import set_region
from labeling.models import AuditImage, LabelSource
from labeling.services.recording import withdraw_review
from labeling.services.sourcing import bring, confirm
from labeling.services.sourcing.taking import take_in_sources
from recommender.models import ExportJob
from recommender.services import exports
from recommender.services.exports import ExportError, begin, cancel, people, telling
from recommender.services.exports.making import make_exports
from tests.making import NOON, make_image, say

pytestmark = pytest.mark.usefixtures("vocabulary", "own_private_files")


@pytest.fixture
def own_private_files(settings: Settings, tmp_path: Path) -> None:
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = settings.STORAGES | {"private": private}


def tag(slug: str) -> Tag:
    return Tag.objects.get(slug=slug)


@pytest.fixture
def photos(curator: User, second_curator: User) -> list[ProductImage]:
    """One said to be cute and not street, one audited, one that nobody looked at."""
    images = [make_image(1), make_image(2, lot=0.01), make_image(3)]
    Product.objects.filter(pk=images[0].product.pk).update(title="=HYPERLINK(“겨울”) 🧥")
    AuditImage.objects.create(image=images[1], drawn_at=NOON)
    say(curator, images[0], {tag("cute"): "yes", tag("street"): "no", tag("retro"): "unsure"})
    taken_back = say(second_curator, images[0], {tag("cute"): "no"})
    withdraw_review(curator=second_curator, client_id=taken_back.client_id, now=NOON)
    say(curator, images[1], {tag("cute"): "no"}, reason="audit")
    return images


def made(by: User, kind: str, format: str, **options: Any) -> tuple[ExportJob, bytes]:
    job = begin(kind=kind, format=format, by=by, **options)
    make_exports(now=NOON)
    job.refresh_from_db()
    assert (job.state, job.why) == ("done", "")
    with private_storage().open(job.file_name) as file:
        return job, file.read()


def rows(format: str, content: bytes) -> list[dict[str, Any]]:
    if format == "parquet":
        return list(pq.read_table(io.BytesIO(content)).to_pylist())
    if format == "csv":
        return list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    return [json.loads(line) for line in content.decode().splitlines()]


@pytest.mark.parametrize("kind", ["the same bytes", "a near-duplicate"])
def test_copies_of_audited_photos_are_of_the_test_split(
    manager: User, curator: User, photos: list[ProductImage], kind: str
) -> None:
    copy = photos[2]
    if kind == "the same bytes":
        ProductImage.objects.filter(pk=copy.pk).update(sha256=photos[1].sha256)
    else:
        group = DuplicateGroup.objects.create(created_at=NOON)
        for image in photos[1], copy:
            Fingerprint.objects.create(image=image, signed_hash=1, group=group, compared_at=NOON)
    say(curator, copy, {tag("cute"): "no"})

    _, labels = made(manager, "labels", "jsonl")
    _, coco = made(manager, "labels", "coco")

    of_rows = {row["external_id"]: row["split"] for row in rows("jsonl", labels)}
    of_photos = [image["split"] for image in json.loads(coco)["images"]]
    assert of_rows == {"P1": "train", "P2": "test", "P3": "test"}
    assert of_photos == ["train", "test", "test"]


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet"])
def test_labels(manager: User, photos: list[ProductImage], format: str) -> None:
    job, content = made(manager, "labels", format)

    told = {(row["external_id"], row["tag"]): row for row in rows(format, content)}
    cute = told["P1", "cute"]
    assert {key: row["value"] for key, row in told.items()} == {
        ("P1", "cute"): "yes",
        ("P1", "street"): "no",
        ("P1", "retro"): "unsure",
        ("P2", "cute"): "no",
    }
    assert (cute["sha256"], int(cute["yes"]), cute["split"]) == (photos[0].sha256, 1, "train")
    assert told["P2", "cute"]["split"] == "test"
    assert cute["title"].startswith("'=" if format == "csv" else "=")
    assert (job.done, job.total, job.size) == (4, 4, len(content))


def test_what_was_exported_is_taken_in_as_it_was(manager: User, photos: list[ProductImage]) -> None:
    _, content = made(manager, "labels", "csv")

    source = bring(
        name="ours",
        weight=telling_weight(),
        file=io.BytesIO(content),
        original_name="x",
        by=manager,
        now=NOON,
    )
    confirm(source)
    take_in_sources(now=NOON)

    source = LabelSource.objects.get()
    told = source.labels.values_list("image", "tag__slug", "value")
    assert (source.state, source.refused_count) == ("done", 0)
    assert set(told) == {
        (photos[0].pk, "cute", True),
        (photos[0].pk, "street", False),
        (photos[0].pk, "retro", None),
        (photos[1].pk, "cute", False),
    }


def telling_weight() -> Any:
    return LabelSource._meta.get_field("weight").default


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet"])
def test_every_answer_with_what_was_taken_back(
    manager: User, photos: list[ProductImage], format: str
) -> None:
    job, content = made(manager, "verdicts", format, with_names=True)

    told = [row for row in rows(format, content) if row["tag"] == "cute"]
    assert [(row["person"], row["value"]) for row in told] == [
        ("curator", "yes"),
        ("second", "no"),
        ("curator", "no"),
    ]
    assert [row["withdrawn_by"] or "" for row in told] == ["", "second", ""]
    assert [row["asked_as"] for row in told] == ["doubt", "doubt", "audit"]
    assert job.done == 3


def test_people_are_pseudonyms_unless_asked_for(
    manager: User, curator: User, photos: list[ProductImage]
) -> None:
    _, content = made(manager, "verdicts", "csv")
    _, again = made(manager, "verdicts", "csv")

    called = {row["person"] for row in rows("csv", content)}
    assert called == {people.pseudonym(user.pk) for user in User.objects.filter(reviews__isnull=False)}
    assert b"curator" not in content
    assert content == again


def test_an_image_folder(manager: User, photos: list[ProductImage]) -> None:
    _, content = made(manager, "labels", "imagefolder")

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        lines = {split: rows("jsonl", archive.read(f"{split}/metadata.jsonl")) for split in ("train", "test")}
        [line], [audited] = lines["train"], lines["test"]
        with archive.open(f"train/{line['file_name']}") as file, Image.open(file) as picture:
            assert picture.format == "JPEG"
        assert len(archive.namelist()) == 4
    assert (line["tags"], line["not_tags"], line["unsure_tags"]) == (["cute"], ["street"], ["retro"])
    assert (audited["external_id"], audited["not_tags"]) == ("P2", ["cute"])


def test_coco(manager: User, curator: User, photos: list[ProductImage]) -> None:
    set_region(image_id=photos[0].pk, curator=curator, box=(0.25, 0.5, 0.75, 1.0), now=NOON)

    _, content = made(manager, "labels", "coco")

    coco = json.loads(content)
    names = {category["id"]: category["name"] for category in coco["categories"]}
    [said] = coco["annotations"]
    first, audited = coco["images"]
    assert (said["image_id"], names[said["category_id"]]) == (first["id"], "cute")
    assert said["bbox"] == [8.0, 16.0, 16.0, 16.0]
    assert [names[denied] for denied in first["neg_category_ids"]] == ["street"]
    assert (audited["split"], [names[denied] for denied in audited["neg_category_ids"]]) == ("test", ["cute"])
    assert len(names) == Tag.objects.count()


def test_the_vocabulary(manager: User) -> None:
    tag("retro").retire(now=NOON)

    _, content = made(manager, "vocabulary", "json")
    _, table = made(manager, "vocabulary", "csv")

    told = {one["slug"]: one for facet in json.loads(content)["facets"] for one in facet["tags"]}
    assert told["retro"]["retired_at"] == NOON.isoformat()
    assert len(told) == len(rows("csv", table)) == Tag.objects.count()


def test_nothing_is_a_file_too(manager: User) -> None:
    for kind, formats in exports.FORMATS.items():
        for format in formats:
            job, _ = made(manager, kind, format)
            assert job.why == ""


def test_of_a_selection_only_that(manager: User, photos: list[ProductImage]) -> None:
    _, content = made(manager, "labels", "csv", product_ids=[photos[1].product_id, 10**9])

    assert {row["external_id"] for row in rows("csv", content)} == {"P2"}


@pytest.mark.parametrize(
    ("kind", "format"), [("labels", "zip"), ("verdicts", "coco"), ("everything", "csv"), ("archive", "")]
)
def test_what_cannot_be_had_is_said_to_be_none(manager: User, kind: str, format: str) -> None:
    with pytest.raises(ExportError):
        begin(kind=kind, format=format, by=manager)

    assert not ExportJob.objects.exists()


def test_cut_off_it_is_made_again_and_not_for_ever(manager: User, photos: list[ProductImage]) -> None:
    job = begin(kind="labels", format="csv", by=manager)
    ExportJob.objects.filter(pk=job.pk).update(state="running", attempts=1)
    hopeless = begin(kind="labels", format="csv", by=manager)
    ExportJob.objects.filter(pk=hopeless.pk).update(state="running", attempts=3)

    make_exports(now=NOON)

    states = dict(ExportJob.objects.values_list("pk", "state"))
    assert states == {job.pk: "done", hopeless.pk: "failed"}


def test_cancelled_it_stops_and_leaves_nothing(
    manager: User, photos: list[ProductImage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "TELL_SECONDS", -1.0)
    job = begin(kind="labels", format="csv", by=manager)
    heard: list[int] = []

    def note(self: telling.Told, **_: object) -> None:
        heard.append(1)
        cancel(self.job)
        self._tell()

    monkeypatch.setattr(telling.Told, "note", note)
    make_exports(now=NOON)

    job.refresh_from_db()
    assert (job.state, len(heard)) == ("cancelled", 1)
    assert not private_storage().exists(f"exports/{job.pk}.csv")
    assert not cancel(job)


def test_after_a_week_it_is_gone(manager: User, photos: list[ProductImage]) -> None:
    job, _ = made(manager, "labels", "csv")
    name = job.file_name

    make_exports(now=NOON + dt.timedelta(days=4000))

    job.refresh_from_db()
    assert (job.state, job.file_name) == ("expired", "")
    assert not private_storage().exists(name)


def test_a_lost_photo_costs_itself_alone(manager: User, photos: list[ProductImage]) -> None:
    ProductImage.objects.filter(pk=photos[0].pk).update(sha256="f" * 64)
    job = begin(kind="labels", format="imagefolder", by=manager)

    make_exports(now=NOON)

    job.refresh_from_db()
    assert job.state == "done"
    assert "1" in job.why


def test_many_photos_cost_as_many_queries_as_few(
    manager: User,
    curator: User,
    photos: list[ProductImage],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(4, 14):
        say(curator, make_image(number), {tag("cute"): "yes"})
    begin(kind="labels", format="coco", by=manager)

    with django_assert_max_num_queries(20):
        make_exports(now=NOON)
