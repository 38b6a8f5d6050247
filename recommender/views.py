"""The shopper's pages: public, and read only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from catalog.models import Product
from recommender.addresses import wall_address, with_tags
from recommender.services.searching import LONGEST_QUERY, find
from recommender.services.showing import display
from recommender.services.wall import Vocabulary, entrance, select


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """Moods; or, with `?tag=…`, the products that carry all of them; with `?q=…`, the tags that are meant."""
    vocabulary = Vocabulary.load()
    picked, unknown = vocabulary.picked(request.GET.getlist("tag"))
    context: dict[str, object] = {"picked": picked, "unknown": unknown, "longest_query": LONGEST_QUERY}
    if query := request.GET.get("q", "").strip():
        found = find(query, vocabulary.names)
        if found.meant:
            return redirect(wall_address(with_tags(picked, found.meant)))
        context |= {
            "query": query[:LONGEST_QUERY],
            "perhaps": [tag for tag in found.perhaps if tag not in picked],
        }
    if picked and not unknown:
        context["selection"] = select(picked, request.GET.get("page", "1"), vocabulary)
    else:
        context["entrance"] = entrance(vocabulary)
    return render(request, "recommender/wall.html", context, status=404 if unknown else 200)


@require_safe
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """A product, what it carries and on whose word, and products of a similar style."""
    shown = display(get_object_or_404(Product, pk=pk))
    return render(request, "recommender/product.html", {"display": shown, "card": shown.card})
