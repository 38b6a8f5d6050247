"""What was taken back by range is brought back as one act, but for what its author took back themselves."""

from django.contrib.auth.models import User

from catalog.models import Tag
from labeling.models import (
    BulkWithdrawal,
    Comparison,
    GridReview,
    Review,
    Withdrawal,
)
from labeling.services.bulk_withdrawing import restore
from labeling.services.comparing import withdraw_comparison
from labeling.services.consensus import labels_at, rebuild_labels
from labeling.services.recording import withdraw_review
from labeling.services.sitting import record_grid, withdraw_grid
from tests.gridmaking import a_sitting, make_grid, photos
from tests.labeling.pairs import compare, make_pair
from tests.labeling.ranges import DAY, LATER, everything, labels, take_back
from tests.making import NOON, make_image, say

Tags = dict[str, Tag]


def test_all_of_it_stands_again(curator: User, second_curator: User, manager: User, tags: Tags) -> None:
    image = make_image(1)
    say(curator, image, {tags["romantic"]: "yes"})
    say(second_curator, image, {tags["romantic"]: "no"})
    before = labels()
    done = take_back(everything(curator), manager)

    _restoration, is_new = restore(done, by=manager, reason="오해였습니다", now=LATER)
    _again, is_new_again = restore(done, by=manager, now=LATER)

    assert labels() == before
    assert (is_new, is_new_again) == (True, False)
    assert not Withdrawal.objects.exists()
    kept = BulkWithdrawal.objects.get()
    assert len(kept.reviews) == 1
    assert (kept.restoration.by, kept.restoration.reason) == (manager, "오해였습니다")
    assert rebuild_labels(now=LATER) == 0


def test_what_was_believed_at_any_date_can_still_be_told(curator: User, manager: User, tags: Tags) -> None:
    image = make_image(1)
    say(curator, image, {tags["romantic"]: "yes"})
    done = take_back(everything(curator), manager)
    restore(done, by=manager, now=LATER + DAY)

    known = [bool(labels_at(at)) for at in (NOON, LATER, LATER + DAY / 2, LATER + DAY)]

    assert known == [True, False, False, True]


def test_what_was_taken_back_before_stays_so_after_a_restoration(
    curator: User, manager: User, tags: Tags
) -> None:
    own = say(curator, make_image(1), {tags["romantic"]: "yes"})
    say(curator, make_image(2), {tags["romantic"]: "yes"})
    withdraw_review(curator=curator, client_id=own.client_id, now=NOON)
    done = take_back(everything(curator), manager)

    restore(done, by=manager, now=LATER)

    assert done.review_count == 1
    assert Withdrawal.objects.get().review == own


def test_undoing_what_a_manager_took_back_changes_nothing(curator: User, manager: User, tags: Tags) -> None:
    review = say(curator, make_image(1), {tags["romantic"]: "yes"})
    said = compare(curator, make_pair(tags["romantic"], make_image(2), make_image(3)), "left")
    take_back(everything(curator), manager)

    before = labels()

    withdraw_review(curator=curator, client_id=review.client_id, now=LATER)
    withdraw_comparison(curator=curator, client_id=said.client_id, now=LATER)

    assert labels() == before
    assert Withdrawal.objects.get().created_at == LATER  # since when it does not count


def test_what_its_author_took_back_themselves_stays_so_after_a_restoration(
    curator: User, manager: User, tags: Tags
) -> None:
    own, other = (say(curator, make_image(number), {tags["romantic"]: "yes"}) for number in (1, 2))
    pair = make_pair(tags["romantic"], make_image(3), make_image(4))
    said = compare(curator, pair, "left")
    grid = make_grid(tags["romantic"], photos(2, first=10))
    sitting, _ = record_grid(
        curator=curator, grid_id=grid.pk, answer=a_sitting(grid, dict.fromkeys(range(2), "wrong")), now=NOON
    )
    done = take_back(everything(curator), manager)
    withdraw_review(curator=curator, client_id=own.client_id, now=LATER)
    withdraw_comparison(curator=curator, client_id=said.client_id, now=LATER)
    withdraw_grid(curator=curator, client_id=sitting.client_id, now=LATER)

    restore(done, by=manager, now=LATER + DAY)

    assert labels() == {(other.image_id, tags["romantic"].pk): (1, 0)}
    assert Review.objects.standing().get() == other
    assert not Comparison.objects.standing().exists()
    assert not GridReview.objects.standing().exists()
    assert {row.by for row in Withdrawal.objects.all()} == {curator}
    assert rebuild_labels(now=LATER + DAY) == 0
