"""An import can be paused, called off, cut off, or run out of disk: it goes on where it was, and says so."""

import errno
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from catalog.models import ImportJob, Product, ProductImage, SellerTag, Tag
from catalog.services import taking
from catalog.services.imports import acts, running, watch
from catalog.services.imports.working import go_on_with_imports
from catalog.tasks import go_on_with_imports as the_task
from tests.catalog.bringing import checked, imported, worked_on
from tests.catalog.shops import Shop

pytestmark = pytest.mark.usefixtures("private")
ROWS = 30


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "BATCH", 10)


def many(shop: Shop) -> None:
    photo = shop.photo("a.jpg")
    shop.csv(
        [
            {"external_id": f"N-{number // 2}", "title": f"{number // 2}", "image": photo}
            for number in range(ROWS)
        ]
    )


def after_the_first_batch(monkeypatch: pytest.MonkeyPatch, do: Callable[[ImportJob], object]) -> None:
    """Somebody does this while the import runs, once."""
    real = watch.Watch.look_up
    done: list[object] = []

    def look_up(self: watch.Watch) -> None:
        if not done and self.job.stage == "run":
            done.append(do(self.job))
        real(self)

    monkeypatch.setattr(watch.Watch, "look_up", look_up)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize(("wish", "state"), [("pause", "paused"), ("cancel", "cancelled")])
def test_it_stops_after_its_batch(
    shop: Shop, manager: User, monkeypatch: pytest.MonkeyPatch, wish: str, state: str
) -> None:
    many(shop)
    job = checked(shop, manager)
    after_the_first_batch(monkeypatch, lambda job: job.wish_for(ImportJob.Wish(wish), by=manager))
    acts.start(job, by=manager)

    worked_on(job)

    assert (job.state, job.done, Product.objects.count()) == (state, 10, 5)


@pytest.mark.usefixtures("small_batches")
def test_paused_it_goes_on_where_it_was(shop: Shop, manager: User, monkeypatch: pytest.MonkeyPatch) -> None:
    many(shop)
    job = checked(shop, manager)
    after_the_first_batch(monkeypatch, lambda job: job.wish_for(ImportJob.Wish.PAUSE, by=manager))
    acts.start(job, by=manager)
    worked_on(job)

    assert job.go_on(by=manager)
    assert not job.go_on(by=manager)
    worked_on(job)

    assert (job.state, job.done) == ("done", ROWS)
    assert (job.products, job.images, job.unchanged, job.refused) == (15, 15, 15, 0)


@pytest.mark.usefixtures("small_batches")
def test_contradictions_are_found_across_a_pause(
    shop: Shop, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `update`, the second title of one product is refused as it is without a pause between them."""
    photo = shop.photo("a.jpg")
    rows = [{"external_id": f"N-{number}", "title": "하나", "image": photo} for number in range(10)]
    shop.csv([*rows, {"external_id": "N-0", "title": "둘", "image": photo}])
    job = checked(shop, manager, update=True)
    after_the_first_batch(monkeypatch, lambda job: job.wish_for(ImportJob.Wish.PAUSE, by=manager))
    acts.start(job, by=manager)
    worked_on(job)

    job.go_on(by=manager)
    worked_on(job)

    assert [row.reason for row in job.refused_rows.all()] == [
        "“title” differs from row 2 of the same product: “하나” there, “둘” here"
    ]
    assert Product.objects.get(external_id="N-0").title == "하나"


def test_a_full_disk_is_said_and_is_gone_on_from(
    shop: Shop, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(shop)
    job = checked(shop, manager)
    acts.start(job, by=manager)

    def no_room(content: bytes) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(taking, "take_in", no_room)
        worked_on(job)
    failed = (job.state, job.message[:4], ProductImage.objects.count())
    job.go_on(by=manager)
    worked_on(job)

    assert failed == ("failed", "디스크가", 0)
    assert (job.state, job.products) == ("done", 15)


def test_a_file_that_changed_since_the_dry_run_is_not_imported(shop: Shop, manager: User) -> None:
    many(shop)
    job = checked(shop, manager)
    ImportJob.objects.filter(pk=job.pk).update(mark="1 1")
    acts.start(job, by=manager)

    worked_on(job)

    assert job.state == "failed"
    assert "is not as it was" in job.details["reason"]
    assert not Product.objects.exists()


@pytest.mark.usefixtures("small_batches")
def test_a_tag_that_is_retired_meanwhile_is_meant_no_more(
    shop: Shop, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = shop.photo("a.jpg")
    shop.csv(
        [{"external_id": f"N-{number:02}", "image": photo, "seller_tags": "러블리"} for number in range(ROWS)]
    )
    job = checked(shop, manager)
    after_the_first_batch(monkeypatch, lambda _: Tag.objects.get(slug="lovely").retire(now=timezone.now()))
    acts.start(job, by=manager)

    worked_on(job)

    meant = SellerTag.objects.order_by("product__external_id").values_list("tag__slug", flat=True)
    assert list(meant) == ["lovely"] * 10 + [None] * 20


def test_an_upload_that_is_gone_is_said(shop: Shop, manager: User) -> None:
    many(shop)
    job = checked(shop, manager)
    ImportJob.objects.filter(pk=job.pk).update(location="imports/nowhere/a.zip")
    acts.start(job, by=manager)

    worked_on(job)

    assert (job.state, "does not exist" in job.details["reason"]) == ("failed", True)


def test_one_whose_worker_dies_again_and_again_is_given_up(
    shop: Shop, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(shop)
    job = checked(shop, manager)
    acts.start(job, by=manager)

    def die(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as dying:
        dying.setattr(running._Writing, "write", die)
        for _ in range(3):
            with pytest.raises(MemoryError):
                the_task()
        the_task()

    job.refresh_from_db()
    assert (job.state, job.details["times"]) == ("failed", 3)
    assert job.go_on(by=manager)
    assert worked_on(job).state == "done"


def test_a_second_worker_leaves_it_alone(shop: Shop, manager: User, monkeypatch: pytest.MonkeyPatch) -> None:
    many(shop)
    job = checked(shop, manager)
    answers: list[bool] = []

    def another(_: ImportJob) -> None:
        def work() -> None:
            answers.append(go_on_with_imports(now=timezone.now()))
            connection.close()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    after_the_first_batch(monkeypatch, another)
    acts.start(job, by=manager)

    worked_on(job)

    assert answers == [False]
    assert (job.state, job.products) == ("done", 15)


def test_twice_started_is_imported_once(shop: Shop, manager: User) -> None:
    many(shop)
    job = imported(shop, manager)

    again = acts.start(job, by=manager)
    worked_on(job)

    assert not again
    assert (job.products, Product.objects.count()) == (15, 15)
