"""Whoever is signed in comes with how they like to work and what they work on."""

from typing import Any

from axes.backends import AxesStandaloneBackend
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import HttpRequest


class PersonBackend(AxesStandaloneBackend, ModelBackend):  # type: ignore[misc]
    """Django's, with the person's preference and assignment in the query that each page needs anyway.

    Before a password is looked at, axes is asked whether the door is shut. It counts by request: what asks
    without one (the command line) is not counted.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Any:
        if request is not None:
            AxesStandaloneBackend.authenticate(self, request, username=username, password=password, **kwargs)
        return ModelBackend.authenticate(self, request, username=username, password=password, **kwargs)

    def get_user(self, user_id: Any) -> User | None:
        found = User.objects.select_related("preference", "assignment").filter(pk=user_id).first()
        return found if found is not None and self.user_can_authenticate(found) else None
