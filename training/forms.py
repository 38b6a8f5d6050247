"""What managers fill in on the training pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from training.models import Backtest, TagGoal


class GoalForm(forms.Form):
    """A goal; empty: back to what holds otherwise."""

    value = forms.FloatField(
        required=False,
        min_value=TagGoal.LEAST,
        max_value=TagGoal.MOST,
        error_messages={
            "min_value": _("목표는 0.30과 0.99 사이의 수입니다."),
            "max_value": _("목표는 0.30과 0.99 사이의 수입니다."),
            "invalid": _("목표는 0.30과 0.99 사이의 수입니다."),
        },
    )
    whole_facet = forms.BooleanField(required=False)


class AdoptForm(forms.Form):
    """One of the strategies that a back-test has raced."""

    name = forms.ChoiceField()

    def __init__(self, *args: Any, backtest: Backtest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["name"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - two lines above
        field.choices = [(arm["name"], arm["name"]) for arm in backtest.arms]
