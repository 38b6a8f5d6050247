"""What the shopper thinks of what a page shows."""

from __future__ import annotations

from typing import Any

from django import template

from catalog.models import Product
from recommender.because import because
from recommender.services.taste import Why
from recommender.shoppers import opinions_of

register = template.Library()


@register.simple_tag(takes_context=True)
def opinion(context: dict[str, Any], product: Product) -> str:
    """`like`, `hide` or nothing; all of a page's by one query."""
    request = context.get("request")
    return opinions_of(request).get(product.pk, "") if request else ""


@register.filter
def reason(why: Why) -> str:
    """Why something is offered, in one line."""
    return because(why)
