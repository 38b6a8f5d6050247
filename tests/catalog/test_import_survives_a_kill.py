"""An import that is killed, at whatever row, is gone on with, and nothing is there twice."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from catalog.models import Product, ProductImage, SellerTag
from catalog.services.importing import BATCH
from tests.catalog.shops import Shop, picture

ROWS = 3 * BATCH
IMPORT = """
import sys
import django
django.setup()
from pathlib import Path
from django.utils import timezone
from catalog.services.importing import import_catalog
def tell(done, total):
    print(done, flush=True)
import_catalog(path=Path(sys.argv[1]), now=timezone.now(), progress=tell)
"""


def importing(shop: Shop, media: Path) -> "subprocess.Popen[str]":
    """An import in a process of its own, in the tests' database; it prints how far it is."""
    database = connection.settings_dict
    who = f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    where = f"{database['HOST'].replace('/', '%2F')}:{database['PORT']}".rstrip(":")
    return subprocess.Popen(
        [sys.executable, "-c", IMPORT, shop.folder],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"postgresql://{who}@{where}/{database['NAME']}",
            "MOODLOOP_MEDIA": str(media),
        },
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_until_the_lock_is_free() -> None:
    """Postgres notices within a moment that the other side is dead, and ends its session."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_lock(objid::bigint) FROM pg_locks WHERE locktype = 'advisory' AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        cursor.execute("SELECT pg_advisory_unlock_all()")


def catalog() -> dict[str, set[object]]:
    """What is in the catalog, by what the shop calls it; a list of all, so that doubles would be seen."""
    images = ProductImage.objects.values_list("product__external_id", "source_name", "position")
    tags = SellerTag.objects.values_list("product__external_id", "text")
    assert len(images) == len(set(images))
    assert len(tags) == len(set(tags))
    return {
        "products": set(Product.objects.values_list("external_id", "title")),
        "images": set(images),
        "tags": set(tags),
    }


@pytest.mark.django_db(transaction=True)
def test_killed_three_times_at_any_row_it_ends_as_if_it_never_was(shop: Shop, media: Path) -> None:
    content = [picture(number, kind="PNG") for number in range(40)]
    names = [shop.photo(f"{number}.jpg", photo) for number, photo in enumerate(content)]
    rows = [
        {
            "external_id": f"D-{number // 2}",
            "title": f"Dress {number // 2}",
            "image": names[number % len(names)],
            "seller_tags": "cute|boho",
        }
        for number in range(ROWS)
    ]
    shop.csv(rows)

    for delay in (0.0, 0.03, 0.11):
        killed = importing(shop, media)
        assert killed.stdout is not None
        killed.stdout.readline()  # a batch is written; the next is under way
        threading.Timer(delay, killed.kill).start()
        killed.wait()
        killed.stdout.close()
        wait_until_the_lock_is_free()
    halfway = Product.objects.count()
    finished = importing(shop, media)
    finished.communicate()
    again = shop.imported()

    assert finished.returncode == 0
    assert halfway > 0
    assert (again.products, again.images, again.unchanged, again.refused) == (0, 0, ROWS, [])
    assert catalog() == {
        "products": {(row["external_id"], row["title"]) for row in rows},
        "images": {(row["external_id"], row["image"], number % 2) for number, row in enumerate(rows)},
        "tags": {(row["external_id"], text) for row in rows for text in ("cute", "boho")},
    }
    assert not [path for path in media.rglob("*.jpg") if path.stat().st_size == 0]
