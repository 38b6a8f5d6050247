"""Following an invitation: a name, a password, and one is in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import login, password_validation
from django.contrib.auth.forms import SetPasswordMixin, UsernameField
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from config.models import Invitation
from config.people import NameTakenError, PeopleError, accept
from config.roles import ROLES_IN_WORDS

if TYPE_CHECKING:
    _OfPassword = SetPasswordMixin[User]
else:  # Django's own class takes no parameters
    _OfPassword = SetPasswordMixin

LONGEST_SECRET = 100
BACKEND = "config.backends.PersonBackend"


class JoinForm(_OfPassword, forms.Form):
    username = UsernameField(
        label=_("아이디"),
        max_length=150,
        validators=[User.username_validator],
    )
    password1, password2 = SetPasswordMixin.create_password_fields()

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError(_("이미 쓰는 사람이 있는 아이디입니다. 다른 것을 골라 주세요."))
        return name

    def clean(self) -> dict[str, Any] | None:
        self.validate_passwords("password1", "password2")
        self.validate_password_for_user(User(username=self.cleaned_data.get("username", "")), "password2")
        return super().clean()


@never_cache
@sensitive_variables("secret")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Open to whoever has the link; a link that ended says so, and no more."""
    invitation = _behind(secret)
    if invitation is None:
        return render(request, "registration/invitation_gone.html", status=404)
    translation.activate(invitation.language)
    form = JoinForm(request.POST or None)
    if not form.is_valid():
        return _asked(request, form, invitation, secret)
    said = form.cleaned_data
    try:
        person = accept(
            invitation=invitation, username=said["username"], password=said["password1"], now=timezone.now()
        )
    except NameTakenError as error:
        form.add_error("username", str(error))
        return _asked(request, form, invitation, secret)
    except PeopleError:
        return render(request, "registration/invitation_gone.html", status=404)
    login(request, person, backend=BACKEND)
    return redirect("home")


@never_cache
@sensitive_variables()
@sensitive_post_parameters()
@require_POST
def password_rules(request: HttpRequest, secret: str) -> JsonResponse:
    """POST {username, password}: what is still wrong with it, {"problems": [sentence]}. Kept nowhere."""
    invitation = _behind(secret)
    if invitation is None:
        return JsonResponse({"problems": []}, status=404)
    try:
        said = json.loads(request.body)
        name, password = str(said["username"])[:150], str(said["password"])[:4096]
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"problems": []}, status=400)
    with translation.override(invitation.language):
        try:
            password_validation.validate_password(password, User(username=name))
        except ValidationError as error:
            return JsonResponse({"problems": error.messages})
    return JsonResponse({"problems": []})


def _asked(request: HttpRequest, form: JoinForm, invitation: Invitation, secret: str) -> HttpResponse:
    context = {
        "form": form,
        "invitation": invitation,
        "role_in_words": ROLES_IN_WORDS[invitation.role],
        "secret": secret,
        "rules": password_validation.password_validators_help_texts(),
    }
    return render(request, "registration/join.html", context, status=400 if form.is_bound else 200)


def _behind(secret: str) -> Invitation | None:
    if len(secret) > LONGEST_SECRET:
        return None
    return Invitation.objects.behind(secret, now=timezone.now()).first()
