"""A shopper's photo: taken in, asked about again, forgotten. `photo_answering` says what it shows."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from catalog.services.decoding import LARGEST_BYTES, MOST_PIXELS, Pictures, decode
from catalog.services.private import private_storage
from catalog.services.refusing import RefusalError
from recommender.models import PhotoQuery
from recommender.models.photo_query import FORGOTTEN_AFTER, MOST_KEPT, new_token

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)
SMALLEST_SIDE = 0.03
"""Of a box, relative to the photo: less shows nothing."""
DECODED_WITHIN = 8.0
"""Seconds that a shopper's HEIC or AVIF may take, the start of its decoder included."""
COME_BACK_AFTER = 5
"""Seconds, where it is full: what waits is answered or decoded by then."""
_DECODED_AT_ONCE = threading.BoundedSemaphore(2)
"""Of the web process's few threads: however slow photos are made, pages are answered by the rest."""


class PhotoError(Exception):
    """Why a photo was not taken, in words for who brought it; `status` is HTTP's.

    `after` so many seconds it may be taken; 0 where waiting does not help.
    """

    def __init__(self, words: str, *, status: int, after: int = 0) -> None:
        super().__init__(words)
        self.status = status
        self.after = after


def accept(*, content: bytes, owner: str, account: User | None, now: dt.datetime) -> PhotoQuery:
    """Keep a photo for an hour, and ask what it shows. Nothing of the file survives but its pixels.

    `owner` is the hash of what the browser's session holds. Raises PhotoError.
    """
    check_there_is_room()
    pictures = _decoded(content)
    width, height = pictures.size
    query = PhotoQuery(
        token=new_token(),
        owner=owner,
        account=account,
        width=width,
        height=height,
        created_at=now,
        asked_at=now,
    )
    private_storage().save(query.file_name, ContentFile(pictures.display))
    query.save(force_insert=True)
    return query


def _decoded(content: bytes) -> Pictures:
    """Raises PhotoError, at once where others are being decoded: no thread waits for its turn."""
    if not _DECODED_AT_ONCE.acquire(blocking=False):
        raise _full()
    try:
        return decode(content, seconds=DECODED_WITHIN)
    except RefusalError as error:
        raise PhotoError(_unreadable(), status=400) from error
    finally:
        _DECODED_AT_ONCE.release()


def _full() -> PhotoError:
    said = _("지금 사진이 많이 밀려 있습니다. 잠시 뒤에 다시 올려 주세요.")
    return PhotoError(said, status=503, after=COME_BACK_AFTER)


def check_there_is_room() -> None:
    """Raises PhotoError where so many photos wait that another would wait too long. Nearly exact is enough:
    two that come at the same moment may both be let in."""
    if PhotoQuery.objects.waiting().count() >= settings.PHOTOS_WAITING:
        raise _full()


def too_long(size: int) -> str:
    """What to say of a body that is larger than a photo may be; "" of others."""
    if size <= LARGEST_BYTES:
        return ""
    most = LARGEST_BYTES // 1024 // 1024
    return _("사진이 너무 큽니다. %(most)s MB까지 올릴 수 있습니다.") % {"most": most}


def ask_about(query: PhotoQuery, box: list[float], *, now: dt.datetime) -> None:
    """Look at this part of the photo. Raises PhotoError for a box that is none."""
    x0, y0, x1, y1 = box
    is_inside = min(box) >= 0 and max(box) <= 1
    if not (is_inside and x1 - x0 >= SMALLEST_SIDE and y1 - y0 >= SMALLEST_SIDE):  # NaN is not inside either
        raise PhotoError(_("상자가 사진 안에 있지 않습니다."), status=400)
    check_there_is_room()
    query.ask(box, now=now)


def keep(query: PhotoQuery, *, account: User | None, now: dt.datetime) -> None:
    """Not forgotten after its hour. Raises PhotoError where as many are kept as may be; nearly exact."""
    others = PhotoQuery.objects.of(query.owner, account, now=now).kept().exclude(pk=query.pk)
    if others.count() >= MOST_KEPT:
        said = _("사진은 %(most)s장까지 보관할 수 있습니다. 하나를 지우면 이 사진을 보관할 수 있습니다.")
        raise PhotoError(said % {"most": MOST_KEPT}, status=409)
    query.keep(account, now=now)


def forget(query: PhotoQuery) -> None:
    """The file first: a row without one is swept again, a file without a row nobody would know of."""
    private_storage().delete(query.file_name)
    query.delete()


def forget_old(*, now: dt.datetime) -> int:
    """Photos whose hour is over, and what a crash has left of others; how many rows went.

    One that cannot be deleted is told of, and keeps none of the others.
    """
    gone = 0
    for query in PhotoQuery.objects.to_forget(now=now).defer("result"):
        try:
            forget(query)
            gone += 1
        except OSError:
            logger.exception("photo query %s is not forgotten", query.pk)
    _sweep_files(now=now)
    return gone


def _sweep_files(*, now: dt.datetime) -> None:
    """Files without a row: their process died before it wrote one."""
    store = private_storage()
    try:
        _folders, names = store.listdir("photos")
    except FileNotFoundError:
        return  # nobody has brought a photo yet
    rows = PhotoQuery.objects.filter(token__in=[name.removesuffix(".jpg") for name in names])
    known = {query.file_name.removeprefix("photos/") for query in rows.only("token")}
    for name in set(names) - known:
        path = f"photos/{name}"
        try:
            is_old = store.get_modified_time(path) <= now - FORGOTTEN_AFTER
        except FileNotFoundError:
            continue  # another sweep, or its owner, was faster
        if is_old:
            store.delete(path)


def _unreadable() -> str:
    return _(
        "이 파일은 사진으로 읽을 수 없습니다. %(most)s메가픽셀까지의"
        " JPEG, PNG, WebP, GIF, BMP, AVIF, HEIC 사진을 올려 주세요."
    ) % {"most": MOST_PIXELS // 1_000_000}
