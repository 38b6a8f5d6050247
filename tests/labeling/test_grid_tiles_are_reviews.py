"""What becomes of the tiles of a grid: verdicts of those that were marked, or were really on screen."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from catalog.models import Tag
from labeling.models import AuditImage, Grid, Label, Review, Verdict
from labeling.services.auditing import draw_audit_images
from labeling.services.consensus import rebuild_labels
from labeling.services.recording import AnswerError, withdraw_review
from labeling.services.sitting import GridAnswer, Marked, record_grid
from tests.gridmaking import a_sitting, make_grid, photos
from tests.making import NOON, make_item, say


@pytest.fixture
def grid(tags: dict[str, Tag]) -> Grid:
    return make_grid(tags["romantic"], photos(4))


def said(grid: Grid) -> dict[int, str]:
    """By place, what is recorded of the tile."""
    verdicts = Verdict.objects.filter(review__tile__grid=grid)
    return dict(verdicts.values_list("review__tile__position", "value"))


def test_an_unmarked_tile_that_was_seen_is_what_the_question_implies(grid: Grid, curator: User) -> None:
    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid, {1: "wrong", 2: "unsure"}), now=NOON)

    assert said(grid) == {0: "yes", 1: "no", 2: "unsure", 3: "yes"}
    labels = Label.objects.filter(tag=grid.tag).order_by("image_id").values_list("value", flat=True)
    assert list(labels) == [True, False, None, True]
    grid.refresh_from_db()
    assert grid.closed_at == NOON


def test_among_photos_that_are_clearly_not_an_unmarked_tile_is_no(
    curator: User, tags: dict[str, Tag]
) -> None:
    grid = make_grid(tags["romantic"], photos(3), kind="unlikely")

    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid, {1: "wrong"}), now=NOON)

    assert said(grid) == {0: "no", 1: "yes", 2: "no"}


def test_a_tile_that_was_not_really_on_screen_stays_unknown(grid: Grid, curator: User) -> None:
    answer = a_sitting(grid, {3: "wrong"}, dwell={0: 399, 1: 400, 3: 0})

    record_grid(curator=curator, grid_id=grid.pk, answer=answer, now=NOON)

    assert said(grid) == {1: "yes", 2: "yes", 3: "no"}  # what was marked was seen
    assert dict(Review.objects.values_list("tile__position", "dwell_ms")) == {1: 400, 2: 900, 3: 0}
    assert Label.objects.count() == 3


def test_a_tile_that_the_browser_says_nothing_of_stays_unknown(grid: Grid, curator: User) -> None:
    full = a_sitting(grid)
    answer = GridAnswer(full.client_id, full.outcome, full.seconds, full.tiles[:1])

    record_grid(curator=curator, grid_id=grid.pk, answer=answer, now=NOON)

    assert said(grid) == {0: "yes"}


def test_a_grid_that_was_hardly_open_says_only_what_was_marked(grid: Grid, curator: User) -> None:
    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid, {2: "wrong"}, seconds=5.9), now=NOON)

    assert said(grid) == {2: "no"}


def test_no_tile_was_on_screen_for_longer_than_its_grid(grid: Grid, curator: User) -> None:
    answer = a_sitting(grid, dwell={0: 50_000}, seconds=6.0)

    record_grid(curator=curator, grid_id=grid.pk, answer=answer, now=NOON)

    assert Review.objects.get(tile__position=0).dwell_ms == 6000


def test_nothing_seen_and_nothing_marked_is_no_answer(grid: Grid, curator: User) -> None:
    with pytest.raises(AnswerError, match="Space"):
        record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid, seconds=2.0), now=NOON)

    assert not Review.objects.exists()


def test_a_skipped_grid_says_nothing_and_waits_no_more(grid: Grid, curator: User) -> None:
    sitting, is_new = record_grid(
        curator=curator, grid_id=grid.pk, answer=a_sitting(grid, outcome="skipped"), now=NOON
    )

    assert (sitting.outcome, is_new, said(grid)) == ("skipped", True, {})
    assert not Grid.objects.open().exists()


def test_a_resend_records_nothing_twice(grid: Grid, curator: User) -> None:
    answer = a_sitting(grid)
    first, _ = record_grid(curator=curator, grid_id=grid.pk, answer=answer, now=NOON)

    again, is_new = record_grid(curator=curator, grid_id=grid.pk, answer=answer, now=NOON)

    assert (again, is_new) == (first, False)
    assert Review.objects.count() == 4


def test_two_people_about_one_grid_are_two_opinions(grid: Grid, curator: User, second_curator: User) -> None:
    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid), now=NOON)

    record_grid(curator=second_curator, grid_id=grid.pk, answer=a_sitting(grid, {0: "wrong"}), now=NOON)

    first = Label.objects.get(image=grid.tiles.get(position=0).image)
    assert (first.yes, first.no, first.people) == (1, 1, 2)


def test_what_a_curator_told_outright_is_not_worn_down_by_what_a_grid_implies(
    grid: Grid, curator: User, second_curator: User
) -> None:
    alone, marked, by_another, implied = (tile.image for tile in grid.tiles.select_related("image"))
    say(curator, alone, {grid.tag: "no"})
    say(second_curator, by_another, {grid.tag: "no"})
    former = make_grid(grid.tag, [marked, implied])
    record_grid(curator=curator, grid_id=former.pk, answer=a_sitting(former, {0: "unsure"}), now=NOON)

    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid), now=NOON)

    assert said(grid) == {2: "yes", 3: "yes"}
    assert Label.objects.get(image=alone).value is False
    assert Label.objects.get(image=marked).unsure == 1


def test_a_mark_changes_what_was_told_outright(grid: Grid, curator: User) -> None:
    image = grid.tiles.get(position=0).image
    say(curator, image, {grid.tag: "yes"})

    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid, {0: "wrong"}), now=NOON)

    assert Label.objects.get(image=image).value is False


def test_what_was_told_outright_and_taken_back_is_no_more_in_the_way(grid: Grid, curator: User) -> None:
    image = grid.tiles.get(position=0).image
    review = say(curator, image, {grid.tag: "no"})
    withdraw_review(curator=curator, client_id=review.client_id, now=NOON)

    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid), now=NOON)

    assert said(grid)[0] == "yes"


def test_answers_that_contradict_the_grid_are_refused(
    grid: Grid, curator: User, tags: dict[str, Tag]
) -> None:
    other = make_grid(tags["romantic"], photos(1, first=50)).tiles.get()
    tile = grid.tiles.get(position=0)
    known = a_sitting(grid, {0: "wrong"})
    wrong = [
        (GridAnswer(uuid.uuid4(), "answered", 9.0, [Marked(other.pk, "", 900)]), str(other.pk)),
        (GridAnswer(uuid.uuid4(), "answered", 9.0, [Marked(tile.pk, "", 900)] * 2), "둘"),
        (GridAnswer(uuid.uuid4(), "skipped", 9.0, known.tiles), "표시"),
    ]

    for answer, why in wrong:
        with pytest.raises(AnswerError, match=why):
            record_grid(curator=curator, grid_id=grid.pk, answer=answer, now=NOON)

    assert not Review.objects.exists()


def test_a_client_id_names_one_sitting(grid: Grid, curator: User, tags: dict[str, Tag]) -> None:
    answer = a_sitting(grid)
    record_grid(curator=curator, grid_id=grid.pk, answer=answer, now=NOON)
    other = make_grid(tags["romantic"], photos(1, first=50))

    with pytest.raises(AnswerError, match="client_id"):
        record_grid(
            curator=curator,
            grid_id=other.pk,
            answer=GridAnswer(answer.client_id, "skipped", 1.0, []),
            now=NOON,
        )


def test_tiles_teach_and_labels_can_be_rebuilt_from_them(grid: Grid, curator: User) -> None:
    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid, {1: "wrong"}), now=NOON)

    assert Review.objects.teaching().count() == 4
    assert rebuild_labels(now=NOON) == 0
    Label.objects.all().delete()
    assert rebuild_labels(now=NOON) == 4


def test_a_review_is_of_an_item_or_of_a_tile(grid: Grid, curator: User, tags: dict[str, Tag]) -> None:
    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid), now=NOON)
    review = Review.objects.earliest("pk")
    item = make_item(review.image, tags["cute"])

    for change in ({"item": item}, {"tile": None}, {"grid_review": None}, {"dwell_ms": None}):
        with pytest.raises(IntegrityError, match="a_review_is_of_an_item_or_a_tile"), transaction.atomic():
            Review.objects.filter(pk=review.pk).update(**change)


def test_what_was_shown_in_a_grid_is_never_drawn_into_the_audit_set(tags: dict[str, Tag]) -> None:
    images = photos(2)
    for image in images:
        image.product.lot = 0.01
        image.product.save()
    make_grid(tags["romantic"], images[:1])

    draw_audit_images(now=NOON)

    assert [audited.image for audited in AuditImage.objects.all()] == images[1:]


def test_recording_takes_the_same_queries_however_many_tiles(
    curator: User, tags: dict[str, Tag], django_assert_max_num_queries: Any
) -> None:
    small, large = make_grid(tags["romantic"], photos(2)), make_grid(tags["romantic"], photos(24, first=50))
    with django_assert_max_num_queries(30) as few:
        record_grid(curator=curator, grid_id=small.pk, answer=a_sitting(small), now=NOON)

    with django_assert_max_num_queries(len(few)):
        record_grid(curator=curator, grid_id=large.pk, answer=a_sitting(large), now=NOON)
