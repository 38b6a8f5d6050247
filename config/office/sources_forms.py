"""What managers send of labels from elsewhere. The file is looked at by the service, by its content."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from labeling.models.source import LEAST_WEIGHT, MOST_WEIGHT

_BOUNDS = _("무게는 0.05에서 20까지입니다.")


class SourceForm(forms.Form):
    name = forms.CharField(max_length=80, required=False)
    weight = forms.DecimalField(
        min_value=LEAST_WEIGHT,
        max_value=MOST_WEIGHT,
        max_digits=4,
        decimal_places=2,
        initial=Decimal(1),
        error_messages={
            "min_value": _BOUNDS,
            "max_value": _BOUNDS,
            "invalid": _BOUNDS,
            "required": _("무게를 적어 주세요."),
        },
    )
    with_history = forms.BooleanField(required=False)
    file = forms.FileField(
        error_messages={"required": _("파일을 골라 주세요."), "empty": _("파일이 비어 있습니다.")}
    )
