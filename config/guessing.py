"""Codes and old passwords that are guessed count as guessed passwords do, at the same door.

In Postgres, so that they are counted while the cache is away, too, by which allauth counts.
"""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables


class CountsCodes:
    """Before one of allauth's forms that ask for a code."""

    user: User

    def clean_code(self) -> str:
        said = {"username": self.user.get_username()}
        if not AxesProxyHandler.is_allowed(context.request, said):
            context.request.axes_locked_out = True  # the middleware answers in place of the page
            raise ValidationError(_("여러 번 틀려 잠시 막았습니다."))
        code: str = super().clean_code()  # type: ignore[misc]
        return code

    def _emit_authentication_failed(self, authenticator: Any) -> None:
        super()._emit_authentication_failed(authenticator)  # type: ignore[misc]
        said = {"username": self.user.get_username()}
        user_login_failed.send(sender=__name__, credentials=said, request=context.request)


class CodeForm(CountsCodes, AuthenticateForm):  # type: ignore[misc]
    pass


class CodeAgainForm(CountsCodes, ReauthenticateForm):  # type: ignore[misc]
    pass


class OwnPasswordForm(AdminPasswordChangeForm):
    """Django's, where a wrong old password is an attempt like another."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    @sensitive_variables()
    def clean_old_password(self) -> str:
        old: str = self.cleaned_data["old_password"]
        if authenticate(self.request, username=self.user.get_username(), password=old) is None:
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old


class OwnPassword(PasswordChangeView):
    form_class = OwnPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}
