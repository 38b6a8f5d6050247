"""Uploaded files are deleted a month after the end, later where somebody may go on; then nobody can."""

import datetime as dt
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from catalog.models import ImportJob, Product
from catalog.services.imports import acts
from catalog.services.imports.uploading import forget_uploads
from tests.catalog.bringing import brought, checked, worked_on
from tests.catalog.shops import Shop

pytestmark = pytest.mark.usefixtures("private")


def ended(job: ImportJob, state: str, *, days: int) -> None:
    at = timezone.now() - dt.timedelta(days=days)
    ImportJob.objects.filter(pk=job.pk).update(state=state, finished_at=at)


@pytest.mark.parametrize(
    ("state", "days", "is_kept"),
    [
        ("done", 29, True),
        ("done", 31, False),
        ("cancelled", 31, False),
        ("failed", 31, True),
        ("failed", 91, False),
        ("paused", 91, False),
        ("waiting", 400, True),
    ],
)
def test_when_it_goes(manager: User, private: Path, state: str, days: int, is_kept: bool) -> None:
    job = brought(b"image\n", manager, name="a.csv")
    other = brought(b"image\n", manager, name="b.csv")
    ended(job, state, days=days)

    count = forget_uploads(now=timezone.now())

    kept = {path.name for path in private.rglob("*.csv")}
    job.refresh_from_db()
    assert count == (not is_kept)
    assert kept == ({"a.csv", "b.csv"} if is_kept else {"b.csv"})
    assert bool(job.location) == is_kept
    assert (private / other.location).exists()


def test_one_that_is_called_off_while_it_waits_ends_there(manager: User) -> None:
    job = brought(b"image\n", manager, name="a.csv")

    job.wish_for(ImportJob.Wish.CANCEL, by=manager)

    later = timezone.now() + dt.timedelta(days=31)
    assert forget_uploads(now=later) == 1


def test_what_is_gone_is_read_from_nowhere(shop: Shop, manager: User, private: Path, client: Client) -> None:
    shop.csv([{"image": shop.photo("a.jpg")}])
    job = checked(shop, manager)
    (private / "products.csv").write_text("image\n")
    ended(job, "done", days=31)
    forget_uploads(now=timezone.now())

    again = acts.look_again(job, mapping=job.mapping, update_known=False, fetch=False, by=manager)
    started = acts.start(job, by=manager)
    ImportJob.objects.filter(pk=job.pk).update(state="waiting", stage="run")
    worked_on(job)
    client.force_login(manager)

    assert (again, started) == (False, False)
    assert (job.state, job.details["reason"]) == ("failed", "봄 상품.zip is no longer kept; bring it again")
    assert not Product.objects.exists()
    assertContains(client.get(reverse("admin:import", args=[job.pk])), "오래되어 지웠습니다")


def test_what_was_called_off_is_not_looked_into_again(shop: Shop, manager: User) -> None:
    shop.csv([{"image": shop.photo("a.jpg")}])
    job = checked(shop, manager)
    job.wish_for(ImportJob.Wish.CANCEL, by=manager)

    again = acts.look_again(job, mapping=job.mapping, update_known=False, fetch=False, by=manager)

    assert not again
