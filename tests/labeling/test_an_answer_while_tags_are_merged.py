"""An answer that is under way while tags are merged is not lost between the two meanings."""

import io
import time
from collections.abc import Callable
from decimal import Decimal
from threading import Thread

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from catalog.models import Tag
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from labeling.models import Label, QueueItem
from labeling.services.recording import record_review
from labeling.services.revocabulary import merge
from labeling.services.sourcing import bring, confirm
from labeling.services.sourcing.taking import take_in_sources
from tests.labeling.vocabularies import by, labels, seen
from tests.making import NOON, an_answer, make_image, make_item

SOON_S = 20.0


@pytest.fixture
def tags(transactional_db: None) -> dict[str, Tag]:
    load_vocabulary(path=STARTER)
    return {tag.slug: tag for tag in Tag.objects.in_use()}


def beside(act: Callable[[], object]) -> Thread:
    """With a connection of its own."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def until_it_waits(thread: Thread) -> None:
    """For us: who answers waits for the question, or for the table of verdicts."""
    end = time.monotonic() + SOON_S
    while thread.is_alive() and time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone() != (0,):
                return
        thread.join(0.05)
    raise AssertionError("nobody waited")


def test_the_merge_waits_for_it_and_counts_it(curator: User, manager: User, tags: dict[str, Tag]) -> None:
    image = make_image(1)
    item = make_item(image, tags["cute"])
    both = tags["cute"], tags["lovely"]
    versions = seen(*both)

    with transaction.atomic():
        answer = an_answer({tags["cute"]: "yes"})
        record_review(curator=curator, item_id=item.pk, answer=answer, now=NOON)
        merging = beside(lambda: merge([both[0].pk], both[1].pk, seen=versions, actor=by(manager)))
        until_it_waits(merging)
    merging.join(SOON_S)

    assert labels() == {(image.pk, "lovely"): (1, 0, 0)}
    assert not QueueItem.objects.open().exists()


def test_what_comes_during_the_merge_waits_and_finds_the_new_meaning(
    curator: User, manager: User, tags: dict[str, Tag]
) -> None:
    image = make_image(1)
    item = make_item(image, tags["cute"])
    both = tags["cute"], tags["lovely"]
    answer = an_answer({tags["cute"]: "yes"})
    with transaction.atomic():
        merge([both[0].pk], both[1].pk, seen=seen(*both), actor=by(manager))
        answering = beside(lambda: record_review(curator=curator, item_id=item.pk, answer=answer, now=NOON))
        until_it_waits(answering)
    answering.join(SOON_S)

    assert labels() == {(image.pk, "lovely"): (1, 0, 0)}


@pytest.mark.usefixtures("own_private_files")
def test_what_a_source_says_during_the_merge_counts_by_the_new_meaning(
    manager: User, tags: dict[str, Tag]
) -> None:
    image = make_image(1)
    both = tags["cute"], tags["lovely"]
    rows = io.BytesIO(b"external_id,tag,value\nP1,cute,yes\n")
    source = bring(
        name="vendor", weight=Decimal(2), file=rows, original_name="labels.csv", by=manager, now=NOON
    )
    confirm(source)

    with transaction.atomic():
        merge([both[0].pk], both[1].pk, seen=seen(*both), actor=by(manager))
        taking = beside(lambda: take_in_sources(now=NOON))
        until_it_waits(taking)
    taking.join(SOON_S)

    [label] = Label.objects.all()
    assert (label.image, label.tag, int(label.sourced_yes)) == (image, both[1], 2)
