"""A catalog of any size drawn from a seed, put into Postgres in its own bytes."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

KEY = "benchmark"
"""Of an encoder that nobody has: what is suggested comes from the stored vectors, no photo is opened."""
DIMENSIONS = 1280
PHOTOS = 2
"""Of each product."""
LATENT, KINDS, SPREAD, NOISE = 48, 1000, 0.6, 0.35
"""Photos are of kinds: a mixture in few dimensions, turned into many, with a little noise in each."""
CHUNK = 4096
BUILD_MEMORY = "4GB"

Vectors = npt.NDArray[np.float32]


class Drawn:
    """Unit vectors [n, DIMENSIONS], the same for a seed however many at a time are asked for."""

    def __init__(self, seed: int) -> None:
        chance = np.random.default_rng(seed)
        self._seed = seed
        self._kinds = chance.normal(size=(KINDS, LATENT)).astype(np.float32)
        turned, _ = np.linalg.qr(chance.normal(size=(DIMENSIONS, LATENT)))
        self._axes = turned.T.astype(np.float32)
        self._shares = chance.dirichlet(np.full(KINDS, 0.5))

    def chunk(self, number: int) -> Vectors:
        """[CHUNK, DIMENSIONS]; chunk i holds the photos from i * CHUNK on."""
        chance = np.random.default_rng((self._seed, number))
        kinds = chance.choice(KINDS, CHUNK, p=self._shares)
        latent = self._kinds[kinds] + SPREAD * chance.standard_normal((CHUNK, LATENT), dtype=np.float32)
        vectors = latent @ self._axes
        noise = chance.standard_normal((CHUNK, DIMENSIONS), dtype=np.float32)
        vectors += NOISE * np.sqrt(np.float32(LATENT / DIMENSIONS)) * noise
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def fill(photos: int, embedded: int, seed: int) -> float:
    """Products, their photos, and embeddings of the first of them; the seconds that the vectors' index took.

    Photos are numbered from 1 in the order of `Drawn`; none has a file. Where a catalog was kept by another
    run, nothing is done. Raises RuntimeError where that is another one, or half a one.
    """
    from django.db import connection  # noqa: PLC0415

    from catalog.models import Embedding, ProductImage  # noqa: PLC0415

    [index] = Embedding._meta.indexes
    if kept := ProductImage.objects.count():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = %s", [index.name])
            [indexed] = cursor.fetchone()
        if (kept, Embedding.objects.count(), indexed) != (photos, embedded, 1):
            raise RuntimeError(f"the catalog of {kept} photos that was kept is not the one asked for")
        return 0.0
    with connection.schema_editor() as editor:
        editor.remove_index(Embedding, index)
    _add_photos(photos, seed)
    _add_embeddings(embedded, Drawn(seed))
    with connection.cursor() as cursor:
        cursor.execute(f"SET maintenance_work_mem = '{BUILD_MEMORY}'")
        start = time.perf_counter()
        with connection.schema_editor() as editor:
            editor.add_index(Embedding, index)
        spent = time.perf_counter() - start
        cursor.execute("RESET maintenance_work_mem")
        cursor.execute("VACUUM ANALYZE")
    return spent


def _add_photos(photos: int, seed: int) -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [(seed % 1000) / 1000])
        cursor.execute(
            """
            INSERT INTO catalog_product
                (id, external_id, title, category, seller, in_stock, attributes, lot, created_at, updated_at)
            SELECT n, 'B' || n, 'Product ' || n, '', '', true, '{}', random(), now(), now()
            FROM generate_series(1, %s) AS n ORDER BY n
            """,
            [-(-photos // PHOTOS)],
        )
        cursor.execute(
            """
            INSERT INTO catalog_productimage
                (id, product_id, sha256, width, height, position, source_name, created_at)
            SELECT n, 1 + (n - 1) / %s, encode(sha256(n::text::bytea), 'hex'), 1, 1, (n - 1) %% %s, '', now()
            FROM generate_series(1, %s) AS n
            """,
            [PHOTOS, PHOTOS, photos],
        )
        for table in ("catalog_product", "catalog_productimage"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608
            )


def _add_embeddings(photos: int, drawn: Drawn) -> None:
    from django.db import connection  # noqa: PLC0415

    columns = "image_id, encoder_key, dimensions, vector, created_at"
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY catalog_embedding ({columns}) FROM STDIN (FORMAT binary)") as copy,
    ):
        copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
        for rows in _rows(photos, drawn):
            copy.write(rows)
        copy.write(b"\xff\xff")


def _rows(photos: int, drawn: Drawn) -> Iterator[bytes]:
    """COPY's binary format: of each row the number of its fields, and before each of them its length."""
    key = KEY.encode()
    layout = np.dtype(
        [
            ("fields", ">i2"),
            ("image_bytes", ">i4"),
            ("image", ">i8"),
            ("key_bytes", ">i4"),
            ("key", f"S{len(key)}"),
            ("dimensions_bytes", ">i4"),
            ("dimensions", ">i2"),
            ("vector_bytes", ">i4"),
            ("length", ">i2"),
            ("unused", ">i2"),
            ("vector", ">f2", DIMENSIONS),
            ("created_bytes", ">i4"),
            ("created", ">i8"),
        ]
    )
    for number in range(-(-photos // CHUNK)):
        rows = np.zeros(CHUNK, layout)
        rows["fields"], rows["image_bytes"], rows["image"] = 5, 8, 1 + number * CHUNK + np.arange(CHUNK)
        rows["key_bytes"], rows["key"] = len(key), key
        rows["dimensions_bytes"], rows["dimensions"] = 2, DIMENSIONS
        rows["vector_bytes"], rows["length"] = 4 + 2 * DIMENSIONS, DIMENSIONS
        rows["vector"] = drawn.chunk(number)
        rows["created_bytes"], rows["created"] = 8, 0  # the first moment of the year 2000
        yield rows[: photos - number * CHUNK].tobytes()


def queue(seed: int) -> int:
    """A question about every photo, with priorities as uncertainty has them: few are high; how many wait."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [(seed % 1000) / 1000])
        cursor.execute(
            """
            INSERT INTO labeling_queueitem (image_id, reason, priority, model_key, created_at)
            SELECT id, 'doubt', -ln(1 - random()) / 20, 'benchmark', now()
            FROM catalog_productimage ORDER BY id
            ON CONFLICT DO NOTHING
            """
        )
        cursor.execute(
            """
            INSERT INTO labeling_suggestion (item_id, tag_id, position, probability, evidence, words)
            SELECT item.id, tag.id, tag.place, random(), '[]', '[]'
            FROM (SELECT id FROM labeling_queueitem ORDER BY priority DESC LIMIT 5000) AS item,
                 (SELECT id, row_number() OVER (ORDER BY id) AS place FROM catalog_tag LIMIT 5) AS tag
            ON CONFLICT DO NOTHING
            """
        )
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT count(*) FROM labeling_queueitem WHERE closed_at IS NULL")
        [waiting] = cursor.fetchone()
        return int(waiting)


def people(count: int) -> list[int]:
    """The ids of so many new users."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO auth_user (username, password, is_superuser, is_staff, is_active,
                                   first_name, last_name, email, date_joined)
            SELECT gen_random_uuid(), '', false, false, true, '', '', '', now() FROM generate_series(1, %s)
            RETURNING id
            """,
            [count],
        )
        return [pk for (pk,) in cursor.fetchall()]
