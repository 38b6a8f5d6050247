"""Logging in: one page for everybody, whichever page asked for it."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login as Stages
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import password_validation, views
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from config import two_factor
from config.password_links import password_links
from config.roles import demo_people


class Login(views.LoginView):
    """Django's. Where a second factor is used, allauth goes on after the password, and asks for the code."""

    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        if not two_factor.is_on():
            return super().form_valid(form)
        stages = Stages(user=form.get_user(), redirect_url=self.get_success_url())
        said = {"username": form.get_user().get_username()}
        answer: HttpResponse = perform_password_login(self.request, said, stages)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offered = {
            "demo_people": demo_people() if settings.DEMO else [],
            "sso": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
        }
        return super().get_context_data(**kwargs) | offered


class NewPassword(views.PasswordResetConfirmView):
    """By a link that a manager made: it says who one is, and ends with the password that is chosen."""

    template_name = "registration/new_password.html"
    success_url = reverse_lazy("login")
    token_generator = password_links

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("비밀번호를 정했습니다. 이제 로그인해 주세요."))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = password_validation.password_validators_help_texts()
        return super().get_context_data(**kwargs) | {"rules": rules}
