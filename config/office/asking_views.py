"""The pages between choosing products in the list and what happens to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from catalog.models import ProductImage
from catalog.services.grouping import join
from config.office.asking_forms import AskForm, Chosen, ExportForm, MergeForm, WithdrawForm
from config.office.site import office_page
from labeling.services.requesting import Wish, request_reviews
from recommender.services.exports import begin
from recommender.services.holding import withdraw

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SHOWN = 24
"""Photos on the page of what was chosen; the others are counted."""


@dataclass(frozen=True)
class Act:
    title: _StrPromise
    lead: _StrPromise
    button: _StrPromise
    form: type[Chosen]
    do: Callable[[HttpRequest, dict[str, Any]], None]


def choose(request: HttpRequest, ids: Sequence[int], act: str) -> HttpResponse:
    """What was chosen, and what has to be said of it."""
    initial = {"products": ",".join(map(str, ids))}
    return _page(request, act, ACTS[act].form(initial=initial), ids)


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    return _done(request, "ask")


@require_POST
def withdraw_from_shop(request: HttpRequest) -> HttpResponse:
    return _done(request, "withdraw")


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    return _done(request, "export")


@require_POST
def merge(request: HttpRequest) -> HttpResponse:
    return _done(request, "merge")


def _done(request: HttpRequest, act: str) -> HttpResponse:
    form = ACTS[act].form(request.POST)
    if not form.is_valid():
        ids = form.cleaned_data.get("products") or []
        return _page(request, act, form, ids, status=400)
    ACTS[act].do(request, form.cleaned_data)
    return redirect("admin:catalog_product_changelist")


def _page(
    request: HttpRequest, act: str, form: Chosen, ids: Sequence[int], status: int = 200
) -> HttpResponse:
    photos = ProductImage.objects.filter(product__in=ids).order_by("product_id", "position", "pk")
    shown = list(photos.distinct("product_id").select_related("product")[:SHOWN])
    context = {"act": ACTS[act], "name": act, "form": form, "photos": shown, "count": len(ids)}
    title = str(ACTS[act].title)
    return office_page(request, "office/chosen.html", title=title, context=context, status=status)


def _ask(request: HttpRequest, said: dict[str, Any]) -> None:
    tag = said["tag"]
    wish = Wish(cast("User", request.user), said["note"], said["meant_for"], tag.pk if tag else None)
    done = request_reviews(product_ids=said["products"], wish=wish, now=timezone.now())
    count = done.added + done.moved
    text = ngettext("사진 %(count)d장을 먼저 묻습니다.", "사진 %(count)d장을 먼저 묻습니다.", count)
    messages.success(request, text % {"count": count})
    if done.left_out:
        text = ngettext(
            "%(count)d장은 모델의 성적을 재는 사진이거나 판정하지 않기로 한 사진이라 뺐습니다.",
            "%(count)d장은 모델의 성적을 재는 사진이거나 판정하지 않기로 한 사진이라 뺐습니다.",
            done.left_out,
        )
        messages.info(request, text % {"count": done.left_out})


def _withdraw(request: HttpRequest, said: dict[str, Any]) -> None:
    who = cast("User", request.user)
    count = withdraw(said["products"], by=who, reason=said["reason"], now=timezone.now())
    text = ngettext(
        "상품 %(count)d개를 내렸습니다. 태그는 곧 사라지고, ‘다시 올리기’로 되돌릴 수 있습니다.",
        "상품 %(count)d개를 내렸습니다. 태그는 곧 사라지고, ‘다시 올리기’로 되돌릴 수 있습니다.",
        count,
    )
    messages.success(request, text % {"count": count})


def _export(request: HttpRequest, said: dict[str, Any]) -> None:
    kind, form = str(said["what"]).split()
    begin(kind=kind, format=form, by=cast("User", request.user), product_ids=said["products"])
    messages.success(request, _("파일을 만들고 있습니다. ‘내보내기’에서 받을 수 있습니다."))


def _merge(request: HttpRequest, said: dict[str, Any]) -> None:
    """The first photos are one picture from now on: one group. Verdicts stay where they were given."""
    photos = ProductImage.objects.filter(product__in=said["products"], fingerprint__isnull=False)
    firsts = photos.order_by("product_id", "position", "pk").distinct("product_id")
    ids = list(firsts.values_list("pk", flat=True))
    joined = sum(join(ids[0], other, now=timezone.now()) for other in ids[1:])
    text = ngettext(
        "사진 %(count)d장을 한 묶음에 넣었습니다. 판정은 그대로 남습니다.",
        "사진 %(count)d장을 한 묶음에 넣었습니다. 판정은 그대로 남습니다.",
        joined,
    )
    messages.success(request, text % {"count": joined})
    if left := len(said["products"]) - 1 - joined:
        text = ngettext(
            "%(count)d장은 아직 견주지 않았거나, 누군가 다른 사진이라고 한 것이라 넣지 않았습니다.",
            "%(count)d장은 아직 견주지 않았거나, 누군가 다른 사진이라고 한 것이라 넣지 않았습니다.",
            left,
        )
        messages.warning(request, text % {"count": left})


ACTS = {
    "ask": Act(
        _("사람에게 묻기"),
        _("첫 사진을 다른 것보다 먼저 묻습니다. 까닭은 검수 화면에 그대로 보입니다."),
        _("질문에 올리기"),
        AskForm,
        _ask,
    ),
    "withdraw": Act(
        _("공개에서 내리기"),
        _("손님에게 보이던 태그가 모두 사라집니다. 사람들의 답은 남고, 언제든 다시 올릴 수 있습니다."),
        _("내리기"),
        WithdrawForm,
        _withdraw,
    ),
    "export": Act(
        _("고른 상품 내보내기"),
        _("고른 상품의 것만 파일에 담습니다. 파일은 며칠 뒤에 지워집니다."),
        _("내보내기"),
        ExportForm,
        _export,
    ),
    "merge": Act(
        _("같은 사진으로 묶기"),
        _("첫 사진들이 같은 사진이 됩니다. 한 장에 한 답이 모두에게 통하고, 묶음에서 다시 나눌 수 있습니다."),
        _("한 묶음으로"),
        MergeForm,
        _merge,
    ),
}
