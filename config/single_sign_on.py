"""Who comes from the company's own login: the roles follow from what it says of them, each time they come.

Nobody signs up here by themselves: accounts come from invitations, and from a claim that is mapped to a role.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.utils import timezone

from config.limits import address_of_attempt
from config.people import change_roles, locked
from config.roles import ROLES

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """As all other limits count; what comes from nowhere readable counts as one."""
        return address_of_attempt(request) or "unknown"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """What happened to one's codes is said on the page; there may be no mail server."""


class SingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """pre_social_login has refused those without a role."""
        return bool(mapped_roles(claims_of(sociallogin)))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Only to log in: bound to an account that somebody is in, a login would be a second way into it."""
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(render(request, "registration/not_let_in.html", status=403))
        if request.user.is_authenticated:
            raise ImmediateHttpResponse(redirect("home"))
        wanted = mapped_roles(claims_of(sociallogin))
        if not wanted or (sociallogin.is_existing and not sociallogin.user.is_active):
            refused = render(request, "registration/not_let_in.html", status=403)
            raise ImmediateHttpResponse(refused)
        if sociallogin.is_existing:
            follow(sociallogin.user, wanted)

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        user: User = super().save_user(request, sociallogin, form)
        follow(user, mapped_roles(claims_of(sociallogin)))
        return user


def claims_of(sociallogin: SocialLogin) -> dict[str, Any]:
    """What the provider says of the person: its userinfo, and the token's claims where that has none."""
    said = sociallogin.account.extra_data
    return {**(said.get("id_token") or {}), **(said.get("userinfo") or {})} or said


def mapped_roles(claims: dict[str, Any]) -> set[str]:
    """The roles that the claim's values are mapped to; a role that there is not is none."""
    value = claims.get(settings.OIDC_CLAIM)
    values: Iterable[Any] = value if isinstance(value, list) else [value]
    return {settings.OIDC_ROLES[str(one)] for one in values if str(one) in settings.OIDC_ROLES} & set(ROLES)


def follow(user: User, wanted: set[str]) -> None:
    """Have these roles and no others: who changes jobs in the company changes them here.

    It is kept as the person's own act, with whose word it was.
    """
    with transaction.atomic():
        known, source = locked(user), f"({settings.OIDC_NAME})"
        change_roles(by=known, person=known, wanted=wanted, now=timezone.now(), source=source)
    user.refresh_from_db(fields=["is_staff"])
