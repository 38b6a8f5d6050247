"""The shopper's pages: public, and read only."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from catalog.models import Product
from recommender.addresses import LITERALLY, Asked, with_tags
from recommender.forms import NarrowForm
from recommender.look import sheet
from recommender.services.query import LONGEST_QUERY
from recommender.services.searching import Query
from recommender.services.showing import display, tag_ids
from recommender.services.wall import Vocabulary, entrance, select

MOST_TAGS = 10
FOR_EVER = 60 * 60 * 24 * 365


@require_safe
@gzip_page
def wall(request: HttpRequest) -> HttpResponse:
    """Moods; or the products that carry the tags of `?tag=…` and match what was typed into `?q=…`."""
    vocabulary = Vocabulary.load()
    picked, unknown = vocabulary.picked(request.GET.getlist("tag")[:MOST_TAGS])
    form = NarrowForm(request.GET)
    words = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST_QUERY]
    literally = request.GET.get("as") == LITERALLY
    filters = {name: value for name in form.fields if (value := request.GET.get(name, "").replace("\0", ""))}
    asked = Asked(tuple(picked), words, literally, filters)
    query = Query.of(words, vocabulary.names, picked=asked.tags, where=form.where(), literally=literally)
    if query.plain and not literally:
        return redirect(Asked(tuple(with_tags(picked, query.plain)), filters=filters).address())
    context = _shown(query, request.GET.get("page", "1"), vocabulary, lost=bool(unknown))
    context |= {"asked": asked, "picked": picked, "unknown": unknown, "form": form, "query": words}
    return render(request, "recommender/wall.html", context, status=404 if unknown else 200)


def _shown(query: Query, page: str, vocabulary: Vocabulary, *, lost: bool) -> dict[str, object]:
    """What matches; where nothing does, what was there before and what may have been meant."""
    if lost or not (query.reading or query.asks):
        return {"entrance": entrance(vocabulary)}
    if query.asks:
        selection = select(query, page, vocabulary)
        if selection.results.count or query.reading is None:
            return {"selection": selection, "reading": query.reading}
    before = Query(query.picked, where=query.where)
    missed: dict[str, object] = {"missed": query.reading, "perhaps": query.suggestions}
    if before.asks:
        return missed | {"selection": select(before, page, vocabulary)}
    return missed | {"entrance": entrance(vocabulary)}


@require_safe
@gzip_page
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """A product, what it carries and on whose word, and products of a similar style."""
    form, wanted = NarrowForm(request.GET), _slugs(request)
    where = replace(form.where(), tags_all=tag_ids(wanted))
    shown = display(get_object_or_404(Product, pk=pk), where)
    context = {
        "display": shown,
        "card": shown.card,
        "form": form,
        "wanted": wanted,
        "narrowed": where.narrows,
    }
    return render(request, "recommender/product.html", context)


def _slugs(request: HttpRequest) -> list[str]:
    """A few, and none that no database takes."""
    return [slug for slug in request.GET.getlist("tag")[:MOST_TAGS] if slug and "\0" not in slug]


@require_safe
def look(request: HttpRequest, version: str) -> HttpResponse:
    """The style sheet of the shopper's pages, in one file: on a phone each more would cost a round trip."""
    ours = sheet()
    if version != ours.version:
        raise Http404
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(ours.zipped if zipped else ours.text, content_type="text/css; charset=utf-8")
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = f"public, max-age={FOR_EVER}, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    return response
