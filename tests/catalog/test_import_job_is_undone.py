"""An import is taken back as one act; what people said or changed since stays, and is named."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from catalog.models import (
    ImportJob,
    Product,
    ProductImage,
    Region,
    SellerTag,
    Tag,
    TagMapping,
    VocabularyChange,
)
from catalog.services.imports import acts, undoing
from catalog.services.imports.working import go_on_with_imports
from catalog.services.photos import LOCK
from labeling.models import LabelSource, SourcedLabel
from tests.catalog.bringing import imported, undone
from tests.catalog.shops import Shop
from tests.making import say

pytestmark = pytest.mark.usefixtures("private")


def state() -> dict[str, object]:
    """The catalog, as far as an import could have changed it."""
    fields = ("external_id", "title", "category", "seller", "price", "in_stock", "attributes")
    return {
        "products": list(Product.objects.order_by("external_id").values_list(*fields)),
        "images": list(ProductImage.objects.order_by("pk").values_list("pk", "sha256", "position")),
        "tags": list(SellerTag.objects.order_by("product", "pk").values_list("product", "text", "tag__slug")),
    }


def a_known_product(shop: Shop) -> None:
    shop.csv(
        [
            {
                "external_id": "K-1",
                "title": "코트",
                "image": shop.photo("k.jpg"),
                "price": "39000",
                "seller_tags": "러블리|겨울",
                "맞음": "넉넉",
            }
        ]
    )
    shop.imported()


def test_all_is_again_as_it_was(shop: Shop, manager: User, media: Path) -> None:
    a_known_product(shop)
    SellerTag.objects.filter(text="겨울").update(tag=Tag.objects.get(slug="casual"))  # said by somebody
    before, files = state(), {path.name for path in media.rglob("*.jpg")}
    known = {
        "external_id": "K-1",
        "title": "새 코트",
        "price": "29000",
        "seller_tags": "보헤미안",
        "맞음": "딱",
    }
    shop.csv(
        [
            {**known, "image": "k.jpg"},
            {**known, "image": shop.photo("k2.jpg")},
            {"external_id": "N-1", "title": "원피스", "image": shop.photo("n.jpg"), "seller_tags": "러블리"},
        ]
    )

    job = imported(shop, manager, update=True)
    meanwhile = state()
    undone(job, manager)

    job.refresh_from_db()
    assert meanwhile != before
    assert state() == before
    assert (job.stage, job.state, job.taken_back, job.kept) == ("undo", "done", 2, 0)
    assert {path.name for path in media.rglob("*.jpg")} == files


def test_what_people_judged_stays_and_is_named(shop: Shop, manager: User, curator: User) -> None:
    shop.csv([{"external_id": f"N-{number}", "image": shop.photo(f"{number}.jpg")} for number in range(6)])
    job = imported(shop, manager)
    say(
        curator, ProductImage.objects.get(product__external_id="N-1"), {Tag.objects.get(slug="casual"): "yes"}
    )
    Region.objects.create(
        image=ProductImage.objects.get(product__external_id="N-4"),
        x0=0.1,
        y0=0.1,
        x1=0.9,
        y1=0.9,
        source="curator",
        by=curator,
        created_at=timezone.now(),
    )

    undone(job, manager)

    job.refresh_from_db()
    kept = job.changes.filter(outcome="kept")
    assert set(Product.objects.values_list("external_id", flat=True)) == {"N-1", "N-4"}
    assert {(change.external_id, change.why) for change in kept} == {
        ("N-1", "사람이 답한 사진이 있습니다"),
        ("N-4", "사람이 답한 사진이 있습니다"),
    }
    assert (job.taken_back, job.kept) == (4, 2)


def test_what_somebody_changed_since_stays(shop: Shop, manager: User) -> None:
    shop.csv([{"external_id": f"N-{number}", "image": shop.photo(f"{number}.jpg")} for number in range(3)])
    job = imported(shop, manager)
    Product.objects.filter(external_id="N-0").update(title="손으로 적은 이름")
    shop.csv([{"external_id": "N-2", "image": shop.photo("later.jpg")}])
    later = imported(shop, manager)

    undone(job, manager)

    whys = dict(job.changes.filter(outcome="kept").values_list("external_id", "why"))
    assert whys == {
        "N-0": "그 뒤에 “%(column)s”이(가) 바뀌었습니다\ttitle",
        "N-2": "그 뒤에 사진이 더해졌습니다",
    }
    assert later.images == 1
    assert ProductImage.objects.filter(product__external_id="N-2").count() == 2


def test_twice_is_once(shop: Shop, manager: User) -> None:
    shop.csv([{"image": shop.photo("a.jpg")}])
    job = imported(shop, manager)

    undone(job, manager)
    again = acts.take_back(job, by=manager)
    go_on_with_imports(now=timezone.now())

    job.refresh_from_db()
    assert not again
    assert (job.taken_back, job.state) == (1, "done")


def test_a_photo_that_another_product_shows_stays_in_storage(shop: Shop, manager: User, media: Path) -> None:
    shop.csv([{"external_id": "K-1", "image": shop.photo("same.jpg")}])
    shop.imported()
    files = {path.name for path in media.rglob("*.jpg")}
    shop.csv([{"external_id": "N-1", "image": "same.jpg"}])

    undone(imported(shop, manager), manager)

    assert ImportJob.objects.get().taken_back == 1
    assert {path.name for path in media.rglob("*.jpg")} == files


def test_what_a_source_says_stays(shop: Shop, manager: User) -> None:
    shop.csv([{"external_id": f"N-{number}", "image": shop.photo(f"{number}.jpg")} for number in range(2)])
    job = imported(shop, manager)
    source = LabelSource.objects.create(name="연구실", state="done", by=manager, created_at=timezone.now())
    told = ProductImage.objects.get(product__external_id="N-1")
    SourcedLabel.objects.create(source=source, image=told, tag=Tag.objects.get(slug="casual"), value=True)

    undone(job, manager)

    assert (job.taken_back, job.kept) == (1, 1)
    assert SourcedLabel.objects.get().image.product.external_id == "N-1"


def test_a_text_means_again_what_its_tag_has_become(shop: Shop, manager: User) -> None:
    a_known_product(shop)
    casual, lovely, cute = (Tag.objects.get(slug=slug) for slug in ("casual", "lovely", "cute"))
    SellerTag.objects.filter(text="겨울").update(tag=casual)  # said by somebody
    shop.csv([{"external_id": "K-1", "image": "k.jpg", "seller_tags": "보헤미안"}])
    job = imported(shop, manager, update=True)
    now = timezone.now()
    merged = VocabularyChange.objects.create(kind="merge", by=manager, at=now)
    TagMapping.objects.create(change=merged, from_tag=casual, to_tag=cute, says="all")
    casual.retire(now=now)
    lovely.retire(now=now)  # merged into nothing

    undone(job, manager)

    assert dict(SellerTag.objects.values_list("text", "tag__slug")) == {"러블리": None, "겨울": "cute"}


def test_photos_are_deleted_while_nobody_takes_them_for_kept(
    shop: Shop, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.csv([{"image": shop.photo("a.jpg")}])
    job = imported(shop, manager)
    held: list[bool] = []
    monkeypatch.setattr(undoing, "forget", lambda _: held.append(is_held(LOCK)))

    undone(job, manager)

    assert (held, is_held(LOCK)) == ([True], False)


def is_held(number: int) -> bool:
    """Whether this connection has the advisory lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND objid = %s", [number])
        return bool(cursor.fetchone()[0])
