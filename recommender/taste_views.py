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
from recommender.services import forgetting, remembering
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
    forgot = bool(shoppers.undo_key(request))
    context = {"shown": shown, "shopper": shopper, "forgot": forgot, "picked": ()}
    return render(request, "recommender/for_you.html", context)


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
    """All of it is out of sight at once, and deleted when the minute to undo it is over."""
    now = timezone.now()
    shopper, key = shoppers.shopper_of(request, now=now), shoppers.key_to_undo_by(request)
    if shopper is not None:
        forgetting.forget(shopper, key, now=now)
    response = redirect("recommender:for_you")
    if forgetting.can_undo(key, now=now):
        shoppers.forget(request, response, key)
    return response


@require_POST
def undo_forgetting(request: HttpRequest) -> HttpResponse:
    """Everything is there again, where it is not too late."""
    now, key = timezone.now(), shoppers.undo_key(request)
    known = shoppers.shopper_of(request, now=now)
    back = forgetting.undo(key, now=now, present=known, user=shoppers.user_of(request)) if key else None
    response = redirect("recommender:for_you")
    if back is None:
        messages.warning(request, _("되돌릴 수 있는 1분이 지나, 기록은 이미 지워졌습니다."))
    else:
        messages.success(request, _("되돌렸습니다. 지워진 것은 없습니다."))
        if back.user_id is None and back != known:
            shoppers.remember(response, key)
    shoppers.nothing_to_undo(response)
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
