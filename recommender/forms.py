"""What shoppers may ask for besides tags and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recommender.index.base import Where

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


def _price(label: StrPromise) -> forms.DecimalField:
    """What a price in the catalog can be."""
    return forms.DecimalField(label=label, required=False, min_value=0, max_digits=12, decimal_places=2)


class NarrowForm(forms.Form):
    """Price, seller and stock. What is wrong is named and left out; the rest counts."""

    price_from = _price(_("최저 가격"))
    price_to = _price(_("최고 가격"))
    seller = forms.CharField(label=_("판매자"), required=False, max_length=200)
    in_stock = forms.BooleanField(label=_("품절 빼고"), required=False)

    def where(self) -> Where:
        """What was filled in rightly. A range from the dearer to the cheaper is turned round."""
        self.is_valid()
        said: dict[str, Any] = self.cleaned_data
        low, high = said.get("price_from"), said.get("price_to")
        if low is not None and high is not None and low > high:
            low, high = high, low
        return Where(
            price_from=low,
            price_to=high,
            seller=said.get("seller") or None,
            in_stock=True if said.get("in_stock") else None,
        )
