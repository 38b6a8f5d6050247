"""A manager changes the vocabulary in the office: what it touches is shown first, then it is done."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from catalog.models import Tag, VocabularyChange
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from labeling.models import Label
from tests.making import make_image, say

CHANGES = [
    ("rename", {"name_ko": "깜찍", "name_en": "Darling", "slug": "darling", "keep_old": "on"}),
    ("merge", {"into": "lovely"}),
    ("merge", {"into": "new", "new_ko": "사랑스러움", "new_en": "Adorable", "new_slug": "adorable"}),
    (
        "split",
        {
            "new-0-new_ko": "소녀",
            "new-0-new_en": "Girlish",
            "new-0-new_slug": "girlish",
            "new-1-new_ko": "동심",
            "new-1-new_en": "Childlike",
            "new-1-new_slug": "childlike",
        },
    ),
    ("move", {"facet": "pattern"}),
    ("retire", {}),
]
BAD = [
    ("rename", {"name_ko": "러블리", "name_en": "Darling", "slug": "darling"}, "러블리"),
    ("rename", {"name_ko": "깜찍", "name_en": "Darling", "slug": "no slug!"}, "slug"),
    ("merge", {"into": "cute"}, "같습니다"),
    ("merge", {"into": "new", "new_ko": "이름만"}, "새 태그"),
    ("merge", {"into": "999999999999"}, "into"),
    ("split", {"new-0-new_ko": "소녀", "new-0-new_en": "Girlish", "new-0-new_slug": "girlish"}, "둘 이상"),
    ("move", {"facet": "nonsense"}, "facet"),
]


@pytest.fixture
def tags(db: None) -> dict[str, Tag]:
    load_vocabulary(path=STARTER)
    return {tag.slug: tag for tag in Tag.objects.in_use()}


def told(tags: dict[str, Tag], values: Mapping[str, str]) -> dict[str, str]:
    """With numbers for slugs of tags and facets."""
    pks = {slug: str(tag.pk) for slug, tag in tags.items()}
    facets = {tag.facet.slug: str(tag.facet_id) for tag in tags.values()}
    return {
        name: {"into": pks, "facet": facets}.get(name, {}).get(value, value) for name, value in values.items()
    }


def address(tag: Tag, name: str) -> str:
    return reverse("admin:vocabulary_act", args=[tag.pk, name])


def hidden(page: Any, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)"', page.content.decode())


def sent_twice(client: Client, url: str, values: Mapping[str, object]) -> Any:
    """Looked at, then done."""
    form = client.get(url)
    looked = client.post(url, {**values, "seen": hidden(form, "seen")})
    assert looked.status_code == 200
    [digest] = hidden(looked, "looked_at")
    return client.post(url, {**values, "seen": hidden(looked, "seen"), "looked_at": digest})


@pytest.mark.parametrize(
    ("name", "values"), CHANGES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_is_looked_at_is_done_and_undone(
    managing: Client, curator: User, tags: dict[str, Tag], name: str, values: dict[str, str]
) -> None:
    say(curator, make_image(1), {tags["cute"]: "yes"})
    before = list(Tag.objects.order_by("pk").values_list("slug", "facet", "retired_at", "synonyms"))

    done = sent_twice(managing, address(tags["cute"], name), told(tags, values))
    change = VocabularyChange.objects.get()
    undone = managing.post(reverse("admin:vocabulary_undo", args=[change.pk]), follow=True)

    assert done.status_code == 302
    assert "되돌렸습니다" in undone.content.decode()
    assert list(Tag.objects.order_by("pk").values_list("slug", "facet", "retired_at", "synonyms")) == before
    assert Label.objects.get().tag == tags["cute"]


def test_looking_changes_nothing_and_says_what_it_touches(
    managing: Client, curator: User, tags: dict[str, Tag]
) -> None:
    image = make_image(1)
    say(curator, image, {tags["cute"]: "yes"})
    url = address(tags["cute"], "merge")
    values: dict[str, Any] = {"into": str(tags["lovely"].pk), "seen": hidden(managing.get(url), "seen")}

    shown = managing.post(url, values).content.decode()

    assert re.search(r"<th scope=\"row\">라벨</th><td>1</td>", shown)
    assert image.thumbnail_url in shown
    assert not VocabularyChange.objects.exists()


def test_another_wish_than_was_looked_at_is_looked_at_first(managing: Client, tags: dict[str, Tag]) -> None:
    url = address(tags["cute"], "merge")
    values: dict[str, Any] = {"into": str(tags["lovely"].pk), "seen": hidden(managing.get(url), "seen")}
    [digest] = hidden(managing.post(url, values), "looked_at")

    answer = managing.post(url, values | {"into": str(tags["retro"].pk), "looked_at": digest})

    assert answer.status_code == 200
    assert not VocabularyChange.objects.exists()


@pytest.mark.parametrize(
    ("name", "values", "complaint"), BAD, ids=[f"{one[0]}-{n}" for n, one in enumerate(BAD)]
)
def test_bad_input_is_named_and_changes_nothing(
    managing: Client, tags: dict[str, Tag], name: str, values: dict[str, str], complaint: str
) -> None:
    url = address(tags["cute"], name)
    sent: dict[str, Any] = {**told(tags, values), "seen": hidden(managing.get(url), "seen")}
    looked = managing.post(url, sent)
    digest = hidden(looked, "looked_at")

    answer = managing.post(url, sent | {"looked_at": digest[0]}) if digest else looked

    assert answer.status_code == 400
    assert complaint in answer.content.decode()
    assert "errorlist" in answer.content.decode()
    assert not VocabularyChange.objects.exists()


def test_the_second_of_two_is_told_who_changed_what_and_decides_anew(
    managing: Client, manager: User, tags: dict[str, Tag]
) -> None:
    first, second = address(tags["cute"], "rename"), address(tags["cute"], "retire")
    old = hidden(managing.get(second), "seen")
    sent_twice(managing, first, {"name_ko": "깜찍", "name_en": "Darling", "slug": "darling"})
    [digest] = hidden(managing.post(second, {"seen": old}), "looked_at")

    refused = managing.post(second, {"seen": old, "looked_at": digest})
    anew = sent_twice(managing, second, {})

    page = refused.content.decode()
    assert refused.status_code == 409
    assert all(word in page for word in (str(manager), "이름 바꿈", "귀여운", "깜찍"))
    assert anew.status_code == 302
    assert Tag.objects.get(slug="darling").retired_at is not None


def test_sent_twice_it_is_done_once(managing: Client, tags: dict[str, Tag]) -> None:
    url = address(tags["cute"], "retire")
    values: dict[str, Any] = {"seen": hidden(managing.get(url), "seen")}
    values["looked_at"] = hidden(managing.post(url, values), "looked_at")
    managing.post(url, values)

    again = managing.post(url, values)

    assert again.status_code == 409
    assert VocabularyChange.objects.count() == 1


def test_names_from_outside_are_escaped(managing: Client, tags: dict[str, Tag]) -> None:
    hostile = {"name_ko": "<script>alert(1)</script>", "name_en": '"><img src=x>', "slug": "hostile"}

    sent_twice(managing, address(tags["cute"], "rename"), hostile)

    for url in (
        reverse("admin:vocabulary"),
        reverse("admin:vocabulary_history"),
        reverse("admin:vocabulary_tag", args=[tags["cute"].pk]),
        address(tags["lovely"], "merge"),
    ):
        page = managing.get(url).content.decode()
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_what_is_not_there_is_not_there(managing: Client, tags: dict[str, Tag]) -> None:
    assert managing.get(reverse("admin:vocabulary_act", args=[0, "merge"])).status_code == 404
    assert managing.get(address(tags["cute"], "explode")).status_code == 404
    assert managing.post(reverse("admin:vocabulary_undo", args=[0])).status_code == 404
    assert managing.get(reverse("admin:vocabulary_tag", args=[0])).status_code == 404
    assert managing.get(reverse("admin:vocabulary_history"), {"before": "x"}).status_code == 404
