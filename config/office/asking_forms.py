"""What the acts on chosen products ask for before they happen."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import Tag
from recommender.models import ExportJob
from recommender.services.exports import FORMATS

LONGEST = 200
OF_PRODUCTS = {ExportJob.Kind.LABELS, ExportJob.Kind.VERDICTS, ExportJob.Kind.PUBLISHED}
"""What can be had of some products; a vocabulary has none, and an archive is of all."""


class Chosen(forms.Form):
    """The products, by their ids, as the page carries them from the list."""

    products = forms.CharField(widget=forms.HiddenInput)

    def clean_products(self) -> list[int]:
        text = str(self.cleaned_data["products"])
        ids = text.split(",")
        if len(ids) > 1_000 or not all(one.isascii() and one.isdecimal() and len(one) < 19 for one in ids):
            raise forms.ValidationError(_("고른 상품을 알 수 없습니다. 목록에서 다시 골라 주세요."))
        return [int(one) for one in ids]


class AskForm(Chosen):
    note = forms.CharField(label=_("왜 보아야 하나요?"), max_length=LONGEST, widget=forms.TextInput)
    meant_for = forms.ModelChoiceField(
        User.objects.none(), label=_("누가 보나요?"), required=False, empty_label=_("누구나")
    )
    tag = forms.ModelChoiceField(
        Tag.objects.none(), label=_("어떤 태그 때문인가요?"), required=False, empty_label=_("정해 두지 않음")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        may = User.objects.with_perm("labeling.add_review", include_superusers=False, backend=BACKEND)
        self._offer("meant_for", may.filter(is_active=True).order_by("username"))
        self._offer("tag", Tag.objects.in_use())

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows


BACKEND = "django.contrib.auth.backends.ModelBackend"
"""Whose tables say who may."""


class WithdrawForm(Chosen):
    reason = forms.CharField(label=_("왜 내리나요?"), max_length=LONGEST)


class ExportForm(Chosen):
    what = forms.ChoiceField(label=_("무엇을 어떤 파일로 내보내나요?"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        offered = [
            (str(ExportJob.Kind(kind).label), [(f"{kind} {one}", str(one.label)) for one in formats])
            for kind, formats in FORMATS.items()
            if kind in OF_PRODUCTS
        ]
        cast("forms.ChoiceField", self.fields["what"]).choices = offered


class MergeForm(Chosen):
    """Nothing more to say than yes."""
