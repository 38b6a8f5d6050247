"""Two people who answer, flag or take back about one photo at once never wait for each other in a circle."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from catalog.models import Facet, ProductImage, Tag
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from labeling.models import Flag, FlagRuling, QueueItem, Review
from labeling.services.flagging import Wrong, record_answer, rule, withdraw_answer
from tests.making import NOON, an_answer, make_image, make_item

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 10.0


@pytest.fixture
def image(roles: object) -> ProductImage:
    load_vocabulary(path=STARTER)
    return make_image(1)


@pytest.fixture
def item(image: ProductImage) -> QueueItem:
    return make_item(image, Tag.objects.get(slug="cute"))


@pytest.fixture
def person(image: ProductImage) -> User:
    return User.objects.create_user("first")


def judged(item: QueueItem, person: User) -> Review:
    answer = an_answer({Tag.objects.get(slug="cute"): "yes"})
    return record_answer(curator=person, item_id=item.pk, answer=answer, wrong=None, now=NOON)[0]


def flagged(item: QueueItem, person: User) -> Flag:
    skipped = an_answer({}, outcome="skipped")
    review, _ = record_answer(
        curator=person, item_id=item.pk, answer=skipped, wrong=Wrong("broken"), now=NOON
    )
    return review.flag


def nothing_but_the_photo_is_held(act: Callable[[], object], *rows: QueueItem | Review | Flag) -> None:
    """While another has the photo, `act` waits for it and holds none of these rows; then it is done."""

    def in_its_own_connection() -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            ProductImage.objects.select_for_update(no_key=True).get()
            done = pool.submit(in_its_own_connection)
            somebody_waits()
            for row in rows:
                type(row)._default_manager.select_for_update(nowait=True, of=("self",)).get(pk=row.pk)
        done.result(PATIENCE)


def somebody_waits() -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits for the photo")


def test_an_answer(item: QueueItem, person: User) -> None:
    nothing_but_the_photo_is_held(lambda: judged(item, person), item)

    assert Review.objects.get().curator == person


def test_a_flag(item: QueueItem, person: User) -> None:
    nothing_but_the_photo_is_held(lambda: flagged(item, person), item)

    assert Flag.objects.get().curator == person


def test_an_answer_taken_back(item: QueueItem, person: User) -> None:
    review = judged(item, person)

    nothing_but_the_photo_is_held(
        lambda: withdraw_answer(curator=person, client_id=review.client_id, now=NOON), item, review
    )

    assert not Review.objects.standing().exists()


def test_a_flag_taken_back(item: QueueItem, person: User) -> None:
    flag = flagged(item, person)

    nothing_but_the_photo_is_held(
        lambda: withdraw_answer(curator=person, client_id=flag.client_id, now=NOON), item, flag, flag.review
    )

    assert not Flag.objects.standing().exists()


def test_a_ruling(item: QueueItem, person: User) -> None:
    flag = flagged(item, person)

    nothing_but_the_photo_is_held(lambda: rule(flag, keeps_out=True, by=person, now=NOON), item, flag)

    assert FlagRuling.objects.get().flag == flag


def test_flags_on_several_questions_at_once_all_arrive(image: ProductImage) -> None:
    items = [make_item(image, facet=facet) for facet in Facet.objects.all()[:4]]
    people = [User.objects.create_user(f"person-{number}") for number in range(4)]

    def flag(number: int) -> None:
        try:
            flagged(items[number], people[number])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(flag, range(4)))

    assert Flag.objects.count() == 4
    assert not QueueItem.objects.open().exists()
