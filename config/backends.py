"""Whoever is signed in comes with how they like to work."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User


class PersonBackend(ModelBackend):
    """Django's, with the person's preference in the query that each page needs anyway."""

    def get_user(self, user_id: Any) -> User | None:
        found = User.objects.select_related("preference").filter(pk=user_id).first()
        return found if found is not None and self.user_can_authenticate(found) else None
