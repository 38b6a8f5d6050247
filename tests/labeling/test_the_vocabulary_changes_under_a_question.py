"""A tag is retired or added while somebody looks at a question: what they say is taken all the same."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog.models import Facet, Tag
from labeling.models import Label, QueueItem, Reason, Review
from labeling.services.recording import AnswerError, record_review
from tests.making import NOON, an_answer, make_image, make_item


@pytest.fixture
def sleeves(tags: dict[str, Tag]) -> list[Tag]:
    return [tag for tag in tags.values() if tag.facet.slug == "sleeve"]


@pytest.fixture
def audit_item(sleeves: list[Tag]) -> QueueItem:
    return make_item(make_image(1), *sleeves, reason=Reason.AUDIT, facet=Facet.objects.get(slug="sleeve"))


def test_what_was_asked_may_be_answered_after_it_was_retired(curator: User, tags: dict[str, Tag]) -> None:
    item = make_item(make_image(1), tags["cute"], tags["lovely"])
    tags["cute"].retire(now=NOON)
    answer = an_answer({tags["cute"]: "yes", tags["lovely"]: "no"})

    _, is_new = record_review(curator=curator, item_id=item.pk, answer=answer, now=NOON)

    assert is_new
    assert Label.objects.get(tag=tags["cute"]).value is True


def test_what_was_not_asked_may_not(curator: User, tags: dict[str, Tag]) -> None:
    item = make_item(make_image(1), tags["lovely"])
    tags["cute"].retire(now=NOON)

    with pytest.raises(AnswerError, match=str(tags["cute"].pk)):
        record_review(curator=curator, item_id=item.pk, answer=an_answer({tags["cute"]: "yes"}), now=NOON)


def test_a_retired_tag_is_not_shown_any_more(client: Client, curator: User, tags: dict[str, Tag]) -> None:
    make_item(make_image(1), tags["cute"], tags["lovely"])
    tags["cute"].retire(now=NOON)
    client.force_login(curator)

    [item] = client.post("/api/lease/", {"count": 1}, content_type="application/json").json()["items"]

    assert [suggestion["tag"]["slug"] for suggestion in item["suggestions"]] == ["lovely"]


def test_an_audit_answer_needs_no_word_on_a_tag_that_came_later(
    curator: User, audit_item: QueueItem, sleeves: list[Tag]
) -> None:
    sleeves[0].facet.tags.create(slug="cape-sleeve", name_ko="케이프", name_en="Cape")

    record_review(
        curator=curator, item_id=audit_item.pk, answer=an_answer(dict.fromkeys(sleeves, "no")), now=NOON
    )

    assert Review.objects.count() == 1


def test_nor_on_one_that_was_retired_before_it_came_on_screen(
    curator: User, audit_item: QueueItem, sleeves: list[Tag]
) -> None:
    sleeves[0].retire(now=NOON)

    record_review(
        curator=curator, item_id=audit_item.pk, answer=an_answer(dict.fromkeys(sleeves[1:], "no")), now=NOON
    )

    assert Review.objects.count() == 1
