"""What people fill in about themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from labeling.models import Preference

if TYPE_CHECKING:
    _OfPreference = forms.ModelForm[Preference]
else:  # Django's own class takes no parameters
    _OfPreference = forms.ModelForm


class LanguageForm(forms.Form):
    """The button in the header."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)


class PreferenceForm(_OfPreference):
    """Everything at once, on a page of its own."""

    class Meta:
        model = Preference
        fields = ["language", "one_handed", "daily_goal"]
        error_messages = {
            "daily_goal": {
                "invalid": _("1부터 5000까지의 수를 쓰거나 비워 두세요."),
                "min_value": _("1부터 5000까지의 수를 쓰거나 비워 두세요."),
                "max_value": _("1부터 5000까지의 수를 쓰거나 비워 두세요."),
            }
        }
