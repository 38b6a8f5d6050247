"""A merged tag's verdicts count as the other one's; nothing is rewritten, and an undo brings all back."""

import datetime as dt

import pytest
from django.contrib.auth.models import User

from catalog.models import ProductImage, SellerTag, Tag, TagMapping, VocabularyChange
from catalog.services.vocabulary_acts import Names, VocabularyChangeError
from labeling.models import QueueItem, Verdict
from labeling.services.consensus import labels_at, rebuild_labels
from labeling.services.recording import record_review, withdraw_review
from labeling.services.revocabulary import Actor, merge, retire, split, undo
from tests.labeling.vocabularies import as_it_is, by, labels, seen
from tests.making import NOON, an_answer, make_image, make_item, say

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def image(db: None) -> ProductImage:
    return make_image(1)


def merged(manager: User, source: Tag, target: Tag) -> VocabularyChange:
    return merge([source.pk], target.pk, seen=seen(source, target), actor=by(manager))


def test_verdicts_of_the_merged_tag_count_as_the_others(
    curator: User, second_curator: User, manager: User, image: ProductImage, tags: dict[str, Tag]
) -> None:
    say(curator, image, {tags["cute"]: "yes"}, now=NOON - HOUR)
    say(second_curator, image, {tags["lovely"]: "no"}, now=NOON - HOUR)
    said = list(Verdict.objects.order_by("pk").values_list("pk", "tag", "value"))

    merged(manager, tags["cute"], tags["lovely"])

    assert labels() == {(image.pk, "lovely"): (1, 1, 0)}
    assert list(Verdict.objects.order_by("pk").values_list("pk", "tag", "value")) == said
    assert rebuild_labels(now=NOON) == 0


@pytest.mark.parametrize(
    "words",
    [
        ("yes", "no", (1, 0, 0)),
        ("no", "yes", (1, 0, 0)),
        ("unsure", "no", (0, 0, 1)),
        ("no", "no", (0, 1, 0)),
    ],
)
def test_a_person_who_spoke_of_both_counts_once_and_yes_wins(
    curator: User, manager: User, image: ProductImage, tags: dict[str, Tag], words: tuple[str, str, object]
) -> None:
    one, other, counts = words
    say(curator, image, {tags["cute"]: one}, now=NOON - 2 * HOUR)
    say(curator, image, {tags["lovely"]: other}, now=NOON - HOUR)

    merged(manager, tags["cute"], tags["lovely"])

    assert labels() == {(image.pk, "lovely"): counts}


def test_what_is_said_after_the_merge_is_the_newest_word(
    curator: User, manager: User, image: ProductImage, tags: dict[str, Tag]
) -> None:
    say(curator, image, {tags["cute"]: "yes"}, now=NOON - HOUR)
    merged(manager, tags["cute"], tags["lovely"])

    again = say(curator, image, {tags["lovely"]: "no"}, now=NOON + HOUR)
    changed_mind = labels()
    withdraw_review(curator=curator, client_id=again.client_id, now=NOON + 2 * HOUR)

    assert changed_mind == {(image.pk, "lovely"): (0, 1, 0)}
    assert labels() == {(image.pk, "lovely"): (1, 0, 0)}


def test_who_holds_the_question_meanwhile_answers_it_all_the_same(
    curator: User, manager: User, image: ProductImage, tags: dict[str, Tag]
) -> None:
    item = make_item(image, tags["cute"], leased_by=curator, leased_until=NOON + HOUR)
    merged(manager, tags["cute"], tags["lovely"])

    record_review(curator=curator, item_id=item.pk, answer=an_answer({tags["cute"]: "yes"}), now=NOON + HOUR)

    assert labels() == {(image.pk, "lovely"): (1, 0, 0)}


def test_free_questions_about_the_merged_tag_make_room(
    manager: User, image: ProductImage, tags: dict[str, Tag]
) -> None:
    about_it, about_others = make_item(image, tags["cute"]), make_item(make_image(2), tags["retro"])

    merged(manager, tags["cute"], tags["lovely"])

    assert list(QueueItem.objects.open()) == [about_others]
    assert about_it.pk != about_others.pk


def test_names_and_sellers_texts_go_with_it(manager: User, image: ProductImage, tags: dict[str, Tag]) -> None:
    SellerTag.objects.create(product=image.product, text="귀염뽀짝", tag=tags["cute"])

    merged(manager, tags["cute"], tags["lovely"])

    lovely, cute = Tag.objects.get(slug="lovely"), Tag.objects.get(slug="cute")
    assert SellerTag.objects.get().tag == lovely
    assert {cute.name_ko, cute.name_en} <= {*lovely.synonyms, *lovely.hashtags}
    assert cute.retired_at == NOON


def test_several_become_a_new_one(
    curator: User, manager: User, image: ProductImage, tags: dict[str, Tag]
) -> None:
    say(curator, image, {tags["cute"]: "no", tags["lovely"]: "yes"}, now=NOON - HOUR)
    both = [tags["cute"], tags["lovely"]]

    merge(
        [tag.pk for tag in both],
        Names("사랑스러움", "Adorable", "adorable"),
        seen=seen(*both),
        actor=by(manager),
    )

    assert labels() == {(image.pk, "adorable"): (1, 0, 0)}
    assert Tag.objects.get(slug="adorable").facet == tags["cute"].facet


def test_an_undo_brings_back_all_that_was(
    curator: User, second_curator: User, manager: User, image: ProductImage, tags: dict[str, Tag]
) -> None:
    both = [tags["cute"], tags["lovely"]]
    SellerTag.objects.create(product=image.product, text="귀염", tag=tags["cute"])
    SellerTag.objects.create(product=make_image(2).product, text="귀염", tag=tags["lovely"])
    say(curator, image, {tags["cute"]: "no", tags["lovely"]: "yes"}, now=NOON - HOUR)
    say(second_curator, image, {tags["cute"]: "unsure"}, now=NOON - HOUR)
    before, were = labels(), as_it_is()
    meant = set(SellerTag.objects.values_list("pk", "tag"))

    into_one = merged(manager, *both)
    undo(into_one, actor=by(manager))
    new = merge([t.pk for t in both], Names("새", "New one", "new-one"), seen=seen(*both), actor=by(manager))
    undo(new, actor=by(manager))

    assert labels() == before
    assert as_it_is() == were
    assert set(SellerTag.objects.values_list("pk", "tag")) == meant
    assert rebuild_labels(now=NOON) == 0
    assert {change.undone_by for change in VocabularyChange.objects.all()} == {manager}


def test_what_came_later_is_undone_first(manager: User, tags: dict[str, Tag]) -> None:
    first = merged(manager, tags["cute"], tags["lovely"])
    later = merged(manager, tags["lovely"], tags["retro"])

    with pytest.raises(VocabularyChangeError, match="먼저"):
        undo(first, actor=by(manager))
    undo(later, actor=by(manager))
    undo(first, actor=by(manager))

    assert not Tag.objects.exclude(retired_at=None).exists()
    with pytest.raises(VocabularyChangeError, match="이미"):
        undo(first, actor=by(manager))


def test_merges_upon_merges_count_once(
    curator: User, manager: User, image: ProductImage, tags: dict[str, Tag]
) -> None:
    say(curator, image, {tags["cute"]: "yes", tags["lovely"]: "no", tags["retro"]: "no"}, now=NOON - HOUR)

    merged(manager, tags["cute"], tags["lovely"])
    merged(manager, tags["lovely"], tags["retro"])

    assert labels() == {(image.pk, "retro"): (1, 0, 0)}


def later(manager: User, days: int) -> Actor:
    return Actor(by=manager, now=NOON + days * DAY)


def test_a_word_that_was_corrected_between_two_merges_stays_corrected(
    curator: User, manager: User, image: ProductImage, tags: dict[str, Tag]
) -> None:
    cute, lovely, retro = tags["cute"], tags["lovely"], tags["retro"]
    say(curator, image, {cute: "yes"}, now=NOON)
    first = merge([cute.pk], lovely.pk, seen=seen(cute, lovely), actor=later(manager, 3))
    say(curator, image, {lovely: "no"}, now=NOON + 5 * DAY)
    corrected = labels()

    second = merge([retro.pk], lovely.pk, seen=seen(retro, lovely), actor=later(manager, 8))
    merged_again = labels()
    undo(second, actor=later(manager, 9))
    undone = labels()
    undo(first, actor=later(manager, 10))

    assert corrected == merged_again == undone == {(image.pk, "lovely"): (0, 1, 0)}
    assert labels() == {(image.pk, "cute"): (1, 0, 0), (image.pk, "lovely"): (0, 1, 0)}
    assert rebuild_labels(now=NOON) == 0


def test_a_correction_goes_along_when_the_tag_is_merged_on(
    curator: User, manager: User, image: ProductImage, tags: dict[str, Tag]
) -> None:
    cute, lovely, retro = tags["cute"], tags["lovely"], tags["retro"]
    say(curator, image, {cute: "yes"}, now=NOON)
    merge([cute.pk], lovely.pk, seen=seen(cute, lovely), actor=later(manager, 3))
    say(curator, image, {lovely: "no"}, now=NOON + 5 * DAY)
    say(curator, image, {retro: "unsure"}, now=NOON + 6 * DAY)

    merge([lovely.pk], retro.pk, seen=seen(lovely, retro), actor=later(manager, 8))
    merged_on = labels()
    say(curator, image, {retro: "no"}, now=NOON + 9 * DAY)

    assert merged_on == {(image.pk, "retro"): (0, 0, 1)}  # of "no" and "unsure", neither replaces the other
    assert labels() == {(image.pk, "retro"): (0, 1, 0)}


def test_a_split_onto_the_tag_brings_nothing_back(
    curator: User, manager: User, image: ProductImage, tags: dict[str, Tag]
) -> None:
    cute, lovely, retro, street = tags["cute"], tags["lovely"], tags["retro"], tags["street"]
    say(curator, image, {cute: "yes"}, now=NOON)
    merge([cute.pk], lovely.pk, seen=seen(cute, lovely), actor=later(manager, 3))
    say(curator, image, {lovely: "no"}, now=NOON + 5 * DAY)

    split(retro.pk, [lovely.pk, street.pk], seen=seen(retro, lovely, street), actor=later(manager, 8))

    assert labels() == {(image.pk, "lovely"): (0, 1, 0)}


def test_labels_of_any_date_know_what_was_merged_then(
    curator: User, manager: User, image: ProductImage, tags: dict[str, Tag]
) -> None:
    say(curator, image, {tags["cute"]: "yes"}, now=NOON - HOUR)
    merged(manager, tags["cute"], tags["lovely"])

    before, after = labels_at(NOON - HOUR / 2), labels_at(NOON + HOUR)

    assert before == {(image.pk, tags["cute"].pk): {"yes": 1}}
    assert after == {(image.pk, tags["lovely"].pk): {"yes": 1}}


def test_only_tags_in_use_of_one_facet_are_merged(manager: User, tags: dict[str, Tag]) -> None:
    retire(tags["cute"].pk, seen=seen(tags["cute"]), actor=by(manager))

    with pytest.raises(VocabularyChangeError, match="쓰지 않습니다"):
        merged(manager, tags["cute"], tags["lovely"])
    with pytest.raises(VocabularyChangeError, match="측면"):
        merged(manager, tags["dress"], tags["lovely"])

    assert not TagMapping.objects.exists()
    assert VocabularyChange.objects.count() == 1
