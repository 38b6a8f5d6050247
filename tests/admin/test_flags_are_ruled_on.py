"""A manager looks at what curators flagged, and says what follows; who did it is written down."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client

from labeling.models import Flag, FlagRuling, QueueItem
from labeling.services.flagging import Wrong, record_flag
from tests.admin.conftest import page_of
from tests.making import NOON, an_answer, make_image, make_item


@pytest.fixture
def flag(curator: User) -> Flag:
    item = make_item(make_image(1))
    skipped, wrong = an_answer({}, outcome="skipped"), Wrong("wrong", "양말")
    return record_flag(curator=curator, item_id=item.pk, answer=skipped, wrong=wrong, now=NOON)[0]


def act(client: Client, action: str, flag: Flag) -> int:
    response = client.post(page_of(Flag), {"action": action, "_selected_action": [flag.pk]})
    return response.status_code


def test_the_list_shows_the_photo_and_what_is_wrong(managing: Client, flag: Flag) -> None:
    page = managing.get(page_of(Flag), {"kind__exact": "wrong", "handled": "no"}).content.decode()
    none = managing.get(page_of(Flag), {"kind__exact": "broken"}).content.decode()

    assert flag.image.thumbnail_url in page
    assert "양말" in page
    assert flag.image.thumbnail_url not in none


@pytest.mark.parametrize(("action", "keeps_out"), [("keep_out", True), ("ask_again", False)])
def test_one_ruling_for_one_flag(
    managing: Client, manager: User, flag: Flag, action: str, keeps_out: bool
) -> None:
    assert [act(managing, action, flag) for _ in range(2)] == [302, 302]

    ruling = FlagRuling.objects.get()
    assert (ruling.flag, ruling.by, ruling.keeps_out) == (flag, manager, keeps_out)
    assert QueueItem.objects.open().exists() is not keeps_out
    assert [entry.user for entry in LogEntry.objects.all()] == [manager]
    page = managing.get(page_of(Flag), {"handled": "no"}).content.decode()
    assert flag.image.thumbnail_url not in page


def test_someone_who_may_only_look_rules_on_nothing(client: Client, outsider: User, flag: Flag) -> None:
    outsider.is_staff = True
    outsider.save()
    outsider.user_permissions.add(Permission.objects.get(codename="view_flag"))
    client.force_login(outsider)

    act(client, "keep_out", flag)

    assert not FlagRuling.objects.exists()
