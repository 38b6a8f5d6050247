import datetime as dt

import pytest
from django.contrib.auth.models import User

from catalog.models import Facet, Tag
from labeling.models import QueueItem, Reason, Review
from labeling.services.recording import Answer, AnswerError, Said, record_review
from tests.making import NOON, an_answer, make_image, make_item


def refused(curator: User, item: QueueItem, answer: Answer) -> str:
    with pytest.raises(AnswerError) as error:
        record_review(curator=curator, item_id=item.pk, answer=answer, now=NOON)
    assert Review.objects.count() == 0
    assert QueueItem.objects.open().filter(pk=item.pk).exists()
    return str(error.value)


def audit_item(tags: dict[str, Tag]) -> QueueItem:
    sleeves = [tag for tag in tags.values() if tag.facet.slug == "sleeve"]
    return make_item(make_image(1), *sleeves, reason=Reason.AUDIT, facet=Facet.objects.get(slug="sleeve"))


def test_two_options_of_a_single_facet(curator: User, tags: dict[str, Tag]) -> None:
    item = make_item(make_image(1))

    why = refused(curator, item, an_answer({tags["dress"]: "yes", tags["skirt"]: "yes"}))

    assert tags["skirt"].name_ko in why


def test_two_moods_are_no_contradiction(curator: User, tags: dict[str, Tag]) -> None:
    item = make_item(make_image(1))
    answer = an_answer({tags["cute"]: "yes", tags["lovely"]: "yes"})

    _, is_new = record_review(curator=curator, item_id=item.pk, answer=answer, now=NOON)

    assert is_new


def test_a_tag_that_does_not_exist(curator: User, tags: dict[str, Tag]) -> None:
    item = make_item(make_image(1))

    why = refused(curator, item, Answer(an_answer({}).client_id, "answered", [Said(987654, "yes")], [], None))

    assert "987654" in why


def test_a_retired_tag(curator: User, tags: dict[str, Tag]) -> None:
    item = make_item(make_image(1))
    Tag.objects.filter(slug="cute").update(retired_at=NOON - dt.timedelta(days=1))

    why = refused(curator, item, an_answer({tags["cute"]: "yes"}))

    assert str(tags["cute"].pk) in why


def test_one_tag_twice(curator: User, tags: dict[str, Tag]) -> None:
    item = make_item(make_image(1))
    cute = tags["cute"].pk
    twice = Answer(an_answer({}).client_id, "answered", [Said(cute, "yes"), Said(cute, "no")], [], None)

    assert refused(curator, item, twice)


def test_an_answer_without_an_answer(curator: User, tags: dict[str, Tag]) -> None:
    assert "Space" in refused(curator, make_item(make_image(1)), an_answer({}))


def test_a_skip_with_an_answer(curator: User, tags: dict[str, Tag]) -> None:
    assert refused(curator, make_item(make_image(1)), an_answer({tags["cute"]: "yes"}, outcome="skipped"))


def test_an_audit_answer_that_leaves_tags_out(curator: User, tags: dict[str, Tag]) -> None:
    item = audit_item(tags)

    why = refused(curator, item, an_answer({tags["long-sleeve"]: "yes"}))

    assert tags["puff-sleeve"].name_ko in why
