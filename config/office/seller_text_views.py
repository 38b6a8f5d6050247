"""What sellers write without a meaning: given one, made a tag, or set aside, each at one click."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from catalog.models import Facet, SellerText, Tag, VocabularyChange
from catalog.services.seller_texts import ignore_text, make_tag_of, map_text, photos_of_texts
from catalog.services.vocabulary import match_tag
from catalog.services.vocabulary_acts import VocabularyChangeError
from config.office.site import office_page
from config.office.vocabulary_views import actor_of
from labeling.services.revocabulary import Actor

PAGE = 30
LONGEST = 80


@require_GET
def unmatched(request: HttpRequest) -> HttpResponse:
    """By frequency, with what each may mean and pictures of what carries it."""
    ignored = request.GET.get("show") == "ignored"
    texts = SellerText.objects.ignored() if ignored else SellerText.objects.unmatched()
    page = Paginator(texts, PAGE).get_page(request.GET.get("page"))
    tags = {tag.pk: tag for tag in Tag.objects.in_use()}
    photos = photos_of_texts(page.object_list)
    rows = [(text, _suggested(text, tags), photos.get(text.pk, [])) for text in page.object_list]
    context = {
        "page": page,
        "rows": rows,
        "ignored": ignored,
        "tags": tags.values(),
        "facets": Facet.objects.all(),
        "may_change": request.user.has_perm("catalog.change_tag"),
    }
    return office_page(request, "office/seller_texts.html", title=_("뜻 모를 판매자 태그"), context=context)


@require_POST
def give_meaning(request: HttpRequest, pk: int) -> HttpResponse:
    """What one button of a row does; the history can undo it."""
    actor = actor_of(request)
    text = get_object_or_404(SellerText, pk=pk)
    try:
        change = _done(request.POST, text, actor)
    except VocabularyChangeError as error:
        messages.error(request, f"#{text.text}: {error}")
    else:
        messages.success(request, _("%(change)s. 이력에서 되돌릴 수 있습니다.") % {"change": change})
    address = redirect("admin:seller_texts")
    page = request.POST.get("page", "")
    address["Location"] += f"?page={page}" if page.isdecimal() and len(page) < 6 else ""
    return address


def _done(told: QueryDict, text: SellerText, actor: Actor) -> VocabularyChange:
    by, now = actor.by, actor.now
    match told.get("do"):
        case "map":
            return map_text(text, _tag(told).pk, by=by, now=now)
        case "make":
            name_en = told.get("name_en", "").strip()[:LONGEST]
            return make_tag_of(text, _facet(told), by=by, now=now, name_en=name_en)
        case "ignore":
            return ignore_text(text, by=by, now=now)
    raise VocabularyChangeError(_("무엇을 할지 알 수 없습니다."))


def _tag(told: QueryDict) -> Tag:
    """By number, from a button; or by any of its names, as typed."""
    pk, name = told.get("tag", ""), told.get("name", "")
    found = Tag.objects.filter(pk=int(pk)).first() if _is_number(pk) else match_tag(name) if name else None
    if found is None:
        raise VocabularyChangeError(_("“%(name)s” 태그를 찾지 못했습니다.") % {"name": name[:LONGEST]})
    return found


def _facet(told: QueryDict) -> Facet:
    pk = told.get("facet", "")
    found = Facet.objects.filter(pk=int(pk)).first() if _is_number(pk) else None
    if found is None:
        raise VocabularyChangeError(_("새 태그가 들어갈 측면을 골라 주세요."))
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _suggested(text: SellerText, tags: dict[int, Tag]) -> Collection[dict[str, Any]]:
    """Tags retired since the last sweep are none to suggest."""
    return [one | {"tag": tags[one["tag"]]} for one in text.suggestions if one["tag"] in tags]
