"""The admin is the managers'; and what was answered or learned is not theirs to rewrite."""

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client

from catalog.models import ProductImage
from tests.admin.conftest import MODELS, READ_ONLY, page_of
from tests.admin.world import populate

EVERY_MODEL = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
EVERY_READ_ONLY_MODEL = pytest.mark.parametrize("model", READ_ONLY, ids=lambda model: model._meta.label)


@EVERY_MODEL
@pytest.mark.django_db
def test_strangers_are_sent_to_the_login(client: Client, model: type[Model]) -> None:
    response = client.get(page_of(model))

    assert response.status_code == 302
    assert "/admin/login/" in response.headers["Location"]


@EVERY_MODEL
def test_curators_and_outsiders_are_turned_away(
    client: Client, curator: User, outsider: User, model: type[Model]
) -> None:
    for person in (curator, outsider):
        client.force_login(person)
        assert client.get(page_of(model)).status_code == 302
        assert client.post(page_of(model), {"action": "delete_selected"}).status_code == 302


@EVERY_MODEL
def test_staff_without_the_right_are_refused(client: Client, outsider: User, model: type[Model]) -> None:
    outsider.is_staff = True
    outsider.save()
    client.force_login(outsider)

    assert client.get(page_of(model)).status_code == 403


@EVERY_READ_ONLY_MODEL
def test_what_is_written_once_cannot_be_added_changed_or_deleted(
    managing: Client, model: type[Model]
) -> None:
    populate(range(2))
    row = model._default_manager.all()[0]
    before = model._default_manager.values()[0]

    answers = [
        managing.get(page_of(model, "add")),
        managing.post(page_of(model, "add"), {}),
        managing.post(page_of(model, "change", row.pk), {}),
        managing.get(page_of(model, "delete", row.pk)),
        managing.post(page_of(model, "delete", row.pk), {"post": "yes"}),
    ]
    managing.post(page_of(model), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})

    assert [answer.status_code for answer in answers] == [403] * 5
    assert model._default_manager.values()[0] == before


def test_no_photo_gets_in_past_the_decoder(managing: Client) -> None:
    populate(range(1))

    assert managing.get(page_of(ProductImage, "add")).status_code == 403
    assert managing.post(page_of(ProductImage, "add"), {"sha256": "0" * 64}).status_code == 403
    assert ProductImage.objects.count() == 2
