"""Django's page of a user, which is a superuser's alone: roles that are given there open the door, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone

from config.leaving import end_what_went_with_rights
from config.roles import open_the_door

if TYPE_CHECKING:
    _UserAdmin = UserAdmin[User]
else:  # Django's own class takes no parameters
    _UserAdmin = UserAdmin

admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(_UserAdmin):
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Inside the transaction of the page. Who was made staff by hand stays it while no role changes."""
        super().save_related(request, form, formsets, change)
        person, by = form.instance, cast("User", request.user)
        if "groups" in form.changed_data:
            open_the_door(person)
        if change:
            end_what_went_with_rights(person, by=by, now=timezone.now())
