"""What does it cost to compare a new photo with all others, in a small catalog and in a large one?

Real photos of --data stand in the database with their embeddings and hashes, and as many more rows as are
wanted: the embedding of one of them moved a little, its hash with some bits turned. Then the application's
sweep compares photos that are new, among them a few copies. Beside the time for each new photo: how many of
its truly nearest neighbours the index lists, with the application's effort (100) and pgvector's own (40).
"""

from __future__ import annotations

import hashlib
import io
import sys
import time
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import checkout  # noqa: F401 (finds the application)
import numpy as np
import numpy.typing as npt
from distortions import distorted
from duplicates import opened, thumbnail
from figures import Report, arguments
from photos import DataError, Photos, photos
from PIL import Image
from scratch import database

from ml.duplicates import bands, print_of
from ml.encoder import load_encoder

Vectors = npt.NDArray[np.float32]
KEY = "benchmark"
NEW = 192
QUICK_PHOTOS = 300
SIZES, QUICK_SIZES = (3500, 100_000), (200, 3000)
NOISES, APART = 1000, 0.6
"""Length of what is added to embeddings of length one: two rows of the same photo are then .74 alike."""
TURNED = 14
FLAT = 3.0

EXAMPLES = """examples:
  python benchmarks/grouping.py --quick
  python benchmarks/grouping.py --data path/to/clothing-small --sizes 3500 100000 --json grouping.json
"""


def main() -> int:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--sizes", type=int, nargs="+", help="rows that are there before, ascending")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep the photos' embeddings there")
    options = arguments(parser)
    sizes = options.sizes or (QUICK_SIZES if options.quick else SIZES)
    try:
        with photos(options.data, quick=options.quick) as found:
            few = np.arange(min(QUICK_PHOTOS, len(found.paths)))
            shown = found.rows(few) if options.quick else found
            report = Report("grouping", shown.name, options.seed)
            embeddings = shown.embedded_by(load_encoder("efficientnet_lite0"), options.cache)
            with TemporaryDirectory(prefix="moodloop-grouping-") as scratch, database(Path(scratch)):
                shelf = Shelf(shown, embeddings, options.seed)
                costs = [shelf.costs(report, size) for size in sizes]
            claim = (
                f"{costs[-1] / costs[0]:.2f} times the time of a photo at {sizes[-1]} rows as at {sizes[0]}"
            )
            report.require(f"{claim}, at most {FLAT:.0f}", holds=costs[-1] <= FLAT * costs[0])
            return report.finish(options.json)
    except DataError as error:
        print(f"grouping: {error}", file=sys.stderr)
        return 2


class Shelf:
    """A catalog that grows. Every row has a real photo's file, so that what is opened is opened."""

    def __init__(self, shown: Photos, embeddings: Vectors, seed: int) -> None:
        self._shown, self._embeddings = shown, embeddings
        self._chance = np.random.default_rng(seed)
        order = self._chance.permutation(len(shown.paths))
        share = min(NEW, len(order) // 4)
        self._new, self._old = order[:share].tolist(), order[share:].tolist()
        self._encoder = load_encoder("efficientnet_lite0")
        self._stored = {row: stored(opened(shown.paths[row])) for row in self._old}
        self._images: list[int] = []

    def costs(self, report: Report, size: int) -> float:
        """Milliseconds for each new photo among so many; of the sweep as it runs in the application."""
        from django.utils import timezone  # noqa: PLC0415

        from catalog.models import Fingerprint, Product  # noqa: PLC0415
        from training.services.duplicates import group_duplicates  # noqa: PLC0415

        self._grow(size)
        new, copies = self._put_new()
        start, core = time.perf_counter(), time.process_time()
        compared = group_duplicates(now=timezone.now(), seconds=600)
        each = (time.perf_counter() - start) / compared * 1000
        here = (time.process_time() - core) / compared * 1000
        of = f"photos beside {size}"
        report.add(f"ms_per_photo_{size}", each, samples=compared, of=of)
        report.add(f"ms_per_photo_in_python_{size}", here, samples=compared, of=of)
        known = Fingerprint.objects.grouped().filter(image__in=copies).count()
        report.add(f"copies_found_{size}", known / len(copies), samples=len(copies), of="copies")
        self._listed(report, size, new)
        Product.objects.filter(images__in=new).delete()
        return each

    def _grow(self, size: int) -> None:
        """Real photos first; then, by one query, their embeddings moved a little. The index is built last."""
        from django.db import connection  # noqa: PLC0415

        from catalog.models import Embedding  # noqa: PLC0415

        [index] = Embedding._meta.indexes
        with connection.schema_editor() as editor:
            editor.remove_index(Embedding, index)
        if not self._images:
            rows = self._old[:size]
            self._images = self._add([self._stored[row] for row in rows])
            add_embeddings(self._images, self._embeddings[rows])
        bases = self._chance.integers(0, min(len(self._old), len(self._images)), size - len(self._images))
        moved = self._add([turned(self._stored[self._old[base]], self._chance) for base in bases])
        noise = self._chance.normal(size=(NOISES, self._embeddings.shape[1]))
        noise *= APART / np.linalg.norm(noise, axis=1, keepdims=True)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE noise (id int, vector halfvec) ON COMMIT PRESERVE ROWS")
            cursor.executemany(
                "INSERT INTO noise VALUES (%s, %s::halfvec)",
                [(at, str(one.round(5).tolist())) for at, one in enumerate(noise)],
            )
            cursor.execute(
                """
                INSERT INTO catalog_embedding (image_id, encoder_key, dimensions, vector, created_at)
                SELECT row.image, %s, 1280, l2_normalize(base.vector + noise.vector), now()
                FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS row (image, base, noise)
                JOIN catalog_embedding base ON base.image_id = row.base JOIN noise ON noise.id = row.noise
                """,
                [
                    KEY,
                    moved,
                    [self._images[base] for base in bases],
                    self._chance.integers(0, NOISES, len(moved)).tolist(),
                ],
            )
            cursor.execute("DROP TABLE noise; SET maintenance_work_mem = '1GB'")
        self._images += moved
        with connection.schema_editor() as editor:
            editor.add_index(Embedding, index)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    def _add(self, photos: list[Stored], *, compared: bool = True) -> list[int]:
        from django.utils import timezone  # noqa: PLC0415

        from catalog.models import Fingerprint, Product, ProductImage  # noqa: PLC0415

        first = Product.objects.count()
        products = Product.objects.bulk_create(
            (Product(external_id=f"B{first + at}-{self._chance.random()}") for at in range(len(photos))),
            batch_size=5000,
        )
        images = ProductImage.objects.bulk_create(
            (
                ProductImage(product=product, sha256=photo.sha256, width=1, height=1)
                for product, photo in zip(products, photos, strict=True)
            ),
            batch_size=5000,
        )
        if compared:
            Fingerprint.objects.bulk_create(
                (
                    Fingerprint(
                        image=image,
                        signed_hash=Fingerprint.signed(photo.hash),
                        buckets=bands(photo.hash),
                        compared_at=timezone.now(),
                    )
                    for image, photo in zip(images, photos, strict=True)
                ),
                batch_size=5000,
            )
        return [image.pk for image in images]

    def _put_new(self) -> tuple[list[int], list[int]]:
        """Photos that nobody has seen, and copies of some that are there: all of them, and the copies."""
        chance = self._chance
        copied = self._old[: len(self._new) // 6]
        pictures = [
            distorted(Image.open(self._shown.paths[row]).convert("RGB"), "several", chance) for row in copied
        ]
        fresh = self._add([stored(opened(self._shown.paths[row])) for row in self._new], compared=False)
        copies = self._add([stored(picture) for picture in pictures], compared=False)
        add_embeddings(fresh, self._embeddings[self._new])
        add_embeddings(copies, self._encoder.encode(pictures, with_features=False).embeddings)
        return fresh + copies, copies

    def _listed(self, report: Report, size: int, new: list[int]) -> None:
        """How many of the truly nearest the index lists; by its two efforts, and how long that takes."""
        from django.db import connection  # noqa: PLC0415

        from catalog.models import Embedding  # noqa: PLC0415
        from training.services.duplicates import NEIGHBOURS  # noqa: PLC0415

        found: dict[str, set[tuple[int, int]]] = {}
        for name, setting in {
            "exact": "SET enable_indexscan = off",
            "effort_40": "SET hnsw.ef_search = 40",
            "effort_100": "SET hnsw.ef_search = 100",
        }.items():
            with connection.cursor() as cursor:
                cursor.execute("RESET enable_indexscan")
                cursor.execute(setting)
            start = time.perf_counter()
            near = Embedding.objects.neighbours(new[:64], KEY, count=NEIGHBOURS)
            spent = (time.perf_counter() - start) / 64 * 1000
            found[name] = {(one.image_id, one.other_id) for one in near}
            share = len(found[name] & found["exact"]) / len(found["exact"])
            report.add(f"listed_{name}_{size}", share, samples=len(found["exact"]), of="nearest")
            report.add(f"ms_listing_{name}_{size}", spent, samples=64, of="photos")


@dataclass(frozen=True)
class Stored:
    """A photo in storage."""

    sha256: str
    hash: int


def stored(picture: Image.Image) -> Stored:
    from catalog.services.photos import keep  # noqa: PLC0415

    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    content = out.getvalue()
    sha256 = hashlib.sha256(content).hexdigest()
    small = thumbnail(picture)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=88)
    keep(sha256, "thumb", out.getvalue())
    return Stored(sha256, print_of(small).hash)


def turned(photo: Stored, chance: np.random.Generator) -> Stored:
    """The same file under another hash."""
    bits = chance.choice(64, TURNED, replace=False)
    return Stored(photo.sha256, photo.hash ^ sum(1 << int(bit) for bit in bits))


def add_embeddings(images: list[int], vectors: Vectors) -> None:
    from pgvector import HalfVector  # noqa: PLC0415

    from catalog.models import Embedding  # noqa: PLC0415

    Embedding.objects.bulk_create(
        (
            Embedding(image_id=image, encoder_key=KEY, dimensions=len(vector), vector=HalfVector(vector))
            for image, vector in zip(images, vectors, strict=True)
        ),
        batch_size=500,
    )


if __name__ == "__main__":
    sys.exit(main())
