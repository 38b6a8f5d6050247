"""The fixed cast of the tests."""

import pytest
from django.contrib.auth.models import Group, Permission, User

CURATOR_MAY = ["add_review", "view_modelversion"]


@pytest.fixture
def curators(db: None) -> Group:
    group, _ = Group.objects.get_or_create(name="curators")
    group.permissions.set(Permission.objects.filter(codename__in=CURATOR_MAY))
    return group


@pytest.fixture
def curator(curators: Group) -> User:
    user = User.objects.create_user("curator", password="curator-pass")
    user.groups.add(curators)
    return user


@pytest.fixture
def second_curator(curators: Group) -> User:
    user = User.objects.create_user("second", password="second-pass")
    user.groups.add(curators)
    return user


@pytest.fixture
def manager(db: None) -> User:
    user = User.objects.create_user("manager", password="manager-pass", is_staff=True)
    ours = Permission.objects.filter(content_type__app_label__in=["catalog", "labeling", "training", "recommender"])
    user.user_permissions.set(ours)
    return user


@pytest.fixture
def outsider(db: None) -> User:
    """Signed in, and allowed nothing."""
    return User.objects.create_user("outsider", password="outsider-pass")
