"""A worker that is killed in the middle of an import loses nothing: the next goes on, and undo is whole."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection

from catalog.models import ImportJob, Product, ProductImage, SellerTag
from catalog.services.imports import acts
from tests.catalog.bringing import checked, undone, worked_on
from tests.catalog.shops import Shop, picture
from tests.catalog.test_import_survives_a_kill import wait_until_the_lock_is_free

ROWS = 2_500
WORK = """
import django
django.setup()
from catalog.services.imports import watch
def look_up(self):
    print("a batch is written", flush=True)
    real(self)
real, watch.Watch.look_up = watch.Watch.look_up, look_up
from catalog.tasks import go_on_with_imports
go_on_with_imports()
"""


def a_worker(media: Path, private: Path) -> "subprocess.Popen[str]":
    database = connection.settings_dict
    who = f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    where = f"{database['HOST'].replace('/', '%2F')}:{database['PORT']}".rstrip(":")
    return subprocess.Popen(
        [sys.executable, "-c", WORK],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"postgresql://{who}@{where}/{database['NAME']}",
            "MOODLOOP_MEDIA": str(media),
            "MOODLOOP_PRIVATE": str(private),
        },
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.django_db(transaction=True)
def test_killed_it_ends_as_if_it_never_was(shop: Shop, media: Path, private: Path, manager: User) -> None:
    names = [shop.photo(f"{number}.png", picture(number, kind="PNG")) for number in range(20)]
    shop.csv(
        [
            {
                "external_id": f"D-{number // 2}",
                "title": f"Dress {number // 2}",
                "image": names[number % 20],
                "seller_tags": "cute",
            }
            for number in range(ROWS)
        ]
    )
    job = checked(shop, manager)
    acts.start(job, by=manager)

    killed = a_worker(media, private)
    assert killed.stdout is not None
    killed.stdout.readline()  # the first batch is written, the next one under way
    killed.kill()
    killed.wait()
    killed.stdout.close()
    wait_until_the_lock_is_free()
    halfway = ImportJob.objects.get()
    worked_on(job)

    assert halfway.state == "working"
    assert 0 < halfway.done < ROWS
    assert (job.state, job.done, job.products, job.images) == ("done", ROWS, ROWS // 2, ROWS)
    assert (Product.objects.count(), ProductImage.objects.count()) == (ROWS // 2, ROWS)
    undone(job, manager)
    assert not Product.objects.exists()
    assert not SellerTag.objects.exists()
    assert not list(media.rglob("*.jpg"))
