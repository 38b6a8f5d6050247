"""The vocabulary at a glance, a tag's page with its pictures, and forms that two people have open at once."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from catalog.models import Facet, Tag, VocabularyChange
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from labeling.models import AuditImage, ChosenExample, Reason
from labeling.services.examples import examples_of
from tests.admin.conftest import page_of
from tests.making import NOON, make_image, say


@pytest.fixture
def tags(db: None) -> dict[str, Tag]:
    load_vocabulary(path=STARTER)
    return {tag.slug: tag for tag in Tag.objects.in_use()}


def form_of(tag: Tag, **changes: object) -> dict[str, object]:
    values = {
        "slug": tag.slug,
        "name_ko": tag.name_ko,
        "name_en": tag.name_en,
        "synonyms": ",".join(tag.synonyms),
        "hashtags": ",".join(tag.hashtags),
        "definition_ko": tag.definition_ko,
        "definition_en": tag.definition_en,
        "position": tag.position,
        "seen_version": tag.version,
    }
    return values | changes


def test_the_overview_costs_the_same_however_many_tags(
    managing: Client, tags: dict[str, Tag], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    managing.get(reverse("admin:vocabulary"))

    with django_assert_max_num_queries(20):
        page = managing.get(reverse("admin:vocabulary"))

    assert page.status_code == 200
    assert all(tag.name_ko in page.content.decode() for tag in tags.values())


def test_colour_and_key_are_given_in_the_form_and_kept_as_history(
    managing: Client, tags: dict[str, Tag]
) -> None:
    form = form_of(tags["cute"], colour="teal", key="k")

    managing.post(page_of(Tag, "change", tags["cute"].pk), form)

    cute = Tag.objects.get(slug="cute")
    change = VocabularyChange.objects.get()
    assert (cute.colour, cute.key, cute.version, change.kind) == ("teal", "k", 2, "edit")
    managing.post(reverse("admin:vocabulary_undo", args=[change.pk]))
    assert Tag.objects.get(slug="cute").key == ""


@pytest.mark.parametrize("key", ["a", "K", "1", "ㅏ", "kk"])
def test_a_key_that_the_screen_needs_is_refused(managing: Client, tags: dict[str, Tag], key: str) -> None:
    managing.post(page_of(Tag, "change", tags["cute"].pk), form_of(tags["cute"], key=key))

    assert Tag.objects.get(slug="cute").key == ""


def test_one_key_is_of_one_tag_of_a_facet(managing: Client, tags: dict[str, Tag]) -> None:
    managing.post(page_of(Tag, "change", tags["cute"].pk), form_of(tags["cute"], key="k"))

    answer = managing.post(page_of(Tag, "change", tags["lovely"].pk), form_of(tags["lovely"], key="k"))

    assert "이미 씁니다" in answer.content.decode()
    assert Tag.objects.get(slug="lovely").key == ""


def test_of_two_forms_the_second_is_told_both_versions(
    managing: Client, manager: User, tags: dict[str, Tag]
) -> None:
    url = page_of(Tag, "change", tags["cute"].pk)
    managing.post(url, form_of(tags["cute"], name_ko="깜찍"))

    stale = managing.post(url, form_of(tags["cute"], definition_ko="다른 뜻"))
    page = stale.content.decode()
    again = managing.post(url, form_of(tags["cute"], definition_ko="다른 뜻", seen_version=2))

    assert stale.status_code == 200
    assert all(word in page for word in (str(manager), "귀여운", "깜찍"))
    assert 'name="seen_version" value="2"' in page
    assert again.status_code == 302
    assert Tag.objects.get(slug="cute").definition_ko == "다른 뜻"


def test_of_two_forms_of_a_facet_the_second_is_told_too(managing: Client, tags: dict[str, Tag]) -> None:
    facet = Facet.objects.get(slug="mood")
    url = page_of(Facet, "change", facet.pk)
    form = {"slug": "mood", "name_en": "Mood", "position": "0", "colour": "rose", "seen_version": "1"}
    managing.post(url, form | {"name_ko": "기분"})

    stale = managing.post(url, form | {"name_ko": "분위기"})

    assert "지금은 “기분”" in stale.content.decode()
    assert Facet.objects.get(slug="mood").name_ko == "기분"


def test_a_form_without_its_version_is_refused(managing: Client, tags: dict[str, Tag]) -> None:
    form = form_of(tags["cute"], name_ko="깜찍")
    del form["seen_version"]

    managing.post(page_of(Tag, "change", tags["cute"].pk), form)

    assert Tag.objects.get(slug="cute").name_ko == "귀여운"


def test_pictures_are_pinned_barred_and_left_alone_again(
    managing: Client, curator: User, second_curator: User, tags: dict[str, Tag]
) -> None:
    cute, url = tags["cute"], reverse("admin:vocabulary_example", args=[tags["cute"].pk])
    shown, pinned, barred = make_image(1), make_image(2), make_image(3)
    for image in (shown, pinned, barred):
        say(curator, image, {cute: "yes"})
    say(second_curator, shown, {cute: "yes"})

    managing.post(url, {"image": pinned.pk, "kind": "yes"})
    managing.post(url, {"image": barred.pk, "kind": "barred"})
    chosen = examples_of(cute, limit=3).yes
    page = managing.get(reverse("admin:vocabulary_tag", args=[cute.pk])).content.decode()
    managing.post(url, {"image": pinned.pk, "kind": ""})
    managing.post(url, {"image": barred.pk, "kind": ""})

    assert chosen == [pinned, shown]
    assert barred.thumbnail_url in page
    assert examples_of(cute, limit=3).yes == [shown, pinned, barred]


def test_audit_photos_and_strangers_are_no_examples(
    managing: Client, curator: User, tags: dict[str, Tag]
) -> None:
    audited, url = make_image(1), reverse("admin:vocabulary_example", args=[tags["cute"].pk])
    say(curator, audited, {tags["cute"]: "yes"}, reason=Reason.AUDIT)
    AuditImage.objects.create(image=audited, drawn_at=NOON)

    for image in (audited, make_image(2)):
        managing.post(url, {"image": image.pk, "kind": "yes"})
    bad = [
        managing.post(url, {"image": image, "kind": kind}) for image, kind in (("x", "yes"), ("1", "lovely"))
    ]

    assert not ChosenExample.objects.exists()
    assert [answer.status_code for answer in bad] == [400, 400]


def test_an_example_that_came_into_the_audit_set_is_shown_no_more(
    managing: Client, curator: User, tags: dict[str, Tag]
) -> None:
    image = make_image(1)
    say(curator, image, {tags["cute"]: "yes"})
    url = reverse("admin:vocabulary_example", args=[tags["cute"].pk])
    managing.post(url, {"image": image.pk, "kind": "yes"})

    AuditImage.objects.create(image=image, drawn_at=NOON)

    assert examples_of(tags["cute"]).yes == []
