import importlib
import uuid
from html import unescape
from re import search

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import clear_url_caches
from pytest_django import Settings

from catalog.models import Tag
from catalog.services.vocabulary_file import STARTER, load_vocabulary


@pytest.fixture(autouse=True)
def static_files_as_they_are(settings: Settings) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


@pytest.fixture
def tags(db: None) -> dict[str, Tag]:
    """The starter vocabulary by slug."""
    load_vocabulary(path=STARTER)
    return {tag.slug: tag for tag in Tag.objects.in_use()}


@pytest.fixture
def managing(client: Client, catalog_manager: User) -> Client:
    client.force_login(catalog_manager)
    return client


def wanted(**said: object) -> dict[str, object]:
    """What the form of an invitation sends."""
    return {"role": "curators", "language": "ko", "days": 7, "client_id": str(uuid.uuid4())} | said


def link_on(page: bytes) -> str:
    """The path of the link that the page shows once."""
    found = search(r'class="people-link__url">https?://[^/]+([^<]+)<', unescape(page.decode()))
    assert found
    return found[1]


def read_addresses_again() -> None:
    """The URL configuration follows the settings when it is read."""
    clear_url_caches()
    importlib.reload(importlib.import_module("config.urls"))
