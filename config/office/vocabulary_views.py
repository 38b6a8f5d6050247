"""The vocabulary as managers see it: facets and their tags, one tag, and what was done."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from catalog.models import Facet, SellerText, Tag, VocabularyChange
from catalog.services.vocabulary_acts import VocabularyChangeError
from config.office.site import office_page
from labeling.models import ChosenExample, Label
from labeling.services.examples import choose_example, examples_of
from labeling.services.requestioning import left_open, splits
from labeling.services.revocabulary import Actor, undo
from recommender.models import TagCount

if TYPE_CHECKING:
    from django.contrib.auth.models import User

EACH_KIND = 8
MANY = 1_000
"""Photos that a split left open are counted up to so many."""
COUNTED_FOR_S = 60
"""All labels are counted at most once a minute, however many look at the page."""
_COUNTED = "labels-that-say-yes"
PAGE = 40


def actor_of(request: HttpRequest) -> Actor:
    """Whoever is signed in, now. Raises PermissionDenied for those who only look."""
    if not request.user.has_perm("catalog.change_tag"):
        raise PermissionDenied
    return Actor(by=cast("User", request.user), now=timezone.now())


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Facets side by side, with their tags, colours, keys and how much there is of each."""
    in_use = Tag.objects.in_use()
    facets = list(Facet.objects.prefetch_related(Prefetch("tags", in_use, to_attr="in_use")))
    labels = dict(cache.get_or_set(_COUNTED, _said_yes, COUNTED_FOR_S) or [])
    published = dict(TagCount.objects.values_list("tag", "published"))
    for facet in facets:
        for tag in vars(facet)["in_use"]:
            vars(tag).update(label_count=labels.get(tag.pk, 0), published_count=published.get(tag.pk, 0))
    context = {
        "facets": facets,
        "retired": Tag.objects.exclude(retired_at=None).select_related("facet").order_by("-retired_at"),
        "unmatched": SellerText.objects.unmatched().count(),
        "splits": [(split, _shown(left)) for split in splits() if (left := left_open(split, at_most=MANY))],
        "may_change": request.user.has_perm("catalog.change_tag"),
    }
    return office_page(request, "office/vocabulary.html", title=_("어휘"), context=context)


@require_GET
def tag_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One tag: its names, what people said, example pictures to pin or bar, and what was done to it."""
    tag = get_object_or_404(Tag.objects.select_related("facet"), pk=pk)
    examples = examples_of(tag, limit=EACH_KIND)
    pinned = set(ChosenExample.objects.filter(tag=tag).values_list("image_id", flat=True))
    kinds = [
        ("yes", _("맞는 예시"), examples.yes),
        ("no", _("아닌 예시"), examples.no),
        ("borderline", _("사람마다 다른 예시"), examples.borderline),
    ]
    context = {
        "tag": tag,
        "counts": _counts(tag),
        "kinds": [
            (kind, words, [(photo, photo.pk in pinned) for photo in photos]) for kind, words, photos in kinds
        ],
        "barred": ChosenExample.objects.pinned("barred").filter(tag=tag).select_related("image"),
        "operations": [("bring-back", _("다시 쓰기"))] if tag.retired_at else _operations(),
        "changes": VocabularyChange.objects.filter(tags__contains=[tag.pk]).select_related("by")[:10],
        "may_change": request.user.has_perm("catalog.change_tag"),
    }
    return office_page(request, "office/vocabulary_tag.html", title=str(tag), context=context)


@require_POST
def example(request: HttpRequest, pk: int) -> HttpResponse:
    """Pin a photo as an example, bar it, or leave it to what people say."""
    actor = actor_of(request)
    tag = get_object_or_404(Tag, pk=pk)
    kind, image = request.POST.get("kind", ""), request.POST.get("image", "")
    if kind not in {"", *ChosenExample.Kind.values} or not image.isdecimal() or len(image) > 18:
        return HttpResponse(_("고르신 것을 알 수 없습니다."), status=400)
    try:
        choose_example(tag=tag, image_id=int(image), kind=kind, by=actor.by, now=actor.now)
    except Label.DoesNotExist:
        messages.error(
            request, _("사람이 이 태그로 답한 사진만 예시가 됩니다. 감사 사진은 예시가 되지 않습니다.")
        )
    return redirect("admin:vocabulary_tag", pk=pk)


@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """What was done, by whom, and whether it was undone; the newest first."""
    before = request.GET.get("before", "")
    changes = VocabularyChange.objects.select_related("by", "undone_by").defer("before", "after")
    if before:
        if not before.isdecimal() or len(before) > 18:
            raise Http404
        changes = changes.filter(pk__lt=int(before))
    shown = list(changes[: PAGE + 1])
    context = {
        "changes": shown[:PAGE],
        "older": shown[PAGE - 1].pk if len(shown) > PAGE else None,
        "may_change": request.user.has_perm("catalog.change_tag"),
    }
    return office_page(request, "office/vocabulary_history.html", title=_("어휘의 이력"), context=context)


@require_POST
def undo_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything as it was before; where something later builds on it, it says what to undo first."""
    actor = actor_of(request)
    change = get_object_or_404(VocabularyChange, pk=pk)
    try:
        undo(change, actor=actor)
    except VocabularyChangeError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("되돌렸습니다: %(change)s") % {"change": change})
    return redirect("admin:vocabulary_history")


def _said_yes() -> list[tuple[int, int]]:
    """(tag's id, labels): pairs, as keys of a dict would come back from the cache as text."""
    return list(Label.objects.filter(value=True).order_by().values_list("tag").annotate(Count("pk")))


def _shown(count: int) -> str:
    return f"{count:,}" if count < MANY else f"{MANY:,}+"


def _counts(tag: Tag) -> Counter[str]:
    """Labels that say yes, no, and are torn."""
    words = {True: "yes", False: "no", None: "torn"}
    rows = Label.objects.filter(tag=tag).order_by().values_list("value").annotate(Count("pk"))
    return Counter({words[value]: count for value, count in rows})


def _operations() -> list[tuple[str, str]]:
    return [
        ("rename", _("이름 바꾸기")),
        ("merge", _("합치기")),
        ("split", _("나누기")),
        ("move", _("다른 측면으로")),
        ("retire", _("은퇴")),
    ]
