"""Invitations and changes of people's places: the page of people writes them, here they are looked at."""

from __future__ import annotations

from django.contrib import admin

from catalog.admin.base import ReadOnlyAdmin
from config import logins_admin  # noqa: F401 (it registers axes' models)
from config.models import Invitation, PersonChange


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin[Invitation]):
    list_display = ["role", "email", "created_by", "created_at", "expires_at", "accepted_by", "revoked_by"]
    list_filter = ["role"]
    list_select_related = ["created_by", "accepted_by", "revoked_by"]
    search_fields = ["email", "created_by__username", "accepted_by__username"]
    bulky = ["digest"]


@admin.register(PersonChange)
class PersonChangeAdmin(ReadOnlyAdmin[PersonChange]):
    list_display = ["person", "kind", "detail", "by", "at"]
    list_filter = ["kind"]
    list_select_related = ["person", "by"]
    search_fields = ["person__username", "by__username", "detail"]
