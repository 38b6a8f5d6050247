"""A Moodloop archive: one ZIP with all that another installation needs to believe what this one does.

    manifest.json     what it is
    vocabulary.json   facets, tags, mappings (`catalog.services.vocabulary_copy`)
    products.jsonl    a line for each photo, with its product; an ordinary import reads it, too
    photos/…          each as it is shown, under the hash of the bytes that once came in
    labels.jsonl      what is believed of each photo
    grids.jsonl       with history: grids that were answered, with their tiles and sittings
    reviews.jsonl     with history: every review with its verdicts, the oldest first

The lot of each product and the audit set are among it: what was measured on is not trained on elsewhere.
"""

FORMAT, VERSION = "moodloop-archive", 1
MANIFEST, VOCABULARY, PRODUCTS = "manifest.json", "vocabulary.json", "products.jsonl"
LABELS, GRIDS, REVIEWS = "labels.jsonl", "grids.jsonl", "reviews.jsonl"
