"""Search by photo: public, but every photo is its bringer's alone; to anybody else it does not exist."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.bodies import measured
from catalog.services.private import private_storage
from recommender.models import PhotoQuery
from recommender.models.photo_query import new_token
from recommender.photo_calls import have_it_answered
from recommender.photo_forms import BoxForm, PhotoForm
from recommender.services import photo_search
from recommender.services.clients import household_of
from recommender.services.photo_limits import seconds_to_wait
from recommender.services.photo_search import PhotoError
from recommender.services.photo_showing import shown

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SESSION = "photos"
"""Where in the session the secret is that makes a browser the owner of its photos."""
LISTED = 12


@measured(photo_search.too_long)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: HttpRequest) -> HttpResponse:
    """Bring a photo, and see those that one has kept."""
    return _bring(request) if request.method == "POST" else _entrance(request)


def _bring(request: HttpRequest) -> HttpResponse:
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _entrance(request, error=_("사진을 골라 주세요."), status=400)
    secret = str(request.session.get(SESSION, "")) or new_token()
    if wait := _wait(request, "photo", _hash(secret)):
        return _too_often(_entrance(request, error=_later(wait), status=429), wait)
    try:
        query = photo_search.accept(
            content=form.cleaned_data["photo"].read(),
            owner=_hash(secret),
            account=_account(request),
            now=timezone.now(),
        )
    except PhotoError as error:
        return _too_often(_entrance(request, error=str(error), status=error.status), error.after)
    if SESSION not in request.session:  # whom nothing was taken from leaves no row behind
        request.session[SESSION] = secret
    have_it_answered()
    return redirect("recommender:photo_result", query.token)


@never_cache
@require_safe
def photo_result(request: HttpRequest, token: str) -> HttpResponse:
    """The photo at once, and what is similar as soon as it is known."""
    query = _mine(request, token)
    return render(request, "recommender/photo_result.html", {"brought": query, "shown": shown(query)})


@never_cache
@require_safe
def photo_found(request: HttpRequest, token: str) -> HttpResponse:
    """The part of the page that was waited for; 202 without a word while it is not known yet."""
    query = _mine(request, token)
    if query.is_waiting:
        return HttpResponse(status=202)
    return render(request, "recommender/_photo_found.html", {"brought": query, "shown": shown(query)})


@never_cache
@require_safe
def photo_image(request: HttpRequest, token: str) -> FileResponse:
    """The photo itself, for nobody else and in no cache."""
    query = _mine(request, token)
    try:
        file = private_storage().open(query.file_name)
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(file, content_type="image/jpeg")


@require_POST
def photo_box(request: HttpRequest, token: str) -> HttpResponse:
    """Where the product is, says the shopper; and the search goes on from there."""
    query, form = _mine(request, token), BoxForm(request.POST)
    if not form.is_valid():
        return HttpResponse(
            _("상자가 사진 안에 있지 않습니다."), status=400, content_type="text/plain; charset=utf-8"
        )
    if wait := _wait(request, "box", query.owner):
        return _too_often(
            HttpResponse(_later(wait), status=429, content_type="text/plain; charset=utf-8"), wait
        )
    try:
        photo_search.ask_about(query, form.box, now=timezone.now())
    except PhotoError as error:
        said = HttpResponse(str(error), status=error.status, content_type="text/plain; charset=utf-8")
        return _too_often(said, error.after)
    have_it_answered()
    return HttpResponse(status=204)


@require_POST
def photo_keep(request: HttpRequest, token: str) -> HttpResponse:
    """Not forgotten after its hour. The session lasts from now, as long as the photo does."""
    try:
        photo_search.keep(_mine(request, token), account=_account(request), now=timezone.now())
    except PhotoError as error:
        messages.error(request, str(error))
    else:
        request.session.modified = True
    return redirect("recommender:photo_result", token)


@require_POST
def photo_forget(request: HttpRequest, token: str) -> HttpResponse:
    """At once, and whatever was found with it."""
    photo_search.forget(_mine(request, token))
    return redirect("recommender:photo")


def _entrance(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    mine = PhotoQuery.objects.of(_owner(request), _account(request), now=timezone.now())
    context = {"photos": mine.defer("result")[:LISTED], "error": error}
    return render(request, "recommender/photo.html", context, status=status)


def _mine(request: HttpRequest, token: str) -> PhotoQuery:
    """Raises Http404, whether there is none or it is somebody else's."""
    mine = PhotoQuery.objects.of(_owner(request), _account(request), now=timezone.now())
    query = mine.filter(token=token).first()
    if query is None:
        raise Http404
    return query


def _owner(request: HttpRequest) -> str:
    """The hash of this browser's secret, "" where it has none. It outlives signing in, as keys do not."""
    secret = request.session.get(SESSION, "")
    return _hash(str(secret)) if secret else ""


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _account(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _wait(request: HttpRequest, what: str, owner: str) -> int:
    return seconds_to_wait(what, owner=owner, household=household_of(request), now=timezone.now())


def _later(wait: int) -> str:
    return _("사진이 잇따라 너무 많이 왔습니다. %(wait)s초 뒤에 다시 해 주세요.") % {"wait": wait}


def _too_often(response: HttpResponse, wait: int) -> HttpResponse:
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response
