"""What django-allauth answers, as far as the settings ask for it: nothing, where they do not."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView


def account_urls() -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = []
    if settings.TWO_FACTOR != "off":
        found += _second_factor()
    if settings.OIDC_ISSUER:
        found += _single_sign_on()
    if found:  # allauth leads back here by this name
        found.append(path("account/login/", RedirectView.as_view(pattern_name="login"), name="account_login"))
    return found


def _second_factor() -> list[URLPattern | URLResolver]:
    from allauth.account.views import logout, reauthenticate  # noqa: PLC0415 (models are not there before)

    return [
        path("account/two-factor/", include("allauth.mfa.urls")),
        path("account/again/", reauthenticate, name="account_reauthenticate"),
        path("account/logout/", logout, name="account_logout"),
    ]


def _single_sign_on() -> list[URLPattern | URLResolver]:
    return [
        path("account/sso/", include("allauth.socialaccount.providers.openid_connect.urls")),
        path("account/sso-answers/", include("allauth.socialaccount.urls")),
        path("account/signup/", RedirectView.as_view(pattern_name="login"), name="account_signup"),
    ]
