"""After a split "no" is "no" to each part, and what "yes" leaves open is asked again: a little at a time."""

import datetime as dt

import pytest
from django.contrib.auth.models import User

from catalog.models import SellerTag, Tag, VocabularyChange
from catalog.services.vocabulary_acts import Names, VocabularyChangeError
from labeling.models import AuditImage, QueueItem, Reason
from labeling.services.consensus import rebuild_labels
from labeling.services.recording import record_review
from labeling.services.requestioning import AT_LEAST, ask_about_splits, left_open, splits
from labeling.services.revocabulary import split, undo
from tests.labeling.vocabularies import as_it_is, by, labels, seen
from tests.making import NOON, an_answer, make_image, make_item, say

HOUR = dt.timedelta(hours=1)
PARTS = [Names("소녀", "Girlish", "girlish"), Names("동심", "Childlike", "childlike")]


def halved(manager: User, tag: Tag) -> VocabularyChange:
    return split(tag.pk, PARTS, seen=seen(tag), actor=by(manager))


def test_no_is_no_to_each_part_and_yes_is_open(
    curator: User, second_curator: User, manager: User, tags: dict[str, Tag]
) -> None:
    image, other = make_image(1), make_image(2)
    say(curator, image, {tags["cute"]: "no"}, now=NOON - HOUR)
    say(second_curator, image, {tags["cute"]: "yes"}, now=NOON - HOUR)
    say(curator, other, {tags["cute"]: "yes"}, now=NOON - HOUR)

    halved(manager, tags["cute"])

    assert labels() == {
        (image.pk, "cute"): (1, 1, 0),
        (other.pk, "cute"): (1, 0, 0),
        (image.pk, "girlish"): (0, 1, 0),
        (image.pk, "childlike"): (0, 1, 0),
    }
    assert rebuild_labels(now=NOON) == 0


def test_what_yes_left_open_is_asked_with_the_reason_in_words(
    curator: User, manager: User, tags: dict[str, Tag]
) -> None:
    image = make_image(1)
    say(curator, image, {tags["cute"]: "yes"}, now=NOON - HOUR)
    say(curator, make_image(2), {tags["cute"]: "no"}, now=NOON - HOUR)
    waiting = make_item(image, tags["retro"])

    halved(manager, tags["cute"])

    waiting.refresh_from_db()
    [item] = QueueItem.objects.open()
    assert (item.image, item.reason) == (image, Reason.VOCABULARY)
    assert [suggestion.tag.slug for suggestion in item.suggestions.all()] == ["girlish", "childlike"]
    assert "나뉘었습니다" in item.why()
    assert waiting.closed_at == NOON


def test_answers_about_the_parts_are_asked_once(curator: User, manager: User, tags: dict[str, Tag]) -> None:
    image = make_image(1)
    say(curator, image, {tags["cute"]: "yes"}, now=NOON - HOUR)
    halved(manager, tags["cute"])
    item = QueueItem.objects.open().get()
    girlish, childlike = Tag.objects.get(slug="girlish"), Tag.objects.get(slug="childlike")

    answer = an_answer({girlish: "yes", childlike: "no"})
    record_review(curator=curator, item_id=item.pk, answer=answer, now=NOON + HOUR)

    assert ask_about_splits(now=NOON + HOUR) == 0
    assert labels()[image.pk, "girlish"] == (1, 0, 0)
    assert labels()[image.pk, "childlike"] == (0, 1, 0)


def test_many_open_photos_fill_no_more_than_a_share_of_the_queue(
    curator: User, manager: User, tags: dict[str, Tag], settings: object
) -> None:
    settings.QUEUE_TARGET = 20  # type: ignore[attr-defined]
    for number in range(AT_LEAST + 3):
        say(curator, make_image(number), {tags["cute"]: "yes"}, now=NOON - HOUR)

    halved(manager, tags["cute"])
    first = list(QueueItem.objects.open())
    [found] = splits()
    left, at_most = left_open(found), left_open(found, at_most=2)
    for item in first[:2]:
        item.close(now=NOON)
    ask_about_splits(now=NOON)

    assert (len(first), left, at_most) == (AT_LEAST, 3, 2)
    assert QueueItem.objects.open().count() == AT_LEAST
    assert {item.priority for item in first} == {1 - (place + 0.5) / AT_LEAST for place in range(AT_LEAST)}


def test_the_audit_is_asked_as_an_audit(curator: User, manager: User, tags: dict[str, Tag]) -> None:
    image = make_image(1)
    AuditImage.objects.create(image=image, drawn_at=NOON)
    say(curator, image, {tags["cute"]: "yes"}, now=NOON - HOUR, reason=Reason.AUDIT)
    waiting = make_item(make_image(2), tags["cute"], reason=Reason.AUDIT, facet=tags["cute"].facet)

    halved(manager, tags["cute"])

    asked = QueueItem.objects.open().get(image=image)
    assert (asked.reason, asked.facet, asked.hides_suggestions) == (Reason.AUDIT, tags["cute"].facet, True)
    assert {one.tag.slug for one in waiting.suggestions.all()} == {"girlish", "childlike"}


def test_an_undo_brings_back_all_that_was(curator: User, manager: User, tags: dict[str, Tag]) -> None:
    image = make_image(1)
    SellerTag.objects.create(product=image.product, text="소녀", tag=tags["cute"])
    say(curator, image, {tags["cute"]: "yes"}, now=NOON - HOUR)
    say(curator, make_image(2), {tags["cute"]: "no"}, now=NOON - HOUR)
    before, were = labels(), as_it_is()

    change = halved(manager, tags["cute"])
    meant = SellerTag.objects.get().tag
    undo(change, actor=by(manager))

    assert meant is not None
    assert meant.name_ko == "소녀"
    assert (labels(), as_it_is()) == (before, were)
    assert SellerTag.objects.get().tag == tags["cute"]
    assert not QueueItem.objects.open().exists()


def test_who_holds_a_question_of_an_undone_split_answers_it_all_the_same(
    curator: User, manager: User, tags: dict[str, Tag]
) -> None:
    for number in (1, 2):
        say(curator, make_image(number), {tags["cute"]: "yes"}, now=NOON - HOUR)
    change = halved(manager, tags["cute"])
    held, free = QueueItem.objects.open().order_by("pk")
    QueueItem.objects.filter(pk=held.pk).update(leased_by=curator, leased_until=NOON + HOUR)

    undo(change, actor=by(manager))
    left = set(QueueItem.objects.filter(pk__in=[held.pk, free.pk]))
    waiting = QueueItem.objects.open().exists()
    answer = an_answer({Tag.objects.get(slug="girlish"): "yes"})
    record_review(curator=curator, item_id=held.pk, answer=answer, now=NOON + HOUR / 2)

    assert left == {held}
    assert not waiting
    assert labels()[held.image_id, "girlish"] == (1, 0, 0)


def test_answers_given_meanwhile_outlive_the_undo(curator: User, manager: User, tags: dict[str, Tag]) -> None:
    image = make_image(1)
    say(curator, image, {tags["cute"]: "yes"}, now=NOON - HOUR)
    change = halved(manager, tags["cute"])
    girlish = Tag.objects.get(slug="girlish")
    say(curator, image, {girlish: "yes"}, now=NOON + HOUR)

    undo(change, actor=by(manager))

    kept = Tag.objects.filter(slug__in=["girlish", "childlike"]).values_list("retired_at", flat=True)
    assert list(kept) == [NOON, NOON]
    assert labels() == {(image.pk, "cute"): (1, 0, 0), (image.pk, "girlish"): (1, 0, 0)}


@pytest.mark.parametrize("count", [0, 1])
def test_a_tag_is_split_into_two_at_least(manager: User, tags: dict[str, Tag], count: int) -> None:
    with pytest.raises(VocabularyChangeError, match="둘"):
        split(tags["cute"].pk, PARTS[:count], seen=seen(tags["cute"]), actor=by(manager))

    assert Tag.objects.get(slug="cute").retired_at is None
