"""Folders below allowed roots and prefixes of S3 are read, and nothing outside, wherever links lead."""

import io
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from catalog.models import ImportJob, Product
from catalog.services.imports import acts
from catalog.services.imports.places import checked_location
from catalog.services.imports.uploading import accept_place
from catalog.services.sources import SourceError
from tests.catalog.bringing import worked_on, zipped
from tests.catalog.shops import Shop

pytestmark = pytest.mark.usefixtures("private")


def brought_from(location: str, by: User) -> ImportJob:
    source, place = checked_location(location)
    return accept_place(
        source=source, location=place, update_known=False, fetch=False, by=by, now=timezone.now()
    )


def run_through(job: ImportJob, by: User) -> ImportJob:
    worked_on(job)
    acts.start(job, by=by)
    return worked_on(job)


@pytest.fixture
def dresses(shop: Shop) -> Shop:
    shop.csv(
        [{"external_id": f"S-{number}", "image": shop.photo(f"photos/{number}.jpg")} for number in range(3)]
    )
    return shop


def test_a_folder_below_an_allowed_root_is_imported(dresses: Shop, manager: User, settings: Settings) -> None:
    settings.IMPORT_ROOTS = [str(dresses.folder.parent)]

    job = run_through(brought_from("shop", manager), manager)

    assert (job.state, job.products) == ("done", 3)


def test_class_folders_in_which_a_photo_came_meanwhile_are_looked_into_again(
    shop: Shop, manager: User, settings: Settings
) -> None:
    """They are gone on with by number: a name in between would shift all that follow."""
    settings.IMPORT_ROOTS = [str(shop.folder.parent)]
    shop.photo("dress/b.jpg")
    job = worked_on(brought_from("shop", manager))
    shop.photo("dress/a.jpg")

    acts.start(job, by=manager)
    worked_on(job)

    assert job.state == "failed"
    assert "is not as it was" in job.details["reason"]


def test_nothing_outside_is_read(dresses: Shop, tmp_path: Path, settings: Settings) -> None:
    root = tmp_path / "allowed"
    root.mkdir()
    (root / "link").symlink_to(dresses.folder)
    (root / "sly").mkdir()
    (root / "sly" / "products.csv").symlink_to(dresses.folder / "products.csv")
    settings.IMPORT_ROOTS = [str(root)]

    for location in (
        str(dresses.folder),
        "../shop",
        f"{root}/../shop",
        "link",
        "sly",
        "/etc",
        "nowhere",
        "\0x",
    ):
        with pytest.raises(SourceError, match="lies in no folder that imports may read"):
            checked_location(location)


@pytest.fixture
def bucket(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """An S3 of this test's own, over HTTP on this machine."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    settings.S3_ENDPOINT = f"http://{host}:{port}"
    settings.IMPORT_S3 = ["s3://shop/spring"]
    bucket = boto3.resource("s3", endpoint_url=settings.S3_ENDPOINT).Bucket("shop")
    bucket.create()
    yield bucket
    server.stop()


def put(bucket: object, shop: Shop, prefix: str) -> None:
    for path in shop.folder.rglob("*"):
        if path.is_file():
            key = f"{prefix}{path.relative_to(shop.folder).as_posix()}"
            bucket.upload_fileobj(io.BytesIO(path.read_bytes()), key)  # type: ignore[attr-defined]


def test_a_prefix_with_a_table_and_photos_is_imported(dresses: Shop, manager: User, bucket: object) -> None:
    put(bucket, dresses, "spring/dresses/")
    put(bucket, dresses, "summer/")

    job = run_through(brought_from("s3://shop/spring/dresses", manager), manager)

    assert (job.state, job.products, job.images, job.refused) == ("done", 3, 3, 0)
    assert set(Product.objects.values_list("external_id", flat=True)) == {"S-0", "S-1", "S-2"}


def test_class_folders_and_zips_of_s3_are_imported(dresses: Shop, manager: User, bucket: object) -> None:
    bucket.put_object(Key="spring/all.zip", Body=zipped(dresses))  # type: ignore[attr-defined]
    folders = Shop(dresses.folder.parent / "folders")
    folders.photo("hat/a.jpg")
    put(bucket, folders, "spring/folders/")

    zipped_job = run_through(brought_from("s3://shop/spring/all.zip", manager), manager)
    job = run_through(brought_from("s3://shop/spring/folders/", manager), manager)

    assert (zipped_job.products, job.products) == (3, 1)
    assert Product.objects.get(category="hat").external_id == "hat/a.jpg"


def test_other_prefixes_are_not_read(bucket: object) -> None:
    for location in (
        "s3://shop/summer",
        "s3://shop/springs",
        "s3://shop",
        "s3://other/spring",
        "s3://shop/spring/../x",
    ):
        with pytest.raises(SourceError, match="lies in no S3 prefix that imports may read"):
            checked_location(location)


def test_photos_that_are_not_there_cost_their_row(dresses: Shop, manager: User, bucket: object) -> None:
    (dresses.folder / "photos" / "1.jpg").unlink()
    put(bucket, dresses, "spring/")

    job = run_through(brought_from("s3://shop/spring", manager), manager)

    assert (job.products, job.refused, job.reasons) == (2, 1, {"there is no such photo": 1})


def test_a_bucket_that_is_not_there_is_said(manager: User, settings: Settings, bucket: object) -> None:
    settings.IMPORT_S3 = ["s3://nobody"]

    job = worked_on(brought_from("s3://nobody/spring", manager))

    assert job.state == "failed"
    assert "s3://nobody/spring cannot be reached: NoSuchBucket" in job.details["reason"]
