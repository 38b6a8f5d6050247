import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.admin.sourcing import cute, own_private_files

__all__ = ["cute", "own_private_files"]

OURS = {"catalog", "config", "labeling", "training", "recommender"}
MODELS = sorted(
    (model for model in admin.site._registry if model._meta.app_label in OURS), key=lambda m: m._meta.label
)
EDITABLE = {"catalog.Product", "catalog.ProductImage", "catalog.SellerTag", "catalog.Facet", "catalog.Tag"}
WITH_RULES_OF_THEIR_OWN = {"recommender.ApiToken", "labeling.QueueItem", "training.BudgetShares"}
READ_ONLY = [model for model in MODELS if model._meta.label not in EDITABLE | WITH_RULES_OF_THEIR_OWN]


def page_of(model: type[Model], page: str = "changelist", *args: object) -> str:
    """The address of one of a model's pages in the admin."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture(autouse=True)
def static_files_as_they_are(settings: Settings) -> None:
    """Names without hashes: the tests need no collected build."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


@pytest.fixture
def managing(client: Client, manager: User) -> Client:
    """The manager's browser."""
    client.force_login(manager)
    return client
