"""A manager who brings labels from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from catalog.models import Facet, Tag
from labeling.models import LabelSource
from tests.making import make_image

LISTED = "admin:label_sources"
ROWS = "external_id,tag,value\nP1,cute,yes\nP2,cute,no\nP9,cute,no\n"


@pytest.fixture
def own_private_files(settings: Settings, tmp_path: Path) -> None:
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = settings.STORAGES | {"private": private}
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def cute(db: None) -> Tag:
    facet = Facet.objects.create(slug="mood", name_ko="분위기", name_en="Mood")
    for number in (1, 2):
        make_image(number)
    return Tag.objects.create(facet=facet, slug="cute", name_ko="귀여운", name_en="Cute")


def upload(client: Client, content: str | bytes, **fields: Any) -> Any:
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("라벨 <b>.csv", data)
    return client.post(reverse(LISTED), {"name": "vendor", "weight": "2", "file": file} | fields)


def act(client: Client, source: LabelSource, verb: str) -> int:
    return client.post(reverse("admin:label_source_act", args=[source.pk, verb])).status_code
