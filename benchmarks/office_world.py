"""A catalog of any size with all that the office shows of it, drawn from a seed inside Postgres."""

from __future__ import annotations

PHOTOS, PUBLISHED, SAID = 2, 4, 2
"""Of each product: photos, published tags where it has any, seller tags."""
SELLERS, CHUNK = 3_000, 100_000
LABELED, WAITING, HELD = 0.1, 0.005, 0.0005
"""Of the products: whose first photo people judged, waits, and that a manager took out."""

_STEPS = [
    """
    INSERT INTO catalog_product (id, external_id, title, category, seller, price, in_stock, attributes, lot,
        created_at, updated_at)
    SELECT n, 'SKU-' || lpad(n::text, 8, '0'),
        (ARRAY['Linen','Denim','Silk','Wool','린넨','데님','레이스','니트'])[1 + floor(random() * 8)]
            || ' ' ||
        (ARRAY['wide','slim','cropped','long','미니','오버핏','플리츠','크롭'])[1 + floor(random() * 8)]
            || ' ' ||
        (ARRAY['dress','shirt','skirt','coat','원피스','셔츠','스커트','코트'])[1 + floor(random() * 8)]
            || ' ' || n,
        'apparel', '판매자 ' || floor(random() * {sellers}), 10000 + floor(random() * 90000), random() < .9,
        '{{}}', random(), now() - (({rows} - n) * interval '700 days' / {rows}), now()
    FROM generate_series({first}, {last}) AS n
    """,
    """
    INSERT INTO catalog_productimage (id, product_id, sha256, width, height, position, source_name,
        created_at)
    SELECT (p.id - 1) * {photos} + place, p.id, encode(sha256((p.id * 10 + place)::text::bytea), 'hex'),
        900, 1200, place - 1, '', p.created_at
    FROM catalog_product p, generate_series(1, {photos}) AS place WHERE p.id BETWEEN {first} AND {last}
    """,
    """
    INSERT INTO catalog_sellertag (product_id, text, tag_id)
    SELECT p.id, 'tag ' || place, CASE WHEN random() < .8 THEN tags.ids[1 + floor(random() * tags.count)] END
    FROM catalog_product p, generate_series(1, {said}) AS place, tags WHERE p.id BETWEEN {first} AND {last}
    """,
    """
    INSERT INTO recommender_publishedtag (product_id, tag_id, source, confidence, model_key, published_at)
    SELECT p.id, tags.ids[1 + floor(power(random(), 2) * tags.count)],
        CASE WHEN random() < .05 THEN 'curated' ELSE 'predicted' END, .6 + .4 * random(), 'm', now()
    FROM catalog_product p, generate_series(1, {published}) AS place, tags
    WHERE p.id BETWEEN {first} AND {last} AND p.lot < .7 ON CONFLICT DO NOTHING
    """,
]
_JUDGED = [
    """
    INSERT INTO labeling_queueitem (image_id, reason, priority, model_key, created_at, closed_at, note)
    SELECT i.id, 'doubt', random(), 'm', i.created_at, i.created_at, ''
    FROM catalog_productimage i JOIN catalog_product p ON p.id = i.product_id
    WHERE i.position = 0 AND p.lot BETWEEN .65 AND .65 + {labeled}
    """,
    """
    INSERT INTO labeling_queueitem (image_id, reason, priority, model_key, created_at, note)
    SELECT i.id, 'doubt', random(), 'm', now(), ''
    FROM catalog_productimage i JOIN catalog_product p ON p.id = i.product_id
    WHERE i.position = 0 AND p.lot BETWEEN .9 AND .9 + {waiting}
    """,
    """
    INSERT INTO labeling_review (item_id, image_id, curator_id, client_id, outcome, shown_tags, model_key,
        seconds, created_at)
    SELECT q.id, q.image_id, {curator}, gen_random_uuid(), 'answered', '{{}}', 'm', 2, q.created_at
    FROM labeling_queueitem q WHERE q.closed_at IS NOT NULL
    """,
    """
    INSERT INTO labeling_verdict (review_id, tag_id, value, misplaced)
    SELECT r.id, tags.ids[1 + (r.id + place * 7) % tags.count],
        CASE WHEN random() < .4 THEN 'yes' ELSE 'no' END, false
    FROM labeling_review r, generate_series(1, 3) AS place, tags ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO labeling_label (image_id, tag_id, yes, no, unsure, updated_at)
    SELECT r.image_id, v.tag_id, CASE WHEN v.value = 'yes' THEN 1 ELSE 0 END,
        CASE WHEN v.value = 'no' OR random() < .02 THEN 1 ELSE 0 END, 0, r.created_at
    FROM labeling_verdict v JOIN labeling_review r ON r.id = v.review_id ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO recommender_contradiction (seller_tag_id, said_by, yes, no, model_key, found_at)
    SELECT s.id, 'people', 0, 1, '', now() FROM catalog_sellertag s
    WHERE s.tag_id IS NOT NULL AND s.id % 50 = 0
    """,
    """
    INSERT INTO recommender_hold (product_id, reason, by_id, created_at)
    SELECT id, '품질', {curator}, now() FROM catalog_product WHERE lot BETWEEN .5 AND .5 + {held}
    """,
]
TABLES = ["catalog_product", "catalog_productimage"]


def fill(rows: int, seed: int, *, curator: int) -> None:
    """So many products; nothing where another run has kept them. Raises RuntimeError where it kept others."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalog_product")
        [kept] = cursor.fetchone()
        if kept:
            if kept != rows:
                raise RuntimeError(f"{kept} products were kept, not {rows}")
            return
        cursor.execute("SELECT setseed(%s)", [(seed % 1000) / 1000])
        cursor.execute(
            "CREATE TEMP TABLE tags AS SELECT array_agg(id ORDER BY id) AS ids, count(*)::int AS count "
            "FROM catalog_tag"
        )
        shares = {"labeled": LABELED, "waiting": WAITING, "held": HELD, "curator": curator, "rows": rows}
        each = {"sellers": SELLERS, "photos": PHOTOS, "said": SAID, "published": PUBLISHED}
        for first in range(1, rows + 1, CHUNK):
            for step in _STEPS:
                last = min(first + CHUNK - 1, rows)
                cursor.execute(step.format(first=first, last=last, **shares, **each))
            print(f"{min(first + CHUNK - 1, rows):,} of {rows:,} products", flush=True)
        for step in _JUDGED:
            cursor.execute(step.format(**shares))
        for table in TABLES:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608
        cursor.execute("VACUUM ANALYZE")
