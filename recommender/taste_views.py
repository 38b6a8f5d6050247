"""What shoppers like: everybody their own, by account or by a key that only their browser has."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Product
from recommender import shoppers
from recommender.services import remembering
from recommender.services.for_you import for_you_page
from recommender.services.remembering import TooMuchError, check_pace
from recommender.services.taste import record
from recommender.taste_forms import MoodForm, OpinionForm, SentForm

if TYPE_CHECKING:
    import datetime as dt

    from recommender.models import Shopper

Said = TypeVar("Said")


@never_cache
@require_safe
def for_you(request: HttpRequest) -> HttpResponse:
    """What they may like and why, and what we believe of their taste."""
    now = timezone.now()
    shopper = shoppers.shopper_of(request, now=now)
    shown = for_you_page(shopper, request.GET.get("page", "1"), seed=0, now=now)
    if shopper and shown.page and request.method == "GET" and shoppers.is_looking(request):
        record(shopper, list(shown.page), now=now)
    return render(request, "recommender/for_you.html", {"shown": shown, "shopper": shopper, "picked": ()})


@require_POST
def think(request: HttpRequest, pk: int) -> HttpResponse:
    """Like or hide a product, or take it back."""
    form, now = OpinionForm(request.POST), timezone.now()
    product = get_object_or_404(Product, pk=pk)
    if not form.is_valid():
        return JsonResponse(form.errors, status=400)
    visitor = shoppers.visitor_of(request, now=now)
    say = partial(
        remembering.think,
        product=product,
        kind=form.cleaned_data["kind"],
        visitor=visitor,
        client_id=form.name,
        source=form.where,
        now=now,
    )
    try:
        opinion, key = _heard(request, say, visitor=visitor, now=now)
    except TooMuchError as refusal:
        return _too_much(refusal)
    return _answered(request, key, {"product": product.pk, "opinion": opinion})


@require_POST
def turn(request: HttpRequest) -> HttpResponse:
    """More or less of a mood."""
    form, now = MoodForm(request.POST), timezone.now()
    if not form.is_valid():
        return JsonResponse(form.errors, status=400)
    visitor = shoppers.visitor_of(request, now=now)
    tag, steps = form.cleaned_data["tag"], form.cleaned_data["steps"]
    say = partial(remembering.turn, tag=tag, steps=steps, visitor=visitor, client_id=form.name, now=now)
    try:
        turned, key = _heard(request, say, visitor=visitor, now=now)
    except TooMuchError as refusal:
        return _too_much(refusal)
    return _answered(request, key, {"tag": tag.slug, "steps": turned})


@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """A product's page was in sight. What no person looked at is passed over, without a word."""
    form, now = SentForm(request.POST), timezone.now()
    product = get_object_or_404(Product, pk=pk)
    if not form.is_valid():
        return JsonResponse(form.errors, status=400)
    if shoppers.is_looking(request):
        visitor = shoppers.visitor_of(request, now=now)
        try:
            check_pace(visitor, now=now, looks=True)
        except TooMuchError as refusal:
            return _too_much(refusal)
        shopper = shoppers.shopper_of(request, now=now)
        remembering.look(shopper, product, visitor=visitor, client_id=form.name, source=form.where, now=now)
    return HttpResponse(status=204)


@never_cache
@require_safe
def my_taste(request: HttpRequest) -> HttpResponse:
    """All that we keep of whoever asks, as a file; of nobody else."""
    shopper = shoppers.shopper_of(request, now=timezone.now())
    if shopper is None:
        raise Http404
    response = JsonResponse(
        remembering.known_of(shopper), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response["Content-Disposition"] = 'attachment; filename="moodloop-taste.json"'
    return response


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """All of it is deleted, at once and for good."""
    shopper = shoppers.shopper_of(request, now=timezone.now())
    if shopper is not None:
        remembering.forgotten(shopper)
    messages.success(request, _("모두 잊었습니다. 좋아하거나 숨긴 옷, 고른 무드와 본 기록을 지웠습니다."))
    response = redirect("recommender:for_you")
    shoppers.forget(response)
    return response


def _heard(
    request: HttpRequest, say: Callable[[Shopper], Said], *, visitor: str, now: dt.datetime
) -> tuple[Said, str]:
    """What follows from what somebody says, and the key for a browser that has none yet.

    Nobody new is written down who said nothing new: the pace counts events, and would never hold them up.
    Raises TooMuchError.
    """
    check_pace(visitor, now=now)
    with transaction.atomic():
        shopper, key = shoppers.shopper_who_says(request, now=now)
        said = say(shopper)
        if key and not shopper.events.exists():
            transaction.set_rollback(True)
            key = ""
    return said, key


def _answered(request: HttpRequest, key: str, said: dict[str, object]) -> HttpResponse:
    """For the script the new state; for a form the page that it came from."""
    wants_json = "application/json" in request.headers.get("Accept", "")
    response = JsonResponse(said) if wants_json else HttpResponseRedirect(_back(request))
    if key:
        shoppers.remember(response, key)
    return response


def _back(request: HttpRequest) -> str:
    """The page from which it was said, if that is one of ours."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("recommender:for_you")


def _too_much(refusal: TooMuchError) -> HttpResponse:
    said = _("짧은 시간에 너무 많이 눌렀습니다. 잠시 뒤에 다시 해 주세요.")
    response = HttpResponse(said, status=429, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = str(refusal.after)
    return response
