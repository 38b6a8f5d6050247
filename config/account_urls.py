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
    from allauth.socialaccount.views import login_cancelled, login_error  # noqa: PLC0415 (as above)

    to_the_login = RedirectView.as_view(pattern_name="login")
    return [
        path("account/sso/", include("allauth.socialaccount.providers.openid_connect.urls")),
        path("account/sso-cancelled/", login_cancelled, name="socialaccount_login_cancelled"),
        path("account/sso-error/", login_error, name="socialaccount_login_error"),
        # Nobody signs up or connects accounts by a form.
        path("account/signup/", to_the_login, name="account_signup"),
        path("account/sso-signup/", to_the_login, name="socialaccount_signup"),
        path("account/sso-accounts/", to_the_login, name="socialaccount_connections"),
    ]
