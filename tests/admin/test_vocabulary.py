"""Words are added and mended by managers, and retired instead of deleted; who did it is written down."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from catalog.models import Facet, SellerTag, Tag
from tests.admin.conftest import page_of
from tests.admin.world import populate

pytestmark = pytest.mark.django_db


@pytest.fixture
def tag() -> Tag:
    populate(range(1))
    return Tag.objects.get()


def act(client: Client, action: str, *tags: Tag) -> str:
    response = client.post(
        page_of(Tag), {"action": action, "_selected_action": [tag.pk for tag in tags]}, follow=True
    )
    assert response.status_code == 200
    return response.content.decode()


def new_tag(facet: Facet, **changes: str) -> dict[str, str]:
    values = {"facet": str(facet.pk), "slug": "new", "name_ko": "새것", "name_en": "New", "position": "1"}
    values["seen_version"] = "1"
    return {**values, "synonyms": "", "hashtags": "", "definition_ko": "", "definition_en": "", **changes}


def test_a_tag_is_added_with_its_other_names(managing: Client, tag: Tag) -> None:
    response = managing.post(
        page_of(Tag, "add"), new_tag(tag.facet, synonyms="신상,brand new", hashtags="신상룩")
    )

    added = Tag.objects.get(slug="new")
    assert response.status_code == 302
    assert (added.synonyms, added.hashtags, added.retired_at) == (["신상", "brand new"], ["신상룩"], None)


@pytest.mark.parametrize("field", ["name_ko", "name_en", "synonyms", "hashtags"])
def test_a_name_that_another_tag_of_the_facet_has_is_refused(managing: Client, tag: Tag, field: str) -> None:
    response = managing.post(page_of(Tag, "add"), new_tag(tag.facet, **{field: "TAG-0"}))

    assert response.status_code == 200
    assert str(tag) in response.content.decode()
    assert Tag.objects.count() == 1


def test_a_tag_without_a_facet_is_refused(managing: Client, tag: Tag) -> None:
    response = managing.post(page_of(Tag, "add"), new_tag(tag.facet) | {"facet": ""})

    assert response.status_code == 200
    assert Tag.objects.count() == 1


def test_retiring_keeps_the_tag_and_says_who(managing: Client, manager: User, tag: Tag) -> None:
    act(managing, "retire", tag)
    tag.refresh_from_db()
    first = tag.retired_at

    act(managing, "retire", tag)
    tag.refresh_from_db()

    assert first is not None
    assert tag.retired_at == first
    entry = LogEntry.objects.get()
    assert (entry.user, entry.get_edited_object()) == (manager, tag)
    assert "은퇴" in entry.get_change_message()


def test_a_retired_tag_can_be_brought_back(managing: Client, tag: Tag) -> None:
    act(managing, "retire", tag)

    act(managing, "bring_back", tag)

    tag.refresh_from_db()
    assert tag.retired_at is None
    assert LogEntry.objects.count() == 2


def test_a_tag_cannot_be_deleted(managing: Client, tag: Tag) -> None:
    assert managing.post(page_of(Tag, "delete", tag.pk), {"post": "yes"}).status_code == 403
    assert "delete_selected" not in managing.get(page_of(Tag)).content.decode()


def test_the_facet_of_a_tag_and_the_choice_of_a_facet_stay_as_they_were_asked(
    managing: Client, tag: Tag
) -> None:
    other = Facet.objects.create(slug="other", name_ko="다른", name_en="Other")

    managing.post(page_of(Tag, "change", tag.pk), new_tag(other, slug=tag.slug))
    managing.post(
        page_of(Facet, "change", tag.facet_id),
        {"slug": "facet-0", "name_ko": "새 이름", "name_en": "F", "choice": "single", "position": "0"}
        | {"colour": "teal", "seen_version": "1"},
    )

    tag.refresh_from_db()
    facet = Facet.objects.get(pk=tag.facet_id)
    assert (tag.name_ko, tag.facet.slug) == ("새것", "facet-0")
    assert (facet.name_ko, facet.choice) == ("새 이름", "multi")


def test_a_seller_tag_is_given_a_meaning(managing: Client, tag: Tag) -> None:
    seller_tag = SellerTag.objects.get()
    SellerTag.objects.update(tag=None)

    managing.post(page_of(SellerTag, "change", seller_tag.pk), {"tag": tag.pk, "text": "changed"})

    seller_tag.refresh_from_db()
    assert (seller_tag.tag, seller_tag.text) == (tag, "글0")


def test_seller_tags_are_matched_with_new_words(managing: Client, tag: Tag) -> None:
    SellerTag.objects.update(tag=None, text="태그0")

    shown = act(managing, "match_again", tag)

    assert SellerTag.objects.get().tag == tag
    assert "판매자 태그 1개" in shown
