"""Changing a tag: a form, what it would touch, and then, if the person still wants it, the change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.models import Tag
from catalog.services.vocabulary_acts import ChangedMeanwhileError, VocabularyChangeError
from catalog.services.vocabulary_conflicts import conflict_of
from catalog.services.vocabulary_preview import Touched, seller_texts_touched
from config.office.site import office_page
from config.office.vocabulary_forms import FORMS, ActForm
from config.office.vocabulary_views import actor_of
from labeling.services.examples import examples_of
from labeling.services.vocabulary_preview import answers_touched, open_after_split, overlap
from recommender.services.vocabulary_preview import published_touched
from training.services.vocabulary_preview import models_touched

PICTURES = 6


def _titles() -> dict[str, str]:
    return {
        "rename": _("이름 바꾸기"),
        "merge": _("합치기"),
        "split": _("나누기"),
        "move": _("다른 측면으로 옮기기"),
        "retire": _("은퇴시키기"),
        "bring-back": _("다시 쓰기"),
    }


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Nothing changes before what it touches was on screen, and what is sent is what was looked at."""
    if name not in FORMS:
        raise Http404
    actor = actor_of(request)
    tag = get_object_or_404(Tag.objects.select_related("facet"), pk=pk)
    form = FORMS[name](request.POST or None, tag=tag)
    context: dict[str, Any] = {"tag": tag, "name": name, "form": form, "seen": _now(tag)}
    if request.method != "POST":
        return _page(request, context)
    seen = _seen(request)
    context["seen"] = seen
    if not form.is_valid():
        return _page(request, context, status=400)
    digest = _digest(request)
    if request.POST.get("looked_at") != digest:
        return _page(request, context | {"preview": _preview(form), "digest": digest})
    try:
        change = form.run({pk: seen.get(pk, 0) for pk in form.locked()}, actor)
    except ChangedMeanwhileError as error:
        conflict = conflict_of(error.tag, seen.get(error.tag.pk, 0))
        # What the person decides next they decide having seen this.
        return _page(request, context | {"conflict": conflict, "seen": _now(tag)}, status=409)
    except VocabularyChangeError as error:
        return _page(request, context | {"refused": str(error)}, status=400)
    messages.success(request, format_html(_("{}: 이력에서 언제든 되돌릴 수 있습니다."), str(change)))
    return redirect("admin:vocabulary_history")


def _page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    title = f"{context['tag']}: {_titles()[context['name']]}"
    return office_page(
        request,
        "office/vocabulary_act.html",
        title=title,
        context=context | {"heading": title},
        status=status,
    )


def _preview(form: ActForm) -> dict[str, Any]:
    tag_ids = form.touched()
    lines: list[Touched] = [
        *answers_touched(form.kind, tag_ids),
        *published_touched(form.kind, tag_ids),
        *models_touched(form.kind, tag_ids),
        *seller_texts_touched(form.kind, tag_ids),
    ]
    examples = examples_of(form.tag, limit=PICTURES)
    preview: dict[str, Any] = {"lines": lines, "pictures": (examples.yes or examples.borderline)[:PICTURES]}
    if form.kind == "split":
        preview["open"] = open_after_split(form.tag)
    if form.kind == "merge":
        tags = list(Tag.objects.filter(pk__in=form.locked()))
        preview["overlap"] = overlap(tags) if len(tags) > 1 else None
    return preview


def _now(tag: Tag) -> dict[int, int]:
    """The versions of all tags of the facet: any of them may be merged with this one."""
    return dict(Tag.objects.filter(facet=tag.facet_id).values_list("pk", "version"))


def _seen(request: HttpRequest) -> dict[int, int]:
    """The versions that the page had. What cannot be read counts as never seen."""
    found = {}
    for pair in request.POST.getlist("seen")[:2000]:
        pk, _colon, version = pair.partition(":")
        if pk.isdecimal() and version.isdecimal() and len(pair) < 40:
            found[int(pk)] = int(version)
    return found


def _digest(request: HttpRequest) -> str:
    """Of all that was filled in: another one than was looked at is looked at first."""
    told: Mapping[str, list[str]] = dict(request.POST.lists())
    kept = {name: told[name] for name in sorted(told) if name not in {"csrfmiddlewaretoken", "looked_at"}}
    return hashlib.sha256(repr(kept).encode()).hexdigest()
